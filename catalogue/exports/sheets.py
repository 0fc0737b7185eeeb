"""Rows as CSV and XLSX that no spreadsheet program takes for formulas.

A cell that begins with one of `= + - @`, a tab or a line break is run as a formula by
Excel and its kin (OWASP "CSV injection"): CSV gets an apostrophe in front of it, XLSX
declares every cell to be text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from catalogue.exports.characters import xml_safe

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
# Excel takes CSV for the local one-byte encoding unless this stands first.
MARK = "\ufeff"
LONGEST_CELL = 32_767  # of XLSX

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Row = Sequence[object]


def guarded(value: object) -> str:
    """A cell of a CSV, with an apostrophe where a program would see a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as lines of a CSV (RFC 4180), the mark of UTF-8 in front."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield MARK
    for row in rows:
        writer.writerow([guarded(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def xlsx(rows: Iterable[Row], *, title: str) -> bytes:
    """The rows as a workbook with one sheet, all cells text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in rows:
        sheet.append([_text_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: WriteOnlyWorksheet, value: object) -> WriteOnlyCell:
    text = xml_safe(str(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # a leading "=" would have made it a formula
    return cell
