"""Excel workbooks: the first sheet that has a header we know. No formula is run."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from catalogue.importing.faults import UnreadableFile
from catalogue.importing.readers import limits
from catalogue.importing.readers.lines import Line, Table
from catalogue.importing.shapes import recognise

# What openpyxl raises on workbooks that are none, or are damaged.
_DAMAGE = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
)


@contextmanager
def opened(file: BinaryIO) -> Iterator[Table]:
    """The table of a workbook. Raises UnreadableFile: damaged, or without header."""
    book = _load(file)
    try:
        yield _first_table(book)
    finally:
        book.close()


def _load(file: BinaryIO) -> Any:
    try:
        # Formulas stay the text they are: nothing of ours calculates them.
        return load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except _DAMAGE as error:
        raise UnreadableFile("not_xlsx") from error


def _first_table(book: Any) -> Table:
    for sheet in book.worksheets:
        rows = _rows(sheet)
        for _number, cells in islice(rows, limits.HEADER_WITHIN):
            shape = recognise(cells)
            if shape:
                return Table(shape, _lines(rows, len(shape.columns)))
    raise UnreadableFile("no_header")


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number; the size a sheet claims to have is not believed.

    A row that calls itself the billionth brings all the empty ones before it.
    """
    sheet.reset_dimensions()
    rows = sheet.iter_rows(
        max_col=limits.MOST_COLUMNS, max_row=limits.LAST_ROW, values_only=True
    )
    try:
        for number, row in enumerate(rows, start=1):
            if row.count(None) < len(row):
                yield number, [_text(value) for value in row]
    except _DAMAGE as error:
        raise UnreadableFile("damaged") from error


def _lines(rows: Iterator[tuple[int, list[str]]], width: int) -> Iterator[Line]:
    """Rows as wide as the header; what stands beside it are notes of somebody."""
    for number, cells in rows:
        filled = (cells + [""] * width)[:width]
        if any(filled):
            too_long = max(map(len, filled)) > limits.LONGEST_CELL
            yield Line(number, filled, "cell" if too_long else "")


def _text(value: Any) -> str:
    """A cell as it reads: dates as 2020-11-30, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
