"""A lot: one typed line that names several instruments by their serial numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from eservices.engine.definition import Rows

MOST_OF_A_LOT = 500
_BETWEEN = re.compile(r"[;\n]")
_SPAN = re.compile(
    r"^(?P<head>[^\d\s]*)(?P<first>[0-9]+)\s*(?:-|–|—|…|\.{2,3})\s*"
    r"(?P<again>[^\d\s]*)(?P<last>[0-9]+)$"
)


def expand_lots(rows: Rows, raw: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """A row for every serial number of a lot: "101-120", "A1; A2; A3".

    A number is no span when its ends differ in length, run backwards or lie too far
    apart: 2019-345 stays one serial number.
    """
    lots = [column.key for column in rows.columns if column.is_lot]
    if not lots:
        return [dict(row) for row in raw]
    key = lots[0]
    return [
        {**row, key: serial} for row in raw for serial in _serials(row.get(key, ""))
    ]


def _serials(typed: str) -> list[str]:
    parts = [part.strip() for part in _BETWEEN.split(typed)]
    found = [serial for part in parts if part for serial in _span(part)]
    return found if 1 <= len(found) <= MOST_OF_A_LOT else [typed]


def _span(part: str) -> list[str]:
    match = _SPAN.match(part)
    if not match or match["again"] not in {"", match["head"]}:
        return [part]
    first, last = match["first"], match["last"]
    count = int(last[-9:]) - int(first[-9:]) + 1
    is_span = len(first) == len(last) and len(first) <= 9 and count > 1
    if not is_span or count > MOST_OF_A_LOT:
        return [part]
    start, width = int(first), len(first)
    return [f"{match['head']}{start + n:0{width}d}" for n in range(count)]
