"""The hash chain of events: how a link is made, and how it is checked.

Each event's hash covers its case's number, its own facts and the hash before
it. A changed, removed or inserted event breaks the chain at its seq; a cut tail
shows against the published roots (see casework.roots).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils import timezone

from casework.actors import Actor
from casework.models import Case, Event


def link_hash(event: Event, number: str) -> str:
    """The SHA-256 of an event with the hash before it, as 64 hex digits."""
    facts = [
        number,
        event.seq,
        event.kind,
        event.actor,
        event.user_id,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.from_state,
        event.to_state,
        event.is_visible,
        event.data,
        event.prev_hash,
    ]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def next_event(
    case: Case,
    kind: str,
    actor: Actor,
    *,
    from_state: str = "",
    to_state: str = "",
    is_visible: bool = False,
    data: dict[str, Any] | None = None,
) -> Event:
    """The next link of the case's chain, unsaved; moves the case's head.

    The caller holds the row lock of the case and saves both.
    """
    event = Event(
        case=case,
        seq=case.event_count + 1,
        kind=kind,
        actor=actor.kind,
        user=actor.user,
        at=timezone.now(),
        from_state=from_state,
        to_state=to_state,
        is_visible=is_visible,
        data=data or {},
        prev_hash=case.head_hash,
    )
    event.hash = link_hash(event, case.number)
    case.event_count = event.seq
    case.head_hash = event.hash
    return event


@dataclass(frozen=True)
class Fault:
    """Where a chain is broken, and how."""

    number: str
    seq: int
    what: str  # hash, link, gap, head


def faults_of(case: Case, events: list[Event]) -> Iterator[Fault]:
    """The faults of one case's chain; nothing when it is whole."""
    previous = ""
    for place, event in enumerate(events, start=1):
        if event.seq != place:
            yield Fault(case.number, place, "gap")
            return
        if event.prev_hash != previous:
            yield Fault(case.number, event.seq, "link")
        if link_hash(event, case.number) != event.hash:
            yield Fault(case.number, event.seq, "hash")
        previous = event.hash
    if (len(events), previous) != (case.event_count, case.head_hash):
        yield Fault(case.number, case.event_count, "head")


def all_faults(*, batch: int = 2000) -> Iterator[Fault]:
    """The faults of every chain, read in batches of cases."""
    last = 0
    while True:
        cases = list(
            Case.objects.filter(pk__gt=last)
            .only("number", "event_count", "head_hash")
            .order_by("pk")[:batch]
        )
        if not cases:
            return
        by_case: dict[int, list[Event]] = {case.pk: [] for case in cases}
        rows = Event.objects.filter(case__in=by_case).order_by("case_id", "seq")
        for event in rows.iterator():
            by_case[event.case_id].append(event)
        for case in cases:
            yield from faults_of(case, by_case[case.pk])
        last = cases[-1].pk
