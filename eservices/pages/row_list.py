"""A list of an application on its page: fifty lines, each cell with what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator

from casework.workflow import Text
from eservices.engine import Faults, Field, Kind
from eservices.engine.dates import read_date
from eservices.engine.definition import Rows, always
from eservices.engine.lookups import Lookups
from eservices.engine.showing import in_words, written_day

PAGE_SIZE = 50
MAIN_COLUMNS = 5  # more do not fit beside each other on a desk
LISTED_FAULTS = 12
CHOSEN = {Kind.CHOICE, Kind.AIMAG, Kind.COUNTRY}

Raw = Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """What was typed into one cell, and what is wrong with it."""

    column: Field
    anchor: str
    text: str
    faults: list[str]
    offer: str  # what would do instead, when that is known


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    number: int
    main: list[Cell]
    others: list[Cell]

    @property
    def is_faulty(self) -> bool:
        """Whether anything in it has to be mended."""
        return any(cell.faults for cell in (*self.main, *self.others))


@dataclass(frozen=True)
class ListedFault:
    """One line of the summary above the list, with its way to the cell."""

    line: int
    label: Text
    sentence: str
    page: int
    anchor: str


class RowList:
    """One page of a list, with the faults of all of it."""

    def __init__(
        self,
        rows: Rows,
        raw: list[Raw],
        faults: Faults,
        lookups: Lookups,
        *,
        page: str = "1",
    ) -> None:
        self.rows, self.raw, self.faults = rows, raw, faults
        self.page: Page[Raw] = Paginator(raw, PAGE_SIZE).get_page(page)
        self._lookups = lookups
        self._columns = {column.key: column for column in rows.columns}

    @property
    def path(self) -> str:
        """Of the list in faults."""
        return f"rows.{self.rows.key}"

    @cached_property
    def main_columns(self) -> list[Field]:
        """The columns of the table: what every line must have."""
        columns = self.rows.columns
        needed = [each for each in columns if each.required and each.shown is always]
        return needed[:MAIN_COLUMNS]

    @property
    def has_others(self) -> bool:
        """Whether some columns stand together in one cell."""
        return len(self.main_columns) < len(self.rows.columns)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of this page."""
        first = self.page.start_index() or 1
        return [self.line(number, row) for number, row in enumerate(self.page, first)]

    def line(self, number: int, row: Raw) -> Line:
        """One line with its cells; empty cells beside the main ones are left out."""
        cells = [self._cell(number, column, row) for column in self.rows.columns]
        main = {column.key for column in self.main_columns}
        return Line(
            number,
            [cell for cell in cells if cell.column.key in main],
            [
                cell
                for cell in cells
                if cell.column.key not in main and (cell.text or cell.faults)
            ],
        )

    def _cell(self, number: int, column: Field, row: Raw) -> Cell:
        path = f"{self.path}.{number}.{column.key}"
        return Cell(
            column,
            f"row-{number}-{column.key}",
            self._words(column, row.get(column.key, "")),
            self.faults.by_path.get(path, []),
            self.faults.offers.get(path, ""),
        )

    def _words(self, column: Field, typed: str) -> str:
        """A code in words; what cannot be read stays as it was typed."""
        if not typed or column.kind == Kind.INSTRUMENT_KIND:
            return self._kind(typed)
        if column.kind in CHOSEN:
            code = self._lookups.choice(column, typed)
            return in_words(column, code, self._lookups) if code else typed
        if column.kind == Kind.DATE:
            return written_day(read_date(typed) or typed)
        return typed

    def _kind(self, typed: str) -> str:
        found = self._lookups.kind(typed) if typed else None
        return str(found) if found else typed

    # --- faults of the whole list ---
    @cached_property
    def list_faults(self) -> list[str]:
        """What is wrong with the list itself: too short, too long."""
        return self.faults.by_path.get(self.path, [])

    @cached_property
    def _cell_faults(self) -> list[tuple[int, str, str]]:
        """Line, column and sentence of every fault, in the order of the list."""
        order = {column.key: at for at, column in enumerate(self.rows.columns)}
        found = [
            (int(line), key, sentence)
            for line, key, sentences in _split(self.faults, self.path)
            for sentence in sentences
        ]
        return sorted(found, key=lambda one: (one[0], order.get(one[1], 0)))

    @property
    def fault_count(self) -> int:
        """How many cells have to be mended."""
        return len(self._cell_faults)

    @cached_property
    def faulty_lines(self) -> list[int]:
        """The lines they stand in."""
        return sorted({line for line, _key, _sentence in self._cell_faults})

    @property
    def listed(self) -> list[ListedFault]:
        """The first of them, each with its way to the cell."""
        return [
            ListedFault(
                line,
                self._columns[key].label if key in self._columns else "",
                sentence,
                page_of(line),
                f"row-{line}-{key}" if key in self._columns else f"row-{line}",
            )
            for line, key, sentence in self._cell_faults[:LISTED_FAULTS]
        ]

    @property
    def unlisted(self) -> int:
        """How many more there are."""
        return max(0, self.fault_count - LISTED_FAULTS)


def page_of(line: int) -> int:
    """The page of the list on which a line stands."""
    return (line - 1) // PAGE_SIZE + 1


def _split(faults: Faults, path: str) -> Iterable[tuple[str, str, list[str]]]:
    for each, sentences in faults.by_path.items():
        if each.startswith(f"{path}."):
            line, _, key = each.removeprefix(f"{path}.").partition(".")
            if line.isdigit():
                yield line, key, sentences
