"""Facets as a page shows them: labels, counts, and the address of each choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.search.answers import Facet, Option
from catalogue.search.facets import Counts, Row
from catalogue.search.question import Question
from catalogue.search.where import FACETS, status_numbers
from catalogue.status import STATUS_NUMBERS, Status

LABELS: dict[str, str | Promise] = {
    "body": _("Publisher"),
    "status": _("Status"),
    "ics": pgettext_lazy("of standards", "Field"),
    "year": _("Year"),
    "language": _("Language of the document"),
}
_DECADE = 10
_BY_NUMBER = {number: Status(word) for word, number in STATUS_NUMBERS.items()}


def facets(question: Question, counts: Counts) -> tuple[Facet, ...]:
    """Every facet with its choices, the commonest first; years the newest first."""
    return tuple(_facet(name, question, counts) for name in FACETS)


def _facet(name: str, question: Question, counts: Counts) -> Facet:
    rows = sorted((row for row in counts.rows if row[0] == name), key=_ORDERS[name])
    return Facet(
        name, LABELS[name], tuple(_OPTIONS[name](question, row) for row in rows)
    )


def _commonest(row: Row) -> tuple[int, str]:
    return -row[4], row[1]


def _by_number(row: Row) -> int:
    return int(row[1])


def _newest(row: Row) -> int:
    return -int(row[1])


def _body(question: Question, row: Row) -> Option:
    slug, code, count = row[1], row[3], row[4]
    chosen = question.bodies
    query = question.with_(bodies=_toggled(chosen, slug)).query()
    return Option(slug, code, count, slug in chosen, query)


def _status(question: Question, row: Row) -> Option:
    status, count = _BY_NUMBER[int(row[1])], row[4]
    # "All in force" is three of them; leaving one of the three keeps the others.
    numbers = status_numbers(question.statuses)
    chosen = tuple(str(_BY_NUMBER[number]) for number in numbers)
    query = question.with_(statuses=_toggled(chosen, str(status))).query()
    return Option(str(status), status.label, count, str(status) in chosen, query)


def _field(question: Question, row: Row) -> Option:
    code, name_mn, name_en, count = row[1:]
    own, other = (name_en, name_mn) if get_language() == "en" else (name_mn, name_en)
    is_chosen = question.ics[:2] == code
    query = question.with_(ics="" if is_chosen else code).query()
    return Option(code, f"{code} {own or other}".strip(), count, is_chosen, query)


def _decade(question: Question, row: Row) -> Option:
    first, count = int(row[1]), row[4]
    last = first + _DECADE - 1
    is_chosen = (question.year_from, question.year_to) == (first, last)
    years = (None, None) if is_chosen else (first, last)
    query = question.with_(year_from=years[0], year_to=years[1]).query()
    return Option(f"{first}-{last}", f"{first}–{last}", count, is_chosen, query)


def _language(question: Question, row: Row) -> Option:
    code, count = row[1], row[4]
    is_chosen = question.language == code
    query = question.with_(language="" if is_chosen else code).query()
    return Option(code, language_name(code), count, is_chosen, query)


def language_name(code: str) -> str:
    """The name of a language in the language of the page, else its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _toggled(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    kept = tuple(one for one in chosen if one != value)
    return kept if value in chosen else tuple(sorted((*chosen, value)))


_ORDERS: dict[str, Callable[[Row], Any]] = {
    "body": _commonest,
    "status": _by_number,
    "ics": _commonest,
    "year": _newest,
    "language": _commonest,
}
_OPTIONS: dict[str, Callable[[Question, Row], Option]] = {
    "body": _body,
    "status": _status,
    "ics": _field,
    "year": _decade,
    "language": _language,
}
