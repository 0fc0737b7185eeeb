"""Checked answers in words, for applicants, officers and certificates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.workflow import Text
from eservices.engine.definition import Answers, Field, Kind, ServiceDefinition, Step
from eservices.engine.lookups import Lookups
from eservices.engine.values import MANY
from eservices.sealed import reveal
from mongolian.identity import mask_citizen_register

_LISTED = MANY | {Kind.CHOICE, Kind.AIMAG, Kind.COUNTRY, Kind.INSTRUMENT_KIND}


def shown_answers(
    service: ServiceDefinition, answers: Answers
) -> Iterator[tuple[Step, list[tuple[Field, str]]]]:
    """Every step with its answers in words; steps and fields without one left out.

    In the language of the page. Register numbers are masked.
    """
    lookups = Lookups()
    for step in service.steps:
        said = [
            (field, in_words(field, answers[field.key], lookups))
            for field in step.fields
            if field.key in answers and field.shown(answers)
        ]
        if said:
            yield step, said


def in_words(field: Field, value: Any, lookups: Lookups) -> str:
    """One checked value in words; a text that cannot be read stays as it is."""
    if field.kind in _LISTED:
        named = dict(lookups.options(field))
        codes = value if isinstance(value, list) else [value]
        return ", ".join(str(named.get(code, code)) for code in codes)
    if field.kind == Kind.YES_NO:
        return _("Yes") if value is True else _("No") if value is False else str(value)
    if field.kind == Kind.REGISTER:
        return mask_citizen_register(reveal(str(value)))
    if field.kind == Kind.DATE:
        return written_day(value)
    return str(value)


def choice_label(field: Field, code: str) -> Text:
    """The label of a choice; the code itself when it is none of them any more."""
    return dict(field.choices).get(code, code)


def written_day(value: Any) -> str:
    """A day as the language writes it; what is no day stays as it is."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return date_format(day, "SHORT_DATE_FORMAT")
