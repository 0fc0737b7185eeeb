"""Years on the ruler: every position is a whole number per mille of the scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Beyond so many years a tick a year would be a grey band.
YEARS_TICKED = 60
# Half of four figures on a phone 360 px wide, per mille.
HALF_A_WORD = 62


@dataclass(frozen=True)
class PrintedYear:
    """A year below the ruler, at its tick."""

    year: int
    at: int

    @property
    def x(self) -> str:
        """The place of its tick."""
        return percent(self.at)

    @property
    def anchor(self) -> str:
        """The side of the tick on which it does not stick out."""
        if self.at < HALF_A_WORD:
            return "start"
        return "end" if self.at > 1000 - HALF_A_WORD else "middle"


@dataclass(frozen=True)
class YearScale:
    """The drawn years: `first` at 0, the beginning of `last` at 1000."""

    first: int
    last: int

    @classmethod
    def spanning(cls, begin: date, end: date) -> YearScale:
        """A scale with a little room on both sides, from a fifth year to the next."""
        first = (begin.year - 1) // 5 * 5
        return cls(first, max(end.year + 1, first + 10))

    def at(self, day: date) -> int:
        """Where a day stands, per mille; days outside stand at the end."""
        start, end = date(self.first, 1, 1), date(self.last, 1, 1)
        place = round(1000 * (day - start).days / (end - start).days)
        return min(1000, max(0, place))

    @property
    def ticks(self) -> tuple[int, ...]:
        """One a year, or none on a long scale."""
        if self.last - self.first > YEARS_TICKED:
            return ()
        return tuple(map(self._year_at, range(self.first, self.last + 1)))

    @property
    def major_ticks(self) -> tuple[int, ...]:
        """One in five years."""
        return tuple(map(self._year_at, range(self.first, self.last + 1, 5)))

    @property
    def years(self) -> tuple[PrintedYear, ...]:
        """Years below the ruler, as far apart as a phone needs."""
        span = self.last - self.first
        step = next((step for step in (5, 10, 20, 50) if step * 5 >= span), 100)
        begin = -(-self.first // step) * step
        years = range(begin, self.last, step)
        return tuple(PrintedYear(year, self._year_at(year)) for year in years)

    def _year_at(self, year: int) -> int:
        return self.at(date(year, 1, 1))


def percent(at: int) -> str:
    """A place per mille as SVG writes it: 467 is 46.7%."""
    return f"{at // 10}.{at % 10}%"


def word_at(at: int) -> int:
    """Where the middle of a year's figures stands, so that they never stick out."""
    return min(1000 - HALF_A_WORD, max(HALF_A_WORD, at))
