from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    """The case: its clock, thread, events, notices, queue and status page."""

    name = "casework"
    verbose_name = _("Cases")
