"""`manage.py load_reference`: units, rules, days off, categories, templates."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from casework import reference as casework
from feedback import reference as feedback
from organisation import reference as organisation

LOADERS: dict[str, Callable[[], int]] = {
    "units": organisation.load_units,
    "deadline rules": casework.load_deadline_rules,
    "non-working days": casework.load_non_working_days,
    "keeping times": casework.load_retention_rules,
    "reply templates": casework.load_reply_templates,
    "categories": feedback.load_categories,
    "routing rules": feedback.load_route_rules,
}


class Command(BaseCommand):
    """Loads what is missing; a second run changes nothing."""

    help = "Load reference data that is missing. Never changes a row that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every loader and say what it made."""
        for name, load in LOADERS.items():
            made = load()
            if options["verbosity"] > 0:
                self.stdout.write(f"{name}: {made} new")
