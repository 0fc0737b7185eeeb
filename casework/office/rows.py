"""A row of the queue: what a clerk sees of a case at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import Case
from casework.workflow import Text, workflow_of

NEAR = 7  # days


@dataclass(frozen=True)
class Urgency:
    """How pressing a case is: `level` colours the edge, `words` say it."""

    level: str  # late, today, week, ok; empty for a case that is decided
    words: str


@dataclass(frozen=True)
class Row:
    """One case in the queue."""

    case: Case
    kind: Text
    state: Text
    urgency: Urgency


def make_row(case: Case, today: date) -> Row:
    """The row of a case; asks the database for nothing."""
    workflow = workflow_of(case)
    return Row(
        case=case,
        kind=workflow.kinds.get(case.kind, case.kind),
        state=workflow.states[case.state].label,
        urgency=urgency_of(case, today),
    )


def urgency_of(case: Case, today: date) -> Urgency:
    """How many days are left or have gone by, in words."""
    day = case.binding_day
    if not case.is_unresolved or day is None:
        return Urgency("", "")
    left = (day - today).days
    if left < 0:
        words = ngettext("%(days)d day late", "%(days)d days late", -left)
        return Urgency("late", words % {"days": -left})
    if left == 0:
        return Urgency("today", _("due today"))
    words = ngettext("%(days)d day left", "%(days)d days left", left)
    return Urgency("week" if left <= NEAR else "ok", words % {"days": left})
