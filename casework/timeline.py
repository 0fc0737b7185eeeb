"""What the applicant sees of a case's history: visible events as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Case, Contact, Event, Notice, NoticeState, Phase
from casework.workflow import Text, Workflow, workflow_of
from mongolian.identity import mask_email, mask_phone
from organisation.models import Unit

# Events that are not moves.
STORIES: dict[str, Text] = {
    "received": gettext_lazy("We received it."),
    "addition": gettext_lazy("You added to it."),
    "contact_completed": gettext_lazy("You gave your name and address."),
    "due_recomputed": gettext_lazy("The last day was counted anew."),
    "late": gettext_lazy("The last day has passed without an answer."),
    "rated": gettext_lazy("You rated the answer."),
}
TONES = {Phase.WAITING: "waiting", Phase.ANSWERED: "answered"}

# How a notice stands, by channel; addresses are masked.
_NOTICE_WORDS: dict[tuple[str, str], Text] = {
    ("sms", "sent"): gettext_lazy("An SMS was sent to %(where)s."),
    ("sms", "failed"): gettext_lazy("An SMS to %(where)s could not be sent."),
    ("sms", ""): gettext_lazy("An SMS to %(where)s is on its way."),
    ("email", "sent"): gettext_lazy("An e-mail was sent to %(where)s."),
    ("email", "failed"): gettext_lazy("An e-mail to %(where)s could not be sent."),
    ("email", ""): gettext_lazy("An e-mail to %(where)s is on its way."),
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened, as components/timeline.html shows it."""

    kind: str
    at: datetime
    text: str
    note: str = ""
    tone: str = ""  # late, waiting, answered or empty


def timeline_of(case: Case) -> list[Entry]:
    """The visible events, newest first; three queries whatever their number."""
    events = list(case.events.filter(is_visible=True).order_by("-seq"))
    units = _units_in(events)
    told = _notices_by_event(case)
    workflow = workflow_of(case)
    return [
        Entry(
            kind=event.kind,
            at=event.at,
            text=story_of(event, workflow),
            note=" ".join(_notes(event, units, told.get(event.pk, []))),
            tone=_tone(event, workflow),
        )
        for event in events
    ]


def story_of(event: Event, workflow: Workflow) -> str:
    """The sentence of an event."""
    move = workflow.moves.get(event.kind)
    if move is not None:
        return str(move.story)
    if event.kind == "applicant_reminded":
        day = _day(event.data.get("answer_by"))
        return workflow.reminder(event.data.get("state", ""), day)
    if event.kind in workflow.stories:
        return workflow.tell(event.kind, event.data)
    return str(STORIES.get(event.kind, ""))


def _tone(event: Event, workflow: Workflow) -> str:
    if event.kind == "late":
        return "late"
    state = workflow.states.get(event.to_state)
    if state is None or event.to_state == event.from_state:
        return ""
    return TONES.get(state.phase, "")


def _notes(
    event: Event, units: dict[int, str], notices: Iterable[str]
) -> Iterator[str]:
    data = event.data
    unit = units.get(data.get("to_unit") or data.get("unit") or 0)
    if unit:
        yield _("Unit: %(unit)s.") % {"unit": unit}
    if data.get("track") == "statutory" and event.kind == "contact_completed":
        yield _("From now on it is a formal petition.")
    yield from _dates(data)
    if event.kind == "rated":
        yield _("%(score)s of 5.") % {"score": data["score"]}
    yield from notices


def _dates(data: dict[str, str]) -> Iterator[str]:
    before, after = _day(data.get("from")), _day(data.get("to"))
    if before and after and before != after:
        yield _("Last day: %(from)s → %(to)s.") % {"from": before, "to": after}
    elif after:
        yield _("Last day: %(day)s.") % {"day": after}
    aim = _day(data.get("target_on"))
    if aim:
        yield _("We aim to answer by %(day)s.") % {"day": aim}


def _day(text: str | None) -> str:
    try:
        return str(date_format(date.fromisoformat(text or ""), "SHORT_DATE_FORMAT"))
    except ValueError:
        return ""


def _units_in(events: Sequence[Event]) -> dict[int, str]:
    wanted = {event.data.get("to_unit") or event.data.get("unit") for event in events}
    units = Unit.objects.filter(pk__in={pk for pk in wanted if isinstance(pk, int)})
    return {unit.pk: unit.name for unit in units}


def _notices_by_event(case: Case) -> dict[int, list[str]]:
    told: dict[int, list[str]] = {}
    for notice in case.notices.filter(recipient="applicant"):
        told.setdefault(notice.event_id, []).append(_told(notice, case.contact))
    return told


def _told(notice: Notice, contact: Contact) -> str:
    is_final = notice.state in {NoticeState.SENT, NoticeState.FAILED}
    how = notice.state if is_final else ""
    words = _NOTICE_WORDS[notice.channel, how]
    return str(words) % {"where": _where(notice, contact)}


def _where(notice: Notice, contact: Contact) -> str:
    if notice.channel == Notice.Channel.SMS:
        return mask_phone(contact.phone)
    return mask_email(contact.email) if contact.email else "•••"
