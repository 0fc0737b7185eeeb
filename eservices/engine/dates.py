"""Dates as people and Excel write them."""

from __future__ import annotations

import re
from datetime import date

_YEAR_FIRST = re.compile(
    r"^([0-9]{4})\s*(?:[-./ ]|он(?:ы)?)\s*([0-9]{1,2})\s*"
    r"(?:[-./ ]|(?:-?р )?сар(?:ын)?)\s*"
    r"([0-9]{1,2})\.?\s*(?:өдөр|-?н(?:ы|ий)?)?(?:[T ]00:00(?::00)?)?$",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r"^([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})$")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def read_date(typed: str) -> date | None:
    """The day a text means; None when there is no such day or it is not certain.

    "2026-11-24", "2026.11.24", "2026 оны 11 сарын 24", "24.11.2026". Of "3/4/2026"
    nobody can tell the month: None.
    """
    text = " ".join(typed.split())
    if found := _YEAR_FIRST.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.match(text):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), found[2])
    return None


def _year_last(first: int, second: int, year: int, sign: str) -> date | None:
    if second > 12:
        return _day(year, first, second)
    if sign == "." or first > 12 or first == second:
        return _day(year, second, first)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
