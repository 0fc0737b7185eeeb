"""Working days: Monday to Friday, less days off, plus worked weekends.

The government moves days off by decree, so both sets come from an editable
table and nothing here knows a holiday by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_LONGEST_REST = 400


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and worked Saturdays or Sundays; a day in both is a day off."""

    non_working: frozenset[date] = frozenset()
    worked_weekends: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on this day.

        Raises TypeError for a datetime, which would never equal a date in the
        sets and so pass every holiday unseen.
        """
        if isinstance(day, datetime):
            raise TypeError("a working day is a date, not a datetime")
        if day in self.non_working:
            return False
        return day.weekday() < _SATURDAY or day in self.worked_weekends

    def next_working_day(self, day: date) -> date:
        """Return this day if it is a working day, else the first one after it.

        Raises ValueError when more than 400 days in a row are not working.
        """
        for _ in range(_LONGEST_REST + 1):
            if self.is_working(day):
                return day
            day = _following(day)
        raise ValueError(f"no working day within {_LONGEST_REST} days")

    def add_working_days(self, start: date, count: int) -> date:
        """Return the working day that is `count` working days after start.

        The start is not counted; a count of 0 gives the start itself, whatever
        day it is. Raises ValueError for a negative count or an endless rest.
        """
        if count < 0:
            raise ValueError("working days are added, not taken away")
        day = start
        for _ in range(count):
            day = self.next_working_day(_following(day))
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after start up to and including end.

        Negative when end is before start, so that the sign tells late from early.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(map(self.is_working, _days_after(start, end)))


def _following(day: date) -> date:
    """Return the day after; ValueError past the last day Python knows."""
    if day == date.max:
        raise ValueError("the calendar ends here")
    return day + _ONE_DAY


def _days_after(start: date, end: date) -> Iterator[date]:
    """Yield the days after start up to and including end."""
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
