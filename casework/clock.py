"""The legal clock: one pure function, and the account of how it counted.

Rule (research G-4): due = start + base + extension; then each pause in order
adds its length if it starts before the due date so far; then the last day rolls.
Day 0 is the day of receipt in Asia/Ulaanbaatar. A pause begun after the breach
therefore never heals it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from mongolian.working_days import WorkCalendar


@dataclass(frozen=True)
class Base:
    """How a rule counts, without the database."""

    days: int
    counts_working_days: bool = False
    rolls: bool = False


@dataclass(frozen=True)
class PausedDays:
    """Days [first, after) on which the applicant was waited for."""

    first: date
    after: date

    @property
    def length(self) -> int:
        """Length in calendar days."""
        return max(0, (self.after - self.first).days)


@dataclass(frozen=True)
class Step:
    """One line of the account: what was done and the date it led to."""

    kind: str  # start, base, day_off, extension, pause, pause_ignored, roll, due
    day: date
    amount: int = 0


@dataclass(frozen=True)
class DueDate:
    """A due date with the steps that made it."""

    due_on: date
    base_due: date
    steps: tuple[Step, ...] = field(default=())


def due_date(
    *,
    start: date,
    base: Base,
    calendar: WorkCalendar,
    extension_days: int = 0,
    pauses: Sequence[PausedDays] = (),
    pause_moves_date: bool = False,
) -> DueDate:
    """The due date of a case received on `start`, and how it was reached."""
    steps = [Step("start", start)]
    due = _count(start, base.days, base, calendar, steps)
    base_due = due
    steps.append(Step("base", due, base.days))
    if extension_days:
        due = _count(due, extension_days, base, calendar, steps)
        steps.append(Step("extension", due, extension_days))
    due = _pauses(due, pauses, base, calendar, steps, moves=pause_moves_date)
    due = _roll(due, base, calendar, steps)
    steps.append(Step("due", due, (due - start).days))
    return DueDate(due, base_due, tuple(steps))


def _count(
    start: date, days: int, base: Base, calendar: WorkCalendar, steps: list[Step]
) -> date:
    if not base.counts_working_days:
        return start + timedelta(days=days)
    end = calendar.add_working_days(start, days)
    skipped = sorted(day for day in calendar.non_working if start < day < end)
    steps.extend(Step("day_off", day) for day in skipped if day.weekday() < 5)
    return end


def _pauses(
    due: date,
    pauses: Sequence[PausedDays],
    base: Base,
    calendar: WorkCalendar,
    steps: list[Step],
    *,
    moves: bool,
) -> date:
    for pause in sorted(pauses, key=lambda item: item.first):
        amount = _counted_days(pause, base, calendar)
        if moves and pause.first <= due:
            due = (
                calendar.add_working_days(due, amount)
                if base.counts_working_days
                else due + timedelta(days=amount)
            )
            steps.append(Step("pause", due, amount))
        else:
            steps.append(Step("pause_ignored", pause.first, amount))
    return due


def _counted_days(pause: PausedDays, base: Base, calendar: WorkCalendar) -> int:
    if not base.counts_working_days:
        return pause.length
    days = (pause.first + timedelta(days=n) for n in range(pause.length))
    return sum(calendar.is_working(day) for day in days)


def _roll(due: date, base: Base, calendar: WorkCalendar, steps: list[Step]) -> date:
    if not base.rolls:
        return due
    rolled = calendar.next_working_day(due)
    while due < rolled:
        steps.append(Step("roll", due))
        due += timedelta(days=1)
    return rolled
