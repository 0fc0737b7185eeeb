"""What readers give: a recognised header, and the rows below it as lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.importing.shapes import Shape


@dataclass(frozen=True, slots=True)
class Line:
    """One row: where it begins in the file, its cells, or why there are none."""

    number: int  # from 1, the header included
    cells: list[str]
    fault: str = ""  # a key of catalogue.importing.faults.SENTENCES


@dataclass(frozen=True)
class Table:
    """A header we know and what stands below it."""

    shape: Shape
    lines: Iterator[Line]
