"""Designations out of an uploaded text, CSV or Excel file of a stranger."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from casework.files.office import XLSX, check_office
from casework.files.refusals import Refusal, RefusedFile, describe_refusal
from casework.files.text import check_text
from catalogue.checking.citations import LONGEST_LINE, MAX_LINES, too_many
from catalogue.designations import parse

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024  # of an Excel file that holds 2,000 lines
MAX_COLUMNS = 30
# A line of headings, and lines that are left empty between others.
MAX_ROWS = 2 * MAX_LINES
# Columns are judged by so many rows.
SAMPLE = 50

_ZIP = b"PK\x03\x04"
_DELIMITERS = ";\t,|"
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)

Rows = list[list[str]]


def read_upload(file: IO[bytes]) -> list[str]:
    """The designations of an uploaded TXT, CSV or XLSX, one a line.

    Of a table the first column that holds designations counts, without its heading.
    ValidationError with a sentence for whatever cannot be read.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValidationError(
            _("The file is larger than 2 MB. Divide the list and check the parts.")
        )
    if not content.strip():
        raise ValidationError(str(describe_refusal(Refusal.EMPTY)))
    try:
        rows = _workbook(content) if content.startswith(_ZIP) else _text(content, file)
    except RefusedFile as refused:
        raise ValidationError(_refusal(refused)) from refused
    lines = [cell for cell in _column(rows) if cell]
    if len(lines) > MAX_LINES:
        raise ValidationError(too_many())
    if not lines:
        raise ValidationError(_no_designations())
    return lines


def _refusal(refused: RefusedFile) -> str:
    # The other sentences advise to send a PDF or a photo, which is no list.
    if refused.code in {Refusal.EMPTY, Refusal.ENCRYPTED}:
        return str(describe_refusal(refused.code))
    return _unreadable()


def _unreadable() -> str:
    return _(
        "This file cannot be read. Send a text file (TXT), CSV or Excel (XLSX), or "
        "paste the list into the form."
    )


def _no_designations() -> str:
    return _(
        "No designation of a standard was found in the file. Put one on each line, "
        "for example MNS 5217:2012."
    )


def _text(content: bytes, file: IO[bytes]) -> Rows:
    text = check_text(content).decode()
    name = str(getattr(file, "name", "") or "").lower()
    lines = text.splitlines()
    if not name.endswith((".csv", ".tsv")):
        return [[line.strip()[:LONGEST_LINE]] for line in lines]
    try:
        reader = csv.reader(io.StringIO(text), delimiter=_delimiter(lines))
        return [_cells(row) for row in islice(reader, MAX_ROWS)]
    except csv.Error as error:
        raise ValidationError(_unreadable()) from error


def _delimiter(lines: list[str]) -> str:
    """The sign that most lines hold at least once."""
    sample = lines[:SAMPLE]
    return max(_DELIMITERS, key=lambda sign: sum(sign in line for line in sample))


def _workbook(content: bytes) -> Rows:
    """The rows of the first sheet; nothing is computed, no link is followed."""
    if check_office(content) != XLSX:
        raise RefusedFile(Refusal.TYPE_NOT_ALLOWED)
    _check_members(content)
    try:
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
        return [_cells(row) for row in rows]
    except Exception as error:  # openpyxl fails in many ways
        raise RefusedFile(Refusal.BROKEN_DOCUMENT) from error


def _check_members(content: bytes) -> None:
    """No more than a list can need, and no entities that unfold in memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise RefusedFile(Refusal.ARCHIVE_BOMB)
        for name in archive.namelist():
            if _DECLARATION.search(archive.read(name)):
                raise RefusedFile(Refusal.BROKEN_DOCUMENT)


def _cells(row: Iterable[Any]) -> list[str]:
    return [
        "" if cell is None else " ".join(str(cell)[:LONGEST_LINE].split())
        for cell in islice(row, MAX_COLUMNS)
    ]


def _column(rows: Rows) -> Iterator[str]:
    """The cells of the column with most designations, its heading left out."""
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(width)]
    best = max(columns, key=_designations, default=[])
    if width > 1 and best and not _is_designation(best[0]):
        best = best[1:]
    return iter(best)


def _designations(column: list[str]) -> int:
    """How many of the first cells name a standard with its publisher."""
    return sum(map(_is_designation, column[:SAMPLE]))


def _is_designation(cell: str) -> bool:
    read = parse(cell)
    return read is not None and bool(read.publishers)
