"""A list as an Excel file to correct and send back, and the empty table."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from catalogue.exports.characters import xml_safe
from eservices.engine.definition import Faults, Field, Rows
from eservices.rows.grid import headings

_WRONG = PatternFill("solid", fgColor="FFF2CC")
_BOLD = Font(bold=True)
_WIDTH = 22  # of a column, in characters
_LISTED = 12  # choices named in the note of a heading


def workbook(
    rows: Rows, raw: Sequence[Mapping[str, str]], faults: Faults | None = None
) -> bytes:
    """The rows with what is wrong as notes beside the cells and in a last column.

    Without rows: the empty table. What comes back is read by the same parser, which
    leaves the last column out. Every cell is text, none a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(rows.label)[:31].translate(_NOT_IN_TITLES))
    for place in range(1, len(rows.columns) + 2):
        sheet.column_dimensions[_letter(place)].width = _WIDTH
    sheet.freeze_panes = "A2"
    sheet.append(_heading_cells(sheet, rows, has_errors=bool(raw)))
    by_path = faults.by_path if faults else {}
    for line, row in enumerate(raw, start=1):
        sheet.append(_row_cells(sheet, rows, row, line, by_path))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_NOT_IN_TITLES = str.maketrans(dict.fromkeys(r"[]:*?/\ ".strip(), "-"))


def _heading_cells(
    sheet: WriteOnlyWorksheet, rows: Rows, *, has_errors: bool
) -> list[WriteOnlyCell]:
    cells = []
    for text, column in zip(headings(rows), rows.columns, strict=True):
        cell = _cell(sheet, text)
        cell.font = _BOLD
        if note := _note_of(column):
            cell.comment = _comment(note)
        cells.append(cell)
    if has_errors:
        cells.append(_cell(sheet, _("Error")))
    return cells


def _note_of(column: Field) -> str:
    parts = [str(column.hint)] if column.hint else []
    if column.choices and len(column.choices) <= _LISTED:
        parts.append(" · ".join(str(label) for _code, label in column.choices))
    if not column.required:
        parts.append(_("May stay empty."))
    return "\n".join(parts)


def _row_cells(
    sheet: WriteOnlyWorksheet,
    rows: Rows,
    row: Mapping[str, str],
    line: int,
    by_path: Mapping[str, Sequence[str]],
) -> list[WriteOnlyCell]:
    cells, all_wrong = [], []
    for column in rows.columns:
        cell = _cell(sheet, row.get(column.key, ""))
        wrong = by_path.get(f"rows.{rows.key}.{line}.{column.key}", ())
        if wrong:
            cell.comment, cell.fill = _comment(" ".join(wrong)), _WRONG
            all_wrong += [f"{column.label}: {sentence}" for sentence in wrong]
        cells.append(cell)
    return [*cells, _cell(sheet, "\n".join(all_wrong))]


def _comment(text: str) -> Comment:
    return Comment(xml_safe(text), "", height=90, width=320)


def _cell(sheet: WriteOnlyWorksheet, text: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=xml_safe(str(text)))
    cell.data_type = "s"  # a leading "=" would have made it a formula
    return cell


def _letter(place: int) -> str:
    return chr(ord("A") + place - 1)
