"""`manage.py load_reference`: units, rules, days off, categories, the catalogue."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from branches import reference as branches
from casework import reference as casework
from catalogue import reference as catalogue
from eservices import reference as eservices
from eservices.certificates import keys
from feedback import reference as feedback
from organisation import reference as organisation
from surveys import reference as surveys

LOADERS: dict[str, Callable[[], int]] = {
    "units": organisation.load_units,
    "deadline rules": casework.load_deadline_rules,
    "non-working days": casework.load_non_working_days,
    "keeping times": casework.load_retention_rules,
    "reply templates": casework.load_reply_templates,
    "categories": feedback.load_categories,
    "routing rules": feedback.load_route_rules,
    "first survey, a draft": surveys.load_first_survey,
    "services": eservices.load_services,
    "reasons for refusals": eservices.load_refusal_reasons,
    "kinds of instruments": eservices.load_instrument_kinds,
    "tariff lines": eservices.load_tariffs,
    "scopes of laboratories": eservices.load_lab_scopes,
    "signing keys": keys.make_missing_key,
    "pages of the agency": branches.load_agency_pages,
}
OF_THE_CATALOGUE: dict[str, Callable[[], int]] = {
    "ICS codes": catalogue.load_ics,
    "publishers": catalogue.load_bodies,
    "sources": catalogue.load_sources,
    "standards": catalogue.load_catalogue,
}


class Command(BaseCommand):
    """Loads what is missing; a second run changes nothing."""

    help = "Load reference data that is missing. Never changes a row that is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Tests and demos do without 127,000 standards."""
        parser.add_argument(
            "--without-catalogue",
            action="store_true",
            help="Leave out the standards and what they are sorted by.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every loader and say what it made."""
        loaders = LOADERS
        if not options["without_catalogue"]:
            loaders = LOADERS | OF_THE_CATALOGUE
        for name, load in loaders.items():
            made = load()
            if options["verbosity"] > 0:
                self.stdout.write(f"{name}: {made} new")
