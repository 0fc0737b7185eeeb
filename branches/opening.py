"""Open now, or when next: from the week's hours, special days and days off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from branches.models import OpeningHours, SpecialDay

ULAANBAATAR = ZoneInfo("Asia/Ulaanbaatar")
LOOK_AHEAD = 31  # days; closed for longer is "closed until further notice"


class Now(StrEnum):
    """How it stands at this moment."""

    OPEN = "open"
    LUNCH = "lunch"
    CLOSED = "closed"
    UNKNOWN = "unknown"  # nobody has written the hours


@dataclass(frozen=True)
class Span:
    """Open from, to; on one day."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Day:
    """One day of the calendar: its spans (none: closed), and why when unusual."""

    day: date
    spans: tuple[Span, ...]
    reason: str = ""

    @property
    def is_unusual(self) -> bool:
        """Whether the week's hours do not hold."""
        return bool(self.reason)


@dataclass(frozen=True)
class Opening:
    """The answer: how it stands, until when, and when it opens next."""

    now: Now
    until: time | None = None  # of the open span, or of the lunch break
    next_at: datetime | None = None  # when it opens, while it is not open
    reason: str = ""  # of today, when it is a special day or a day off


class Calendar:
    """The days of one unit, put together from what is written of it.

    `days_off` maps public holidays to their names; a special day of the unit goes
    before them.
    """

    def __init__(
        self,
        hours: Iterable[OpeningHours],
        special: Iterable[SpecialDay] = (),
        days_off: Mapping[date, str] | None = None,
    ) -> None:
        self.week = {one.weekday: _spans_of(one) for one in hours}
        self.special = {one.day: one for one in special}
        self.days_off = days_off or {}

    @property
    def is_known(self) -> bool:
        """Whether anybody has written the hours."""
        return bool(self.week)

    def on(self, day: date) -> Day:
        """What holds on `day`."""
        special = self.special.get(day)
        if special is not None:
            return Day(day, _spans_of_special(special), special.reason)
        if day in self.days_off:
            return Day(day, (), self.days_off[day])
        return Day(day, self.week.get(day.weekday(), ()))

    def days(self, first: date, count: int) -> list[Day]:
        """So many days from `first` on."""
        return [self.on(first + timedelta(days=ahead)) for ahead in range(count)]

    def at(self, moment: datetime) -> Opening:
        """How it stands at an aware moment, in the time of Ulaanbaatar."""
        if not self.is_known:
            return Opening(Now.UNKNOWN)
        local = moment.astimezone(ULAANBAATAR)
        today = self.on(local.date())
        clock = local.time().replace(tzinfo=None)
        for span in today.spans:
            if span.opens <= clock < span.closes:
                return Opening(Now.OPEN, until=span.closes, reason=today.reason)
        next_at = self._next(local)
        if _is_between(today.spans, clock):
            until = next_at.time() if next_at else None
            return Opening(Now.LUNCH, until=until, next_at=next_at)
        return Opening(Now.CLOSED, next_at=next_at, reason=today.reason)

    def _next(self, local: datetime) -> datetime | None:
        for day in self.days(local.date(), LOOK_AHEAD):
            for span in day.spans:
                opens = datetime.combine(day.day, span.opens, ULAANBAATAR)
                if opens > local:
                    return opens
        return None


def _spans_of(hours: OpeningHours) -> tuple[Span, ...]:
    if hours.break_from is None or hours.break_to is None:
        return (Span(hours.opens, hours.closes),)
    parts = (
        Span(hours.opens, hours.break_from),
        Span(hours.break_to, hours.closes),
    )
    return tuple(part for part in parts if part.opens < part.closes)


def _spans_of_special(special: SpecialDay) -> tuple[Span, ...]:
    if special.opens is None or special.closes is None:
        return ()
    return (Span(special.opens, special.closes),)


def _is_between(spans: Sequence[Span], clock: time) -> bool:
    """Whether it is the lunch break: after one span, before another of the day."""
    before = any(span.closes <= clock for span in spans)
    after = any(clock < span.opens for span in spans)
    return before and after
