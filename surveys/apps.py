"""Surveys: the agency asks, and shows that it listens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Questionnaires, the answers to them, and what the agency made of them."""

    name = "surveys"
    verbose_name = _("Surveys")
