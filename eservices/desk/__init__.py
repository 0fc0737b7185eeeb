"""What the desk of a company or citizen shows, put together for the templates."""
