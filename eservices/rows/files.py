"""A table in an uploaded Excel or CSV file of a stranger."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from casework.files.office import XLSX, check_office, is_locked_office
from casework.files.refusals import RefusedFile
from casework.files.text import check_text
from eservices.engine.definition import Rows
from eservices.errors import RowsUnreadable
from eservices.rows.grid import MOST_COLUMNS, Grid, rows_of_grid
from eservices.rows.pasted import grid_of_text

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024  # of an Excel file that holds 2,000 lines
_ZIP = b"PK\x03\x04"
# PDF, RTF and web pages are text too, and no table.
_OTHER = (b"%PDF", b"{\\rtf", b"<")
# Lines that are left empty between others.
_SPARE = 1000
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_rows_file(upload: IO[bytes], rows: Rows) -> list[dict[str, str]]:
    """The rows of the first sheet of an .xlsx, or of a .csv.

    Raises RowsUnreadable with a sentence, whatever the bytes are, and nothing else.
    """
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise RowsUnreadable(
            _("The file is larger than 5 MB. Keep only the table in it and send that.")
        )
    if not content.strip():
        raise RowsUnreadable(_("The file is empty. Choose it again."))
    try:
        return rows_of_grid(_grid(content, rows.most + _SPARE), rows)
    except RefusedFile as error:
        raise RowsUnreadable(_unreadable(content)) from error


def _unreadable(content: bytes) -> str:
    if is_locked_office(content):
        return _(
            "The file is locked with a password. Remove the password and send it again."
        )
    return _("This file cannot be read. Save it as Excel (XLSX) or CSV and send that.")


def _grid(content: bytes, most: int) -> Grid:
    if content.startswith(_ZIP):
        return _first_sheet(content, most)
    if content.lstrip().startswith(_OTHER):
        raise RowsUnreadable(_unreadable(content))
    return grid_of_text(check_text(content).decode(), most=most)


def _first_sheet(content: bytes, most: int) -> Grid:
    """Nothing in it is computed and no link is followed."""
    _check_archive(content)
    try:
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        lines = book.worksheets[0].iter_rows(
            max_row=most, max_col=MOST_COLUMNS, values_only=True
        )
        return [_texts(line) for line in lines]
    except Exception as error:  # openpyxl fails in many ways
        raise RowsUnreadable(_unreadable(content)) from error


def _check_archive(content: bytes) -> None:
    """An Excel file, no larger than a list can need, without entities that unfold."""
    if check_office(content) != XLSX:
        raise RowsUnreadable(_unreadable(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        names = archive.namelist() if unpacked <= MAX_UNPACKED else []
        if not names or any(_DECLARATION.search(archive.read(one)) for one in names):
            raise RowsUnreadable(_unreadable(content))


def _texts(line: Iterable[Any]) -> list[str]:
    return [_text(cell) for cell in line]


def _text(cell: Any) -> str:
    """A cell as people see it: 5 and not 5.0, a day without its midnight."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
