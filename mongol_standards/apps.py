from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    """Settings, home page, site-wide pages, the serve command."""

    name = "mongol_standards"
    default = True

    def ready(self) -> None:
        """Register the system checks."""
        import mongol_standards.checks  # noqa: F401


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our own site object as the back office."""

    default = False
    default_site = "mongol_standards.admin_site.BackOffice"
