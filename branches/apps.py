from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BranchesConfig(AppConfig):
    """The public page of each unit: profile, hours, staff, news, documents, trips."""

    name = "branches"
    verbose_name = _("Pages of units")
