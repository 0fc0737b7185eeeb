from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EservicesConfig(AppConfig):
    """The five services: companies, applications, fees, certificates, registers."""

    name = "eservices"
    verbose_name = _("Services")

    def ready(self) -> None:
        """Make the workflow of applications known to casework."""
        from casework.workflow import register
        from eservices.workflow import APPLICATION

        register(APPLICATION)
