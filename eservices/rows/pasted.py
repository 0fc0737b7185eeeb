"""A table pasted out of Excel, or typed with semicolons."""

from __future__ import annotations

import csv
import io
from itertools import islice

from django.utils.translation import gettext as _

from eservices.engine.definition import Rows
from eservices.errors import RowsUnreadable
from eservices.rows.grid import Grid, rows_of_grid

_TAB, _QUOTE = "\t", '"'
_SAMPLE = 50  # lines by which the separator is judged
_MANY = 4  # separators in most lines: a table, not a text


def read_pasted(text: str, rows: Rows) -> list[dict[str, str]]:
    """The rows of a pasted table; raises RowsUnreadable with a sentence."""
    return rows_of_grid(grid_of_text(text, most=rows.most + 2), rows)


def grid_of_text(text: str, *, most: int) -> Grid:
    """The cells of a text: split at tabs, else at semicolons or commas."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")
    sign = _sign(text)
    if sign is None:
        return [[line] for line in text.split("\n") if line.strip()][:most]
    # One lonely quotation mark (5" pipe) would swallow all that follows.
    is_quoted = text.count(_QUOTE) % 2 == 0
    reader = csv.reader(
        io.StringIO(text),
        delimiter=sign,
        quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE,
    )
    try:
        lines = (line for line in reader if any(cell.strip() for cell in line))
        return list(islice(lines, most))
    except csv.Error as error:
        raise RowsUnreadable(
            _("This is no table we can read. Copy it out of Excel and paste it again.")
        ) from error


def _sign(text: str) -> str | None:
    if _TAB in text:
        return _TAB
    lines = [line for line in text.split("\n", _SAMPLE)[:_SAMPLE] if line.strip()]
    for sign in ";,":
        if lines and sum(line.count(sign) >= _MANY for line in lines) * 2 > len(lines):
            return sign
    return None
