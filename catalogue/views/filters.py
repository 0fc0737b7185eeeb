"""How the results page shows its filters: long lists shortened, chosen ones named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import QuerySet, Value
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalogue.models import Body, Committee
from catalogue.search import Facet, Option, Question
from catalogue.search.question import VALID_WORD
from catalogue.status import Status

SHOWN_AT_ONCE = 6


@dataclass(frozen=True)
class Row:
    """One option; `share` of the largest beside it, per mille, where it is drawn."""

    option: Option
    share: int


@dataclass(frozen=True)
class Group:
    """One facet: what stands there at once, and what a tap shows."""

    name: str
    label: str | Promise
    first: list[Row]
    rest: list[Row]


@dataclass(frozen=True)
class Chosen:
    """A filter in force, and the question without it."""

    label: str
    query: str


def groups(facets: Iterable[Facet]) -> list[Group]:
    """Facets with something to choose; the chosen options always at once."""
    return [_group(facet) for facet in facets if facet.options]


def _group(facet: Facet) -> Group:
    largest = max(option.count for option in facet.options) or 1
    rows = [Row(one, round(1000 * one.count / largest)) for one in facet.options]
    first = [
        row for at, row in enumerate(rows) if at < SHOWN_AT_ONCE or row.option.is_chosen
    ]
    return Group(
        facet.name, facet.label, first, [row for row in rows if row not in first]
    )


def only_valid(question: Question) -> str:
    """The same question, of what is in force; "" when a status is chosen already."""
    if question.statuses or question.on:
        return ""
    return question.with_(statuses=(VALID_WORD,)).query()


def kept(question: Question) -> list[tuple[str, str]]:
    """Filters a new search in the same form carries along, as parameters."""
    own = {"q", "year_from", "year_to", "on"}  # fields of the form itself
    pairs = parse_qsl(question.with_().query())
    return [(name, value) for name, value in pairs if name not in own]


def chosen(question: Question, facets: Iterable[Facet]) -> list[Chosen]:
    """Every filter of the question in words."""
    labels = {
        (facet.name, option.value): str(option.label)
        for facet in facets
        for option in facet.options
    }
    return list(_chosen(question, labels))


def _chosen(question: Question, labels: dict[tuple[str, str], str]) -> Iterator[Chosen]:
    names = _names(question)
    for slug in question.bodies:
        rest = tuple(other for other in question.bodies if other != slug)
        label = names.get(("body", slug), slug)
        yield Chosen(label, question.with_(bodies=rest).query())
    for status in question.statuses:
        others = tuple(other for other in question.statuses if other != status)
        yield Chosen(_status_word(status), question.with_(statuses=others).query())
    if question.ics:
        label = f"ICS {labels.get(('ics', question.ics), question.ics)}"
        yield Chosen(label, question.with_(ics="").query())
    if question.language:
        label = labels.get(("language", question.language), question.language)
        yield Chosen(label, question.with_(language="").query())
    if question.committee:
        label = names.get(("committee", question.committee), question.committee)
        yield Chosen(label, question.with_(committee="").query())
    if question.year_from or question.year_to:
        without = question.with_(year_from=None, year_to=None)
        yield Chosen(_years(question), without.query())
    if question.on:
        day = date_format(question.on, "SHORT_DATE_FORMAT")
        label = _("on %(day)s") % {"day": day}
        yield Chosen(label, question.with_(on=None).query())


def _names(question: Question) -> dict[tuple[str, str], str]:
    """Codes of the publishers and of the committee by slug, in one query or none."""
    if not (question.bodies or question.committee):
        return {}
    bodies = Body.objects.filter(slug__in=question.bodies)
    committees = Committee.objects.filter(slug=question.committee)
    rows = _rows(bodies, "body").union(_rows(committees, "committee"))
    return {(kind, slug): code for kind, slug, code in rows}


def _rows(several: QuerySet[Any], kind: str) -> QuerySet[Any, tuple[str, str, str]]:
    """Kind, slug and code of each."""
    return several.order_by().values_list(Value(kind), "slug", "code")


def _status_word(status: str) -> str:
    if status == VALID_WORD:
        return _("All in force")
    return str(Status(status).label)


def _years(question: Question) -> str:
    return f"{question.year_from or ''}–{question.year_to or ''}"
