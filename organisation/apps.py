from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """Users, units and who works where."""

    name = "organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Listen for wrong codes."""
        from organisation import signin  # noqa: F401  (connects its receiver)
