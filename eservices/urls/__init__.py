"""Addresses of the services, the desk, the check of certificates, the registers."""
