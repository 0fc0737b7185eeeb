"""The daily root: one published hash over every event of every chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from casework.models import DailyRoot, Event


@transaction.atomic
def publish_root() -> DailyRoot:
    """Publish today's root, once a day; a second call returns the first one's.

    The short table lock waits for running writers, so that no event with a
    smaller id can appear after the root is taken.
    """
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE casework_event IN SHARE MODE")
    known = DailyRoot.objects.filter(day=today).first()
    if known is not None:
        return known
    before = DailyRoot.objects.order_by("-day").first()
    start = before.last_event_id if before else 0
    seal = _seal(before.root if before else "", start, None)
    return DailyRoot.objects.create(
        day=today,
        last_event_id=seal.last_event_id,
        event_count=(before.event_count if before else 0) + seal.events,
        case_count=(before.case_count if before else 0) + seal.new_cases,
        prev_root=before.root if before else "",
        root=seal.root,
        published_at=timezone.now(),
    )


@dataclass(frozen=True)
class Seal:
    """A root over a run of events."""

    root: str
    last_event_id: int
    events: int
    new_cases: int


def _seal(previous: str, after_id: int, until_id: int | None) -> Seal:
    digest = hashlib.sha256(previous.encode("ascii"))
    last, events, new_cases = after_id, 0, 0
    rows = Event.objects.filter(pk__gt=after_id).order_by("pk")
    if until_id is not None:
        rows = rows.filter(pk__lte=until_id)
    for pk, seq, link in rows.values_list("pk", "seq", "hash").iterator():
        digest.update(link.encode("ascii"))
        last, events, new_cases = pk, events + 1, new_cases + (seq == 1)
    return Seal(digest.hexdigest(), last, events, new_cases)


def broken_roots() -> Iterator[DailyRoot]:
    """Published roots that today's events no longer give."""
    previous, after_id, events = "", 0, 0
    for root in DailyRoot.objects.order_by("day"):
        seal = _seal(previous, after_id, root.last_event_id)
        events += seal.events
        if (seal.root, events) != (root.root, root.event_count):
            yield root
        # Go on from the published root: one fault is reported once.
        previous, after_id, events = root.root, root.last_event_id, root.event_count
