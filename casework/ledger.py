"""The clock in words and as a drawing: what the applicant and the clerk both see.

`ledger_lines` tells line by line how the last day was reached; `clock_view` gives
the positions of components/ruler_clock.html (docs/face.md). Both read the steps of
`casework.deadlines.explain`, so the page never counts in another way than the law's
clock does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from casework.clock import DueDate, Step
from casework.deadlines import explain, extension_of, pauses_of
from casework.models import Case, DayType, DeadlineRule, Extension, NonWorkingDay
from mongolian.dates import format_weekday

DAILY_TICKS_UP_TO = 45  # days; a longer scale has a tick every fifth day
PAUSES = frozenset({"pause", "pause_ignored"})
NARROW = 250  # per mille: below, the first and the last date would touch


@dataclass(frozen=True)
class LedgerLine:
    """One line of the account, in the active language."""

    kind: str  # a kind of casework.clock.Step, "no_extension" or "target"
    label: str
    value: str
    note: str = ""

    @property
    def is_total(self) -> bool:
        """Whether this is the line the others add up to."""
        return self.kind == "due"


@dataclass(frozen=True)
class ClockPart:
    """A stretch of the scale, per mille."""

    kind: str  # extension, elapsed, late, pause, holiday
    at: int
    width: int


@dataclass(frozen=True)
class ClockView:
    """The clock as it is drawn; every position is a whole number per mille."""

    start: date
    due: date
    day_number: int
    days_left: int
    days_late: int
    is_late: bool
    is_done: bool
    today_at: int
    today_anchor: str
    due_at: int
    due_anchor: str
    shows_start: bool
    ticks: tuple[int, ...]
    major_ticks: tuple[int, ...]
    segments: tuple[ClockPart, ...]
    legend: tuple[str, ...]

    @property
    def scale(self) -> str:
        """The ruler's edge with its marks, as an SVG path."""
        days = "".join(f"M{at} 18v6" for at in self.ticks)
        return f"M0 18H1000{days}" + "".join(f"M{at} 18v13" for at in self.major_ticks)


# --- words ----------------------------------------------------------------------
def day_words(day: date) -> str:
    """A date with its day of the week: 2026.12.09, Лхагва."""
    english = get_language() == "en"
    weekday = date_format(day, "l") if english else format_weekday(day)
    return f"{date_format(day, 'SHORT_DATE_FORMAT')}, {weekday}"


def ledger_lines(case: Case, due: DueDate | None = None) -> list[LedgerLine]:
    """How the due date of `case` was reached; empty for a case without a clock.

    `due` spares a second count when the caller has one.
    """
    due = due or explain(case)
    rule = case.deadline_rule
    if due is None or rule is None:
        return []
    extension = extension_of(case)
    names = _names_of_days_off(due)
    waits = iter(_reasons_of_waiting(case, due))
    lines = [
        _pause_line(step, rule, next(waits, ""))
        if step.kind in PAUSES
        else _line(step, rule, extension, names)
        for step in _base_before_days_off(due.steps)
    ]
    if extension is None and rule.extension_max and case.is_unresolved:
        lines.insert(-1, LedgerLine("no_extension", _("Extended"), _("no")))
    if case.round > 1 and case.target_on is not None:
        lines.append(_new_target(case.target_on))
    return lines


def _base_before_days_off(steps: Iterable[Step]) -> Iterator[Step]:
    # The clock meets the days off while it counts; people read the sum first.
    waiting: list[Step] = []
    for step in steps:
        if step.kind == "day_off":
            waiting.append(step)
            continue
        yield step
        yield from waiting
        waiting = []


def _line(
    step: Step,
    rule: DeadlineRule,
    extension: Extension | None,
    names: dict[date, str],
) -> LedgerLine:
    match step.kind:
        case "start":
            return LedgerLine("start", _("Received"), day_words(step.day))
        case "base":
            label = _("Legal time") if rule.is_legal else _("Our own aim")
            return LedgerLine("base", label, _plus(step, rule), rule.legal_reference)
        case "extension":
            note = _who_extended(extension) if extension else ""
            return LedgerLine("extension", _("Extended"), _plus(step, rule), note)
        case "day_off":
            label = _("Day off, not counted")
            return LedgerLine(
                "day_off", label, day_words(step.day), names.get(step.day, "")
            )
        case "roll":
            label = _("Day off, moves to the next day")
            note = names.get(step.day, "")
            return LedgerLine("roll", label, day_words(step.day), note)
    return _due_line(step, rule)


def _due_line(step: Step, rule: DeadlineRule) -> LedgerLine:
    if rule.is_legal:
        return LedgerLine("due", _("Last day"), day_words(step.day))
    # The rule's own words stand in the line of the base, where there are any.
    note = "" if rule.legal_reference else _("An internal aim, not a legal deadline.")
    return LedgerLine("due", _("We aim to answer by"), day_words(step.day), note)


def _plus(step: Step, rule: DeadlineRule) -> str:
    if rule.day_type == DayType.WORKING:
        words = ngettext(
            "+ %(days)d working day", "+ %(days)d working days", step.amount
        )
    else:
        words = ngettext("+ %(days)d day", "+ %(days)d days", step.amount)
    return words % {"days": step.amount}


