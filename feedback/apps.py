from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """Petitions: suggestions, requests, applications, complaints, thanks."""

    name = "feedback"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        """Make the petition's workflow known to casework."""
        from casework.workflow import register
        from feedback.workflow import PETITION

        register(PETITION)
