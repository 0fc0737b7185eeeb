"""Dates known to the year, the month or the day: `2016`, `2016-11`, `2016-11-03`."""

from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
# The same in the database, for the constraints.
SHAPE_SQL = r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"


def first_day(text: str) -> date | None:
    """The first day the date can mean; None for an empty text.

    Raises ValueError, with no sentence for people, when it is no such date.
    """
    if not text:
        return None
    found = _SHAPE.match(text)
    if not found:
        raise ValueError(text)
    year, month, day = found.groups()
    return date(int(year), int(month or 1), int(day or 1))


def shown(text: str) -> str:
    """The date as pages print it: 2016, 2016.11, 2016.11.03."""
    return text.replace("-", ".")
