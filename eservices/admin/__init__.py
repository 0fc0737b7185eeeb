"""The services in the back office; each module registers its own pages."""

from eservices.admin import applications, certificates, companies, payments, services

__all__ = ["applications", "certificates", "companies", "payments", "services"]
