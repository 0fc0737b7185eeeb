"""The events of a case in words, for the clerk: codes and ids become names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.actors import STAFF
from casework.models import Case, Event
from casework.workflow import CITIZEN, Text, Workflow, workflow_of
from organisation.models import Unit, User

# Events that are not moves.
EVENT_WORDS: dict[str, Text] = {
    "received": gettext_lazy("Received"),
    "addition": gettext_lazy("The applicant added a text"),
    "files_added": gettext_lazy("Files were added"),
    "note": gettext_lazy("Internal note written"),
    "personal_data_opened": gettext_lazy("Personal data opened"),
    "contact_completed": gettext_lazy("The applicant added name and address"),
    "recategorised": gettext_lazy("Kind or category corrected"),
    "due_recomputed": gettext_lazy("Due date recomputed"),
    "late": gettext_lazy("The applicant was told that it is late"),
    "rated": gettext_lazy("The applicant rated the answer"),
    "applicant_reminded": gettext_lazy("The applicant was reminded"),
    "reminder": gettext_lazy("The clerk was reminded"),
    "reminder_late": gettext_lazy("The clerk was reminded that it is late"),
    "erased": gettext_lazy("Personal data erased"),
}
# Besides the moves, these make a new version of the case.
CORRECTIONS = frozenset({"recategorised"})


@dataclass(frozen=True)
class HistoryLine:
    """One event as a person reads it."""

    seq: int
    at: datetime
    who: str
    what: str
    notes: tuple[str, ...]
    is_visible: bool
    makes_version: bool  # whoever saw the case before sees an older version


def history_of(case: Case, events: Sequence[Event]) -> list[HistoryLine]:
    """The events, oldest first; at most two queries for the names in them."""
    workflow = workflow_of(case)
    names = _names_in(events)
    return [
        HistoryLine(
            seq=event.seq,
            at=event.at,
            who=who_acted(event),
            what=what_happened(event, workflow),
            notes=tuple(_notes(event, names)),
            is_visible=event.is_visible,
            makes_version=event.kind in workflow.moves or event.kind in CORRECTIONS,
        )
        for event in events
    ]


def who_acted(event: Event) -> str:
    """The person's name, or the applicant or the system."""
    if event.actor == STAFF and event.user is not None:
        return event.user.display_name
    return _("the applicant") if event.actor == CITIZEN else _("the system")


def what_happened(event: Event, workflow: Workflow) -> str:
    """The act in words."""
    move = workflow.moves.get(event.kind)
    if move is not None:
        return str(move.label)
    if event.kind in workflow.stories:
        return workflow.tell(event.kind, event.data)
    return str(EVENT_WORDS.get(event.kind, event.kind))


@dataclass(frozen=True)
class _Names:
    units: dict[int, str]
    users: dict[int, str]


def _names_in(events: Sequence[Event]) -> _Names:
    data = [event.data for event in events]
    units = {
        each[key]
        for each in data
        for key in ("from_unit", "to_unit", "unit")
        if isinstance(each.get(key), int)
    }
    users = {each["assignee"] for each in data if isinstance(each.get("assignee"), int)}
    return _Names(
        units={unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)},
        users={
            user.pk: user.display_name for user in User.objects.filter(pk__in=users)
        },
    )


def _notes(event: Event, names: _Names) -> Iterator[str]:
    data = event.data
    if "to_unit" in data:
        yield _("%(from)s → %(to)s") % {
            "from": names.units.get(data.get("from_unit"), "—"),
            "to": names.units.get(data["to_unit"], "—"),
        }
    elif data.get("unit") in names.units:
        yield names.units[data["unit"]]
    if data.get("assignee") in names.users:
        yield names.users[data["assignee"]]
    if "days" in data:
        words = ngettext("+ %(days)d day", "+ %(days)d days", data["days"])
        yield words % {"days": data["days"]}
    if "from" in data and "to" in data:
        yield _("%(from)s → %(to)s") % {
            "from": _day(data["from"]),
            "to": _day(data["to"]),
        }
    if "root" in data:
        yield str(data["root"])
    if event.is_visible and "told" in data:
        yield _told(data["told"])


def _told(channels: Sequence[str]) -> str:
    words = {"sms": _("told by SMS"), "email": _("told by e-mail")}
    told = [words[channel] for channel in channels if channel in words]
    if "screen" in channels:
        return _("seen on the page where it was done")
    return ", ".join(told) or _("no channel: seen only with the code")


def _day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    except ValueError:
        return text or "—"
