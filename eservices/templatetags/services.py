"""Words of the public pages and of the application form."""

from __future__ import annotations

from django import template

from casework.workflow import Text
from eservices.pages.tariff_words import unit_words

register = template.Library()


@register.filter
def tariff_unit(unit: str) -> Text:
    """What a line of the tariff is counted in: per piece, per person-hour."""
    return unit_words(unit)


@register.filter
def said_of(sentence: str, label: Text) -> str:
    """A fault with the label of its field before it, unless it names the field."""
    return sentence if str(label) in sentence else f"{label} — {sentence}"
