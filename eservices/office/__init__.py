"""The services in the back office."""
