"""Editions that may be one document twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.models import Edition

# Printings that publishers sell beside the plain one: 2015+AMD1:2016 CSV, RLV, EXV.
MEANT_TWICE = r"\+| [A-Z]{3}(-[A-Z]{3})?$"
LONGEST_ID = 18  # digits; a longer number is no id
PAGE = 25  # groups
GROUP = 20  # editions shown of one group


@dataclass(frozen=True)
class Kind:
    """One way in which editions can be the same."""

    code: str
    label: str | Promise
    fields: tuple[str, ...]


KINDS = {
    kind.code: kind
    for kind in (
        Kind("same", _("Same designation"), ("key",)),
        Kind("near", _("Same standard and year"), ("standard_id", "year")),
    )
}


@dataclass(frozen=True)
class Duplicates:
    """A page of groups; `after` leads to the next page, empty at the end."""

    kind: Kind
    kinds: tuple[Kind, ...]
    groups: tuple[tuple[Edition, ...], ...]
    after: str


def read_duplicates(asked: Mapping[str, str]) -> Duplicates:
    """The page of an address: its kind and where the page before it ended.

    Two queries; drafts and supplements of their own year are not taken for doubles.
    """
    kind = KINDS.get(asked.get("kind", ""), KINDS["same"])
    found = _groups(kind, asked.get("after", ""))
    shown = found[:PAGE]
    after = str(shown[-1]["first"]) if len(found) > PAGE else ""
    return Duplicates(kind, tuple(KINDS.values()), tuple(_editions(kind, shown)), after)


def _groups(kind: Kind, after: str) -> list[dict[str, Any]]:
    """Values that several editions share, the oldest group first."""
    groups = (
        _candidates(kind)
        .order_by()
        .values(*kind.fields)
        .annotate(first=Min("pk"), held=Count("pk"))
    )
    groups = groups.filter(held__gt=1).order_by("first")
    if kind.code == "near":
        # Those of the same key stand on the other list.
        groups = groups.annotate(keys=Count("key", distinct=True)).filter(keys__gt=1)
    if after.isdecimal() and len(after) <= LONGEST_ID:
        groups = groups.filter(first__gt=int(after))
    return list(groups[: PAGE + 1])


def _editions(kind: Kind, groups: list[dict[str, Any]]) -> list[tuple[Edition, ...]]:
    if not groups:
        return []
    first = kind.fields[0]
    rows = _candidates(kind).filter(**{f"{first}__in": [row[first] for row in groups]})
    wanted = {tuple(row[name] for name in kind.fields): row["first"] for row in groups}
    rows = rows.select_related("source").order_by(*kind.fields, "pk")
    together = {
        values: tuple(several)[:GROUP]
        for values, several in groupby(rows, partial(_values, kind))
    }
    return [together[key] for key in sorted(wanted, key=lambda key: wanted[key])]


def _candidates(kind: Kind) -> QuerySet[Edition]:
    if kind.code != "near":
        return Edition.objects.all()
    dated = Edition.objects.filter(base_code="", year__isnull=False)
    return dated.exclude(code__regex=MEANT_TWICE)


def _values(kind: Kind, edition: Edition) -> tuple[Any, ...]:
    return tuple(getattr(edition, name) for name in kind.fields)
