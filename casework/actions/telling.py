"""One event, and the notices that follow from it."""

from __future__ import annotations

from typing import Any

from casework import chain, outbox
from casework.actors import Actor
from casework.models import Case, Contact, Event


def record(
    case: Case,
    kind: str,
    actor: Actor,
    *,
    from_state: str = "",
    to_state: str = "",
    is_visible: bool = False,
    data: dict[str, Any] | None = None,
    template: str = "",
) -> Event:
    """Append an event to a locked case and, when visible, tell the applicant.

    `told` in the event's data names the channels; an empty list records that
    there was none. The caller saves the case.
    """
    facts = dict(data or {})
    channels: list[str] = []
    if is_visible:
        channels = _channels(case, actor)
        facts["told"] = channels
    event = chain.next_event(
        case,
        kind,
        actor,
        from_state=from_state,
        to_state=to_state,
        is_visible=is_visible,
        data=facts,
    )
    event.save(force_insert=True)
    outbox.queue_for_applicant(
        case=case, event=event, channels=channels, template=template or kind
    )
    return event


def _channels(case: Case, actor: Actor) -> list[str]:
    # The applicant sees the result of their own act on the page they act on.
    if actor.is_applicant:
        return [outbox.ON_SCREEN]
    return outbox.channels_for(Contact.objects.filter(case=case).first())
