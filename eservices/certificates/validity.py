"""How long a certificate is valid, drawn on a ruler."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from eservices.services.verified import months_after

MOST_TICKS = 60  # more marks than this run into each other on a phone


@dataclass(frozen=True)
class Validity:
    """The time of a certificate as it is drawn, positions per mille of the whole."""

    issued_on: date
    valid_to: date
    today: date
    months: tuple[int, ...]  # where a month begins
    years: tuple[int, ...]  # where a year since the issue ends

    @property
    def today_at(self) -> int:
        """Where today lies; after the end at its end."""
        return _place(self.today, self.issued_on, self.valid_to)

    @property
    def today_x(self) -> str:
        """The same in percent, for a text."""
        return f"{self.today_at / 10:.1f}"

    @property
    def today_anchor(self) -> str:
        """On which side of its place the word "today" stands."""
        if self.today_at < 200:
            return "start"
        return "end" if self.today_at > 800 else "middle"

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self.today > self.valid_to

    @property
    def days_left(self) -> int:
        """Days to the last one; 0 on it and after it."""
        return max(0, (self.valid_to - self.today).days)

    @property
    def scale(self) -> str:
        """The ruler's edge with its marks, as an SVG path."""
        small = "".join(f"M{at} 18v6" for at in self.months)
        return f"M0 18H1000{small}" + "".join(f"M{at} 18v13" for at in self.years)


def validity(issued_on: date, valid_to: date | None, today: date) -> Validity | None:
    """The ruler of a certificate; None for one without an end."""
    if valid_to is None:
        return None
    return Validity(
        issued_on=issued_on,
        valid_to=valid_to,
        today=today,
        months=_marks(issued_on, valid_to, months=1),
        years=_marks(issued_on, valid_to, months=12),
    )


def _marks(first: date, last: date, *, months: int) -> tuple[int, ...]:
    days = []
    day = first
    while day <= last:
        days.append(day)
        day = months_after(first, months * len(days))
    if len(days) > MOST_TICKS:
        days = days[:: len(days) // MOST_TICKS + 1]
    return tuple(_place(day, first, last) for day in [*days, last])


def _place(day: date, first: date, last: date) -> int:
    whole = max(last - first, timedelta(days=1))
    return min(1000, max(0, round(1000 * ((day - first) / whole))))
