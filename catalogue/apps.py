"""The catalogue of standards."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Standards, their editions, and the search over them."""

    name = "catalogue"
    verbose_name = _("Catalogue of standards")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the worker take up imports that another worker left behind."""
        from casework.caretaker import also_look_after
        from catalogue.actions.imports import take_up_again

        also_look_after(take_up_again)
