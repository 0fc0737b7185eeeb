"""Words of the services for templates."""
