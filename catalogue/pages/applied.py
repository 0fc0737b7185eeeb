"""How many organisations apply a standard; who knows it is another app.

It gives a subquery, so that the page asks the database no question more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import IntegerField, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable

from catalogue.models import Standard


@dataclass(frozen=True)
class Counted:
    """How they are counted, given a reference to the standard, and where listed."""

    count: Callable[[OuterRef], Combinable]
    url: Callable[[Standard], str]


@dataclass(frozen=True)
class Applied:
    """So many organisations apply it, listed there."""

    count: int
    url: str


_counted: list[Counted] = []


def count_by(counted: Counted) -> None:
    """Have organisations counted by an app that knows them."""
    _counted[:] = [counted]


def with_count(standards: QuerySet[Standard]) -> QuerySet[Standard]:
    """The standards, each with `applied_by`: how many apply it."""
    nobody = Value(None, output_field=IntegerField())
    counting = _counted[0].count(OuterRef("pk")) if _counted else nobody
    return standards.annotate(applied_by=counting)


def applied(standard: Standard) -> Applied | None:
    """Who applies a standard of `with_count`; None when nobody does."""
    count: int | None = getattr(standard, "applied_by", None)
    return Applied(count, _counted[0].url(standard)) if count and _counted else None
