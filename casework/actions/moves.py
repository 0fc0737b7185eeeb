"""The one function that moves a case from state to state."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions.telling import record
from casework.actors import Actor
from casework.errors import MissingInput, NotAllowed, StaleVersion
from casework.models import Case, Message, Phase
from casework.workflow import Change, Move, workflow_of


@transaction.atomic
def perform(
    *,
    case_id: int,
    move: str,
    actor: Actor,
    version: int | None,
    data: dict[str, Any] | None = None,
    client_key: UUID | None = None,
) -> Case:
    """Make one move: row lock, expected version, guards, effects, event, notices.

    `version` is the one the actor saw; None for the applicant and the system,
    whose acts do not depend on what else is on the page. The same `client_key`
    twice changes nothing the second time. Raises StaleVersion, NotAllowed,
    MissingInput, each with a sentence for the actor.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if client_key and Message.objects.filter(client_key=client_key).exists():
        return case
    if version is not None and version != case.version:
        raise StaleVersion(
            _("Somebody else has just changed this case. Look at it again.")
        )
    change = Change(
        case, _allowed_move(case, move, actor), actor, dict(data or {}), client_key
    )
    _check_needs(change)
    for guard in change.move.guards:
        guard(change)
    from_state = case.state
    case.version += 1  # before the effects: to them the case has been moved
    _enter(case, change.move.target)
    for effect in change.move.effects:
        effect(change)
    record(
        case,
        move,
        actor,
        from_state=from_state,
        to_state=case.state,
        is_visible=bool(change.move.story),
        data=change.event_data,
    )
    case.save()
    return case


def _allowed_move(case: Case, code: str, actor: Actor) -> Move:
    move = workflow_of(case).moves.get(code)
    if move is None or case.state not in move.sources:
        raise NotAllowed(_("This cannot be done in the case's present state."))
    if not actor.may(move, case):
        raise NotAllowed(_("Your role does not allow this."))
    return move


def _check_needs(change: Change) -> None:
    for need in change.move.needs:
        value = change.data.get(need.name)
        if isinstance(value, str):
            value = value.strip()
        if need.required and value in (None, ""):
            raise MissingInput(_("Please fill in this field."), field=need.name)


def _enter(case: Case, target: str | None) -> None:
    if target is None:
        return
    case.state = target
    case.phase = workflow_of(case).states[target].phase
    now = timezone.now()
    case.closed_at = (case.closed_at or now) if case.phase == Phase.CLOSED else None
    if case.phase == Phase.ANSWERED:
        case.answered_at = now
