"""Every write that matters of the services."""
