"""A question and its reading as conditions on the narrow table (alias e)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from catalogue.search.lexemes import number_form
from catalogue.search.question import VALID_WORD, Question
from catalogue.search.reading import Reading
from catalogue.status import STATUS_NUMBERS, VALID

# Filters with a facet; each is counted without itself, to show its alternatives.
FACETS = ("body", "status", "ics", "year", "language")


_NUMBER = "e.number = %(number)s"
# Who types 13.060.20 means the field; ITU numbers look the same.
_NUMBER_OR_FIELD = f"({_NUMBER} OR e.ics @> ARRAY[%(number)s]::varchar[])"
_ICS = re.compile(r"^\d{2}\.\d{3}(\.\d{2})?$")


@dataclass
class Conditions:
    """SQL to be joined by AND, apart by what it is for, with its parameters."""

    base: list[str] = field(default_factory=list)
    facets: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)

    def sql(self, *, without: str = "") -> str:
        """Everything, or all but one facet."""
        chosen = [text for name, text in self.facets.items() if name != without]
        return " AND ".join([*self.base, *chosen])


def conditions(question: Question, reading: Reading) -> Conditions:
    """What an edition must fulfil to be found, its words apart."""
    found = Conditions()
    found.base.append("e.visible_from <= %(today)s")
    found.parameters["today"] = timezone.localdate()
    _filter(found, question)
    _facets(found, question)
    _code(found, reading)
    return found


def _filter(found: Conditions, question: Question) -> None:
    if question.committee:
        found.base.append(
            "e.committee_id = (SELECT id FROM catalogue_committee "
            "WHERE slug = %(committee)s)"
        )
        found.parameters["committee"] = question.committee
    if question.on:
        found.base.append(
            "e.force_from <= %(on)s "
            "AND (e.force_until IS NULL OR e.force_until > %(on)s)"
        )
        found.parameters["on"] = question.on


def _facets(found: Conditions, question: Question) -> None:
    if question.bodies:
        found.facets["body"] = (
            "e.body = ANY(ARRAY(SELECT id FROM catalogue_body "
            "WHERE slug = ANY(%(bodies)s)))"
        )
        found.parameters["bodies"] = list(question.bodies)
    if question.statuses:
        found.facets["status"] = "e.status = ANY(%(statuses)s)"
        found.parameters["statuses"] = status_numbers(question.statuses)
    if question.ics:
        found.facets["ics"] = "e.ics @> ARRAY[%(ics)s]::varchar[]"
        found.parameters["ics"] = question.ics
    if question.language:
        found.facets["language"] = "e.languages @> ARRAY[%(language)s]::varchar[]"
        found.parameters["language"] = question.language
    _years(found, question)


def _years(found: Conditions, question: Question) -> None:
    texts = []
    for name, sign in (("year_from", ">="), ("year_to", "<=")):
        year = getattr(question, name)
        if year is not None:
            texts.append(f"e.year {sign} %({name})s")
            found.parameters[name] = year
    if texts:
        found.facets["year"] = " AND ".join(texts)


def _code(found: Conditions, reading: Reading) -> None:
    """The number and what narrows it; in a mixed query the words are asked as well."""
    code = reading.designation
    if code is None:
        return
    if reading.kind == "code":
        found.base.append(_NUMBER_OR_FIELD if _ICS.match(code.number) else _NUMBER)
        found.parameters["number"] = number_form(code.number)
    if code.publishers or code.kind:
        found.base.append("e.publishers @> %(publishers)s::varchar[]")
        found.parameters["publishers"] = [*code.publishers, *code.kind.split()]
    if code.part:
        found.base.append("(e.part = %(part)s OR e.part LIKE %(part)s || '-%%')")
        found.parameters["part"] = code.part
    if code.year:
        # A supplement has a year of its own beside that of its base.
        found.base.append(
            "(e.year = %(year)s OR e.key LIKE '%%:' || %(year)s || '/%%')"
        )
        found.parameters["year"] = code.year
    if code.supplement:
        found.base.append("strpos(e.key, %(supplement)s) > 0")
        found.parameters["supplement"] = code.supplement


def status_numbers(statuses: tuple[str, ...]) -> list[int]:
    """The small numbers of statuses; `valid` stands for all in force."""
    wanted = {status for status in statuses if status != VALID_WORD}
    if VALID_WORD in statuses:
        wanted |= set(VALID)
    return sorted(STATUS_NUMBERS[status] for status in wanted)
