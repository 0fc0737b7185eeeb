"""What a line of the price list is counted in, in words."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from casework.workflow import Text

_UNITS: dict[str, Text] = {
    "piece": pgettext_lazy("tariff unit", "piece"),
    "application": pgettext_lazy("tariff unit", "application"),
    "certificate": pgettext_lazy("tariff unit", "certificate"),
    "person_hour": pgettext_lazy("tariff unit", "person-hour"),
    "person_day": pgettext_lazy("tariff unit", "person-day"),
    "hour": pgettext_lazy("tariff unit", "hour"),
    "day": pgettext_lazy("tariff unit", "day"),
    "year": pgettext_lazy("tariff unit", "year"),
    "km": pgettext_lazy("tariff unit", "km"),
}


def unit_words(unit: str) -> Text:
    """The word of a unit; what the agency typed itself stays as it is."""
    return _UNITS.get(unit, unit)
