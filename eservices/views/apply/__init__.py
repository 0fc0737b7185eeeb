"""The application form, page by page."""
