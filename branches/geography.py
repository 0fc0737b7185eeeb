"""Aimags as places: names, centres, outlines and sums, from the files shipped.

Outlines are Natural Earth's, rounded to whole units of a drawing 1000 wide; centres
are GeoNames'. They are for choosing a unit, not for measuring.
"""

from __future__ import annotations

import re
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
    def label_at(self) -> tuple[int, int] | None:
        """Where its name stands in the drawing; None where there is no room."""
        xs, ys = _corners(self.outline)
        if max(xs) - min(xs) < ROOM_FOR_A_NAME:
            return None
        return (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2

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


def _corners(outline: str) -> tuple[list[int], list[int]]:
    """The x and the y of every corner of an outline: one M, then steps (l)."""
    x = y = 0
    xs, ys = [], []
    for command, numbers in _COMMANDS.findall(outline):
        one, other = (int(number) for number in _NUMBERS.findall(numbers))
        x, y = (one, other) if command == "M" else (x + one, y + other)
        xs.append(x)
        ys.append(y)
    return xs, ys


def on_map(latitude: float, longitude: float) -> tuple[int, int]:
    """Where a place lies in the drawing: x, y."""
    x = (longitude - _WEST) * _PER_LONGITUDE
    y = (_NORTH - latitude) * _PER_LATITUDE
    return round(x), round(y)
