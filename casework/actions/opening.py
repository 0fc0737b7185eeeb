"""A new case: number, code, clock, contact, files, first events, notice."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from casework import chain, deadlines, numbers, outbox
from casework.actors import THE_SYSTEM, Actor
from casework.models import (
    Attachment,
    Case,
    Contact,
    DeadlineRule,
    Event,
    StagedFile,
)
from casework.workflow import workflow_of
from mongolian.folding import fold

SEARCHED_CHARACTERS = 400


@transaction.atomic
def open_case(
    *,
    case: Case,
    contact: Contact,
    actor: Actor,
    rule: DeadlineRule | None,
    is_accepted: bool,
    searched: str = "",
    event_data: dict[str, Any] | None = None,
) -> Case:
    """Write a new case (an unsaved child of Case) with all that belongs to it.

    `rule` starts the clock; `is_accepted` lets the system accept at once.
    Staged files of the same client key become its attachments. Raises
    IntegrityError when the client key is known already.
    """
    _start_clock(case, rule)
    workflow = workflow_of(case)
    case.state = workflow.initial
    if is_accepted:
        case.state = workflow.moves["accept"].target or case.state
    case.phase = workflow.states[case.state].phase
    code = numbers.code_for(case.client_key)
    text = fold(f"{case.summary} {searched}"[:SEARCHED_CHARACTERS])
    staged = list(StagedFile.objects.filter(client_key=case.client_key))
    # From here on the series is locked: everything slow is done before.
    serial = numbers.next_serial(f"case-{case.received_on:%y}")
    case.number = numbers.make_number(case.received_on.year, serial)
    case.code_hash = numbers.hash_code(case.number, code)
    case.search_text = f"{case.number} {text}"
    channels = outbox.channels_for(contact)
    events = _first_events(case, actor, is_accepted, channels, event_data or {})
    case.save(force_insert=True)
    contact.case = case
    contact.save(force_insert=True)
    _adopt(staged, case)
    for event in events:
        event.case = case
    Event.objects.bulk_create(events)
    outbox.queue_for_applicant(
        case=case, event=events[0], channels=channels, template="received"
    )
    return case


def _start_clock(case: Case, rule: DeadlineRule | None) -> None:
    case.received_at = case.received_at or timezone.now()
    case.received_on = timezone.localdate(case.received_at)
    case.deadline_rule = rule
    if rule is not None:
        case.due_on = deadlines.first_due(rule, case.received_on).due_on
        case.target_on = deadlines.target_for(rule, case.received_on)


def _first_events(
    case: Case, actor: Actor, is_accepted: bool, told: list[str], data: dict[str, Any]
) -> list[Event]:
    workflow = workflow_of(case)
    facts = {
        "channel": case.channel,
        "kind": case.kind,
        "received_on": f"{case.received_on}",
        "due_on": f"{case.due_on}" if case.due_on else "",
        "told": told,
        **data,
    }
    received = chain.next_event(
        case,
        "received",
        actor,
        to_state=workflow.initial,
        is_visible=True,
        data=facts,
    )
    if not is_accepted:
        return [received]
    accepted = chain.next_event(
        case,
        "accept",
        THE_SYSTEM if actor.is_applicant else actor,
        from_state=workflow.initial,
        to_state=case.state,
    )
    return [received, accepted]


def _adopt(staged: list[StagedFile], case: Case) -> None:
    if staged:
        Attachment.objects.bulk_create(file.attached_to(case) for file in staged)
        StagedFile.objects.filter(pk__in=[file.pk for file in staged]).delete()
