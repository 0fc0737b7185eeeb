"""What is new in the catalogue: approvals, publications, replacements, withdrawals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from catalogue.models import Body, Edition, LifecycleEvent, Relation
from catalogue.status import Status

KINDS = ("approved", "published", "effective", "replaced", "withdrawn")
PAGE_SIZE = 40
NATIONAL = "MNS"


@dataclass(frozen=True)
class Cursor:
    """The last event of the page before: where the next one goes on."""

    day: date
    pk: int

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """From the address, as 2026-11-03.4711; None when it is no such thing."""
        day, _dot, number = text.partition(".")
        try:
            return cls(date.fromisoformat(day), int(number))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{self.day}.{self.pk}"


@dataclass(frozen=True)
class Month:
    """The events of one month, the newest first."""

    first: date
    events: tuple[LifecycleEvent, ...]


@dataclass(frozen=True)
class Changes:
    """One page of events, and where the next begins."""

    months: tuple[Month, ...]
    after: str


def changes(*, national_only: bool, after: Cursor | None) -> Changes:
    """What the public may know, from today backward.

    Events known only to the year have no month to stand in and are left out.
    """
    found = _events(national_only=national_only)
    if after:
        earlier = Q(day__lt=after.day) | Q(day=after.day, pk__lt=after.pk)
        # The bound on the day alone is what the index understands.
        found = found.filter(earlier, day__lte=after.day)
    events = list(found[: PAGE_SIZE + 1])
    shown = events[:PAGE_SIZE]
    rest = len(events) > PAGE_SIZE
    return Changes(_by_month(shown), str(_cursor(shown[-1])) if rest else "")


def _events(*, national_only: bool) -> QuerySet[LifecycleEvent]:
    public = Edition.objects.public().exclude(status=Status.DRAFT)
    if national_only:
        # By id: statistics tell the database that these few are not in every page.
        bodies = Body.objects.filter(code=NATIONAL).values_list("pk", flat=True)
        public = public.filter(standard__body__in=list(bodies))
    replacing = Relation.objects.filter(
        kind=Relation.Kind.REPLACES, from_edition__in=Edition.objects.public()
    )
    return (
        LifecycleEvent.objects.filter(
            edition__in=public,
            kind__in=KINDS,
            day__lte=timezone.localdate(),
            date__contains="-",
        )
        .prefetch_related(
            Prefetch("edition", Edition.objects.with_other_title()),
            Prefetch(
                "edition__relations_to",
                replacing.select_related("from_edition"),
                to_attr="replacements",
            ),
        )
        .order_by("-day", "-pk")
    )


def _cursor(event: LifecycleEvent) -> Cursor:
    return Cursor(event.day, event.pk)


def _by_month(events: Iterable[LifecycleEvent]) -> tuple[Month, ...]:
    months = groupby(events, key=lambda event: event.day.replace(day=1))
    return tuple(Month(first, tuple(group)) for first, group in months)
