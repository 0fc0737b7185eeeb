"""The public service map as a drawing: who does what, in which order, how long.

Lanes are the parties, stations the steps of the service, below them the deadline as
a ruler. Everything comes from the definition and the deadline rule, so the picture
cannot say another thing than the engine does. Widths are per cent, so that one
drawing fits a phone and a desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from casework.models import DayType, DeadlineRule
from casework.workflow import Text
from eservices.engine import ServiceDefinition

LANE = 64  # px from one lane to the next
TOP = 66  # px: the middle of the first lane, which has marks above its stations
RULER = 58  # px below the last lane: the deadline and its words
DAILY_UP_TO = 45  # days; a longer ruler has a tick every fifth day


@dataclass(frozen=True)
class Lane:
    """One party and the line on which its stations stand."""

    name: Text
    y: int

    @property
    def words_y(self) -> int:
        """Where its name is written: above the stations and their marks."""
        return self.y - (50 if self.y == TOP else 24)


@dataclass(frozen=True)
class Station:
    """One step of the service."""

    number: int
    who: Text
    what: Text
    days: Text
    per_mille: int
    y: int
    mark: str = ""  # what passes there: papers, fee or outcome

    @property
    def x(self) -> str:
        """Its place, per cent of the width."""
        return _percent(self.per_mille)


@dataclass(frozen=True)
class Stretch:
    """The way from one station to the next."""

    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True)
class Days:
    """The deadline as a ruler below the stations."""

    count: int
    is_working: bool
    pauses_count: bool
    scale: str  # an SVG path on a grid of 1000 by 20

    @classmethod
    def of(cls, rule: DeadlineRule) -> Days:
        """One tick a day, a longer one every fifth."""
        step = 1 if rule.days <= DAILY_UP_TO else 5
        ticks = [(day, _share(day, rule.days)) for day in range(0, rule.days + 1, step)]
        marks = "".join(
            f"M{at} 0v{14 if day % (5 * step) == 0 else 7}" for day, at in ticks
        )
        return cls(
            count=rule.days,
            is_working=rule.day_type == DayType.WORKING,
            pauses_count=rule.pauses_count,
            scale=f"M0 0H1000{marks}M1000 0v20",
        )


@dataclass(frozen=True)
class ServiceMap:
    """Everything the template draws."""

    lanes: tuple[Lane, ...]
    stations: tuple[Station, ...]
    days: Days | None
    papers: int

    @classmethod
    def of(
        cls,
        definition: ServiceDefinition,
        rule: DeadlineRule | None,
        *,
        papers: int,
        has_fee: bool,
    ) -> ServiceMap:
        """Drawn from the steps of the map and the rule in force."""
        steps = definition.map_steps
        names = list(dict.fromkeys(str(step.who) for step in steps))
        lanes = tuple(Lane(name, TOP + LANE * at) for at, name in enumerate(names))
        marks = _marks(names, [str(step.who) for step in steps], has_fee=has_fee)
        stations = tuple(
            Station(
                number=at + 1,
                who=step.who,
                what=step.what,
                days=step.days,
                per_mille=round(1000 * (2 * at + 1) / (2 * len(steps))),
                y=lanes[names.index(str(step.who))].y,
                mark=marks.get(at, ""),
            )
            for at, step in enumerate(steps)
        )
        return cls(lanes, stations, Days.of(rule) if rule else None, papers)

    @property
    def way(self) -> list[Stretch]:
        """The lines between the stations."""
        return [
            Stretch(first.x, first.y, then.x, then.y)
            for first, then in pairwise(self.stations)
        ]

    @property
    def ruler_y(self) -> int:
        """Where the ruler lies."""
        return self.lanes[-1].y + RULER if self.lanes else TOP

    @property
    def height(self) -> int:
        """Of the whole drawing, px."""
        return self.ruler_y + 44 if self.days else self.ruler_y - 20


def _marks(names: list[str], who: list[str], *, has_fee: bool) -> dict[int, str]:
    """What passes at the stations of the applicant, by place.

    Every map begins with the applicant, who brings the papers; their next turn is to
    pay, where there is a fee; their last one is to get the document.
    """
    turns = [at for at, name in enumerate(who) if name == names[0]]
    marks = {turns[-1]: "outcome", turns[0]: "papers"} if turns else {}
    if has_fee and len(turns) > 2:
        marks[turns[1]] = "fee"
    return marks


def _share(part: int, whole: int) -> int:
    return round(1000 * part / whole)


def _percent(per_mille: int) -> str:
    return f"{per_mille // 10}.{per_mille % 10}%"
