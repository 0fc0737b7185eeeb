"""Ways into the catalogue without a query: fields (ICS) and committees, with counts.

What is counted is what the public finds today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from catalogue.models import Committee, Ics, SearchEntry
from catalogue.search import Question, Reading, counts
from catalogue.search.facets import Counts

# Queries as people type them; none is translated, each finds something.
EXAMPLES = ("ундны ус", "us undnii", "мнс 5217", "iso9001", "эмийн сан")

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Branch:
    """A field, group or subgroup beside its like."""

    ics: Ics
    count: int  # editions in it and below it
    share: int  # of the largest count beside it, per mille


@dataclass(frozen=True)
class Chair:
    """A committee and how many editions are its work."""

    committee: Committee
    count: int


@dataclass(frozen=True)
class Collection:
    """Everything there is, and its fields."""

    total: int
    branches: list[Branch]


def editions_held() -> int:
    """How many editions the public can find."""
    return _everything().total


def collection() -> Collection:
    """Everything there is, by the fields at the top of the classification."""
    counted = _everything()
    held = {code: count for facet, code, *_, count in counted.rows if facet == "ics"}
    return Collection(counted.total, _branches(Ics.objects.filter(level=1), held))


def _everything() -> Counts:
    return counts.of(Question(), Reading("all"), matches=0)


def field_and_branches(code: str) -> tuple[Ics | None, list[Branch]]:
    """The field with this code, its path read with it, and what is right below it."""
    near = Ics.objects.filter(Q(code=code) | Q(parent__code=code))
    rows = list(near.select_related("parent__parent__parent"))
    field = next((ics for ics in rows if ics.code == code), None)
    below = [ics for ics in rows if ics.code != code]
    return field, _branches(below, _counts_below(code, below)) if below else []


def _counts_below(code: str, below: list[Ics]) -> dict[str, int]:
    # SearchEntry.ics holds the ancestors of each code, too.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one, COUNT(*) FROM catalogue_searchentry, unnest(ics) AS one "
            "WHERE ics @> ARRAY[%s]::varchar[] AND visible_from <= %s "
            "AND one = ANY(%s) GROUP BY one",
            [code, timezone.localdate(), [ics.code for ics in below]],
        )
        return dict(cursor.fetchall())


def _branches(codes: Iterable[Ics], held: Mapping[str, int]) -> list[Branch]:
    """Each code with its count; an unlisted code that nothing uses is left out."""
    counted = [(ics, held.get(ics.code, 0)) for ics in codes]
    largest = max((count for _ics, count in counted), default=0) or 1
    return [
        Branch(ics, count, round(1000 * count / largest))
        for ics, count in counted
        if count or ics.is_listed
    ]


def committees_named(text: str) -> list[int]:
    """Ids of committees whose code or title has the text, in the order people count.

    Thousands are put in order and few are shown: no more than the codes is read.
    """
    wanted = Q(code__icontains=text) | Q(title_mn__icontains=text)
    found = Committee.objects.filter(wanted | Q(title_en__icontains=text))
    rows = found.order_by().values_list("pk", "code")
    return [pk for pk, code in sorted(rows, key=lambda row: _counting_order(row[1]))]


def _counting_order(code: str) -> list[tuple[int, str]]:
    """TC 9 before TC 10."""
    return [
        (int(part), "") if part.isdecimal() else (0, part)
        for part in _DIGITS.split(code)
        if part
    ]


def chairs(ids: list[int]) -> list[Chair]:
    """Each committee with its count, in the order given."""
    committees = Committee.objects.in_bulk(ids)
    entries = SearchEntry.objects.filter(
        committee_id__in=list(committees), visible_from__lte=timezone.localdate()
    )
    rows = entries.values_list("committee_id").annotate(Count("pk")).order_by()
    held = dict(rows)
    return [Chair(committees[pk], held.get(pk, 0)) for pk in ids if pk in committees]
