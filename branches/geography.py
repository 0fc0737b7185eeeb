"""Aimags as places: names, centres, outlines and sums, from the files shipped.

Outlines are Natural Earth's, rounded to whole units of a drawing 1000 wide; centres
are GeoNames'. They are for choosing a unit, not for measuring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.utils.translation import get_language

from organisation.reference import rows

DATA = Path(__file__).parent / "data"
VIEW_BOX = "0 0 1000 476"
# How the drawing was made of degrees: measured from the outlines, ± 0.05 units.
_WEST, _NORTH = 87.7371, 52.1247
_PER_LONGITUDE, _PER_LATITUDE = 31.0842, 45.1594

ROOM_FOR_A_NAME = 75  # units of the drawing
_COMMANDS = re.compile(r"([Ml])([^Mlz]+)")
_NUMBERS = re.compile(r"-?\d+")
Point = tuple[int, int]  # x, y


@dataclass(frozen=True)
class Aimag:
    """An aimag or the capital, by its NSO code."""

    code: str
    name_mn: str
    name_en: str
    centre_mn: str
    centre_en: str
    latitude: float
    longitude: float
    outline: str
    is_schematic: bool
    sums: tuple[str, ...]  # names in Mongolian
    sums_latin: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_en if get_language() == "en" else self.name_mn

    @cached_property
    def label_at(self) -> Point | None:
        """Where its name stands in the drawing; None where there is no room."""
        outer, *holes = rings(self.outline)
        xs = [x for x, _y in outer]
        if max(xs) - min(xs) < ROOM_FOR_A_NAME:
            return None
        x, y = _middle(outer)
        return (x, _clear_of(holes[0], outer, x) if holes else y)

    @property
    def centre(self) -> str:
        """The centre in the active language."""
        return self.centre_en if get_language() == "en" else self.centre_mn


@cache
def aimags() -> dict[str, Aimag]:
    """Every aimag in the order in which they are drawn: small ones on top, last."""
    facts = {row["nso_code"]: row for row in rows(DATA / "aimags.csv")}
    sums: dict[str, list[dict[str, str]]] = {}
    for row in rows(DATA / "sums.csv"):
        sums.setdefault(row["parent_nso_code"], []).append(row)
    found = {}
    for drawn in rows(DATA / "map.csv"):
        code = drawn["nso"]
        fact, own = facts[code], sums.get(code, [])
        found[code] = Aimag(
            code=code,
            name_mn=fact["name_mn"],
            name_en=fact["name_en"],
            centre_mn=fact["centre_mn"],
            centre_en=fact["centre_en"],
            latitude=float(fact["centre_lat"]),
            longitude=float(fact["centre_lon"]),
            outline=drawn["path"],
            is_schematic=drawn["dashed"] == "1",
            sums=tuple(each["name_mn"] for each in own),
            sums_latin=tuple(each["name_latn_mns5217"] for each in own),
        )
    return found


def rings(outline: str) -> list[list[Point]]:
    """The corners of each ring of an outline: an M, then steps (l)."""
    x = y = 0
    found: list[list[Point]] = []
    for command, numbers in _COMMANDS.findall(outline):
        one, other = (int(number) for number in _NUMBERS.findall(numbers))
        if command == "M":
            found.append([])
            x = y = 0
        x, y = x + one, y + other
        found[-1].append((x, y))
    return found


def _edges(ring: list[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _middle(ring: list[Point]) -> Point:
    """The centre of gravity: within the border, where that of the frame may not be."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in _edges(ring):
        cross = x1 * y2 - x2 * y1
        area += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return round(x / (3 * area)), round(y / (3 * area))


def _clear_of(hole: list[Point], outer: list[Point], x: int) -> int:
    """How high a name stands that must not cover what lies in the middle."""
    borders = [
        y1 + (y2 - y1) * (x - x1) / (x2 - x1)
        for (x1, y1), (x2, y2) in _edges(outer)
        if (x1 <= x) is not (x2 <= x)
    ]
    inner = [y for _x, y in hole]
    above, below = min(inner) - min(borders), max(borders) - max(inner)
    if above > below:
        return round(min(borders) + above / 2)
    return round(max(inner) + below / 2)


def on_map(latitude: float, longitude: float) -> Point:
    """Where a place lies in the drawing: x, y."""
    x = (longitude - _WEST) * _PER_LONGITUDE
    y = (_NORTH - latitude) * _PER_LATITUDE
    return round(x), round(y)
