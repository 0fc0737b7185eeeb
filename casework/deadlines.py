"""From rows to the pure clock and back: due dates of cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings

from casework.clock import Base, DueDate, PausedDays, due_date
from casework.models import (
    Case,
    DayType,
    DeadlineRule,
    Extension,
    NonWorkingDay,
    Pause,
    Roll,
)
from mongolian.working_days import WorkCalendar

NO_DAYS_OFF = WorkCalendar(frozenset(), frozenset())


def work_calendar() -> WorkCalendar:
    """The table of days off, as the clock reads it."""
    rows = NonWorkingDay.objects.values_list("date", "is_worked")
    return WorkCalendar(
        non_working=frozenset(day for day, worked in rows if not worked),
        worked_weekends=frozenset(day for day, worked in rows if worked),
    )


def base_of(rule: DeadlineRule) -> Base:
    """How the rule counts."""
    return Base(
        days=rule.days,
        counts_working_days=rule.day_type == DayType.WORKING,
        rolls=rule.roll == Roll.NEXT_WORKING_DAY,
    )


def calendar_for(rule: DeadlineRule) -> WorkCalendar:
    """The calendar, read only when the rule looks at it."""
    base = base_of(rule)
    return work_calendar() if base.counts_working_days or base.rolls else NO_DAYS_OFF


def first_due(rule: DeadlineRule, received_on: date) -> DueDate:
    """The due date of a case received today, before anything happened to it."""
    return due_date(start=received_on, base=base_of(rule), calendar=calendar_for(rule))


def target_for(rule: DeadlineRule, received_on: date) -> date | None:
    """The agency's own aim, in calendar days from receipt."""
    if rule.target_days is None:
        return None
    return received_on + timedelta(days=rule.target_days)


def explain(case: Case, *, calendar: WorkCalendar | None = None) -> DueDate | None:
    """The due date of a case with every step that made it; None without a rule."""
    rule = case.deadline_rule
    if rule is None:
        return None
    extension = extension_of(case)
    return due_date(
        start=case.received_on,
        base=base_of(rule),
        calendar=calendar or calendar_for(rule),
        extension_days=extension.days if extension else 0,
        pauses=_paused_days(case),
        pause_moves_date=rule.pauses_count or settings.PAUSE_MOVES_LEGAL_DATE,
    )


def _paused_days(case: Case) -> list[PausedDays]:
    from django.utils import timezone

    tomorrow = timezone.localdate() + timedelta(days=1)
    spans = (pause.days for pause in pauses_of(case))
    return [PausedDays(span.lower, span.upper or tomorrow) for span in spans]


def extension_of(case: Case) -> Extension | None:
    """The one extension; a case nobody has moved has none, and is not asked."""
    return None if case.is_unmoved else getattr(case, "extension", None)


def pauses_of(case: Case) -> Iterable[Pause]:
    """The pauses; a case nobody has moved has none, and is not asked."""
    return () if case.is_unmoved else case.pauses.all()


def refresh_due(case: Case) -> bool:
    """Put the due date the clock gives on a locked case; True when it moved."""
    found = explain(case)
    if found is None or found.due_on == case.due_on:
        return False
    case.due_on = found.due_on
    return True
