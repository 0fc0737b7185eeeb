"""What the public pages of the services and the application form show."""