def _who_extended(extension: Extension) -> str:
    # The post only: the page names no member of staff.
    return _("Decided by the head of the unit on %(day)s. Reason: %(reason)s") % {
        "day": date_format(extension.decided_on, "SHORT_DATE_FORMAT"),
        "reason": extension.reason,
    }


def _reasons_of_waiting(case: Case, due: DueDate) -> list[str]:
    """Why each pause was, in the order the clock counts them."""
    if not any(step.kind in PAUSES for step in due.steps):
        return []
    pauses = sorted(pauses_of(case), key=lambda pause: pause.days.lower)
    return [pause.reason for pause in pauses]


def _pause_line(step: Step, rule: DeadlineRule, reason: str) -> LedgerLine:
    label = {
        "payment": _("We waited for your payment"),
        "closed": _("It was closed until you took it up again"),
    }.get(reason, _("We waited for your answer"))
    if step.kind == "pause":
        return LedgerLine("pause", label, _plus(step, rule))
    words = ngettext("%(days)d day", "%(days)d days", step.amount)
    note = _("Does not move the last day.")
    return LedgerLine("pause_ignored", label, words % {"days": step.amount}, note)


def _new_target(day: date) -> LedgerLine:
    return LedgerLine(
        "target",
        _("New aim after reopening"),
        day_words(day),
        _("The legal dates stay as they were."),
    )


def _names_of_days_off(due: DueDate) -> dict[date, str]:
    days = [step.day for step in due.steps if step.kind in {"day_off", "roll"}]
    if not days:
        return {}
    rows = NonWorkingDay.objects.filter(date__in=days, is_worked=False)
    return {row.date: row.name for row in rows}


# --- lateness -------------------------------------------------------------------
def days_late(case: Case) -> int:
    """Days since the binding day of a case that still waits; 0 while in time."""
    day = case.binding_day
    if day is None or not case.is_unresolved:
        return 0
    return max(0, (timezone.localdate() - day).days)


# --- the drawing ----------------------------------------------------------------
def clock_view(case: Case, due: DueDate | None = None) -> ClockView | None:
    """The clock of a case that waits or was answered; None when there is none.

    A case without a rule, or one that ended without an answer, has no clock.
    """
    due = due or explain(case)
    last = case.binding_day
    shown = _shown_day(case)
    if due is None or last is None or shown is None:
        return None
    return _Scale(case.received_on, last, shown).view(case, due)


def _shown_day(case: Case) -> date | None:
    if case.is_unresolved:
        return timezone.localdate()
    return timezone.localdate(case.answered_at) if case.answered_at else None


@dataclass(frozen=True)
class _Scale:
    """The drawn stretch: from receipt to the later of the last and the shown day."""

    start: date
    last: date
    shown: date

    @property
    def days(self) -> int:
        return max(1, (max(self.last, self.shown) - self.start).days)

    def at(self, day: date) -> int:
        """Where a day lies, per mille; days outside fall on the nearer end."""
        place = round(1000 * (day - self.start).days / self.days)
        return min(1000, max(0, place))

    def view(self, case: Case, due: DueDate) -> ClockView:
        """Everything the template draws."""
        late = (self.shown - self.last).days
        segments = tuple(part for part in self._parts(case, due) if part.width)
        shown_kinds = [part.kind for part in segments if part.kind != "elapsed"]
        return ClockView(
            start=self.start,
            due=self.last,
            day_number=(self.shown - self.start).days,
            days_left=max(0, -late),
            days_late=max(0, late),
            is_late=late > 0,
            is_done=not case.is_unresolved,
            today_at=self.at(self.shown),
            today_anchor=_anchor(self.at(self.shown)),
            due_at=self.at(self.last),
            due_anchor=_anchor(self.at(self.last)),
            shows_start=self.at(self.last) >= NARROW,
            ticks=self._every(1 if self.days <= DAILY_TICKS_UP_TO else 5),
            major_ticks=self._every(5 if self.days <= DAILY_TICKS_UP_TO else 30),
            segments=segments,
            legend=tuple(dict.fromkeys(shown_kinds)),
        )

    def _every(self, step: int) -> tuple[int, ...]:
        places = (round(1000 * day / self.days) for day in range(0, self.days, step))
        return (*places, 1000)

    def _parts(self, case: Case, due: DueDate) -> Iterator[ClockPart]:
        for step in due.steps:
            if step.kind in {"day_off", "roll"}:
                yield self._part("holiday", step.day, step.day + timedelta(days=1))
        if any(step.kind == "extension" for step in due.steps):
            yield self._part("extension", due.base_due, due.due_on)
        yield self._part("elapsed", self.start, min(self.shown, self.last))
        yield self._part("late", self.last, self.shown)
        for pause in pauses_of(case):
            after = pause.days.upper or self.shown + timedelta(days=1)
            yield self._part("pause", pause.days.lower, min(after, self.shown))

    def _part(self, kind: str, first: date, after: date) -> ClockPart:
        at = self.at(first)
        return ClockPart(kind, at, max(0, self.at(after) - at))


def _anchor(place: int) -> str:
    if place < 200:
        return "start"
    return "end" if place > 800 else "middle"
