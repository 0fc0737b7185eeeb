"""The catalogue of standards."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Standards, their editions, and the search over them."""

    name = "catalogue"
    verbose_name = _("Catalogue of standards")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the worker looks after: imports left behind, misses, kept counts."""
        from casework.caretaker import also_look_after
        from catalogue.actions.imports import take_up_again
        from catalogue.search import counts, unfound

        for duty in (take_up_again, unfound.collect, counts.renew):
            also_look_after(duty)
