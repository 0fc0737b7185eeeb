"""A grid of cells as rows of a list: the one parser of pasted text and files."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from eservices.engine.definition import Field, Rows
from eservices.engine.lookups import LANGUAGES
from eservices.errors import RowsUnreadable
from eservices.rows.check import too_many
from mongolian.folding import clean_text, fold

LONGEST_CELL = 2000  # characters; no column holds more
MOST_COLUMNS = 60

Grid = Sequence[Sequence[str]]


def rows_of_grid(grid: Grid, rows: Rows) -> list[dict[str, str]]:
    """The rows of a table, with or without a line of headings.

    Headings may be those of either language, in any order; columns we do not know
    are left out. Without headings the columns are taken as they come, a column of
    running numbers apart. Raises RowsUnreadable.
    """
    lines: list[Sequence[str]] = [c for line in grid if any(c := _cells(line))]
    if not lines:
        raise RowsUnreadable(_("There is no line in it. Add at least one."))
    places = _places(lines[0], rows)
    body = lines[1:] if places else lines
    if not places:
        body, places = _by_order(body, rows)
    if len(body) > rows.most:
        raise RowsUnreadable(too_many(rows))
    if not body:
        raise RowsUnreadable(
            _("There are only headings in it. Add the lines below them.")
        )
    return [_row(line, places, rows) for line in body]


def headings(rows: Rows) -> list[str]:
    """The headings of a list in the language of the page."""
    return [str(column.label) for column in rows.columns]


def _cells(line: Sequence[str]) -> Sequence[str]:
    cells = [clean_text(cell[:LONGEST_CELL]) for cell in line[:MOST_COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _places(line: Sequence[str], rows: Rows) -> dict[int, str]:
    """The column of every cell of a line of headings; empty when it is none."""
    known = _names(rows)
    found: dict[int, str] = {}
    for place, cell in enumerate(line):
        key = known.get(_plain(cell))
        if key and key not in found.values():
            found[place] = key
    said = sum(bool(cell) for cell in line)
    is_heading = len(found) >= 2 or (len(found) == 1 and said == 1)
    return found if is_heading else {}


def _names(rows: Rows) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in rows.columns:
        for name in _names_of(column):
            names.setdefault(_plain(name), column.key)
    return names


def _names_of(column: Field) -> list[str]:
    labels = []
    for language in LANGUAGES:
        with translation.override(language):
            labels.append(str(column.label))
    return [*labels, column.key, *column.headings]


def _plain(heading: str) -> str:
    return fold(heading.replace("*", " ").replace(":", " "))


def _by_order(
    lines: Sequence[Sequence[str]], rows: Rows
) -> tuple[list[Sequence[str]], dict[int, str]]:
    keys = [column.key for column in rows.columns]
    if _is_numbered(lines):
        lines = [line[1:] for line in lines]
    width = max(map(len, lines))
    if width > len(keys):
        raise RowsUnreadable(
            _(
                "The table has %(width)d columns, the list only %(known)d. Put our "
                "headings above them, or take the empty table for download."
            )
            % {"width": width, "known": len(keys)}
        )
    return list(lines), dict(enumerate(keys))


def _is_numbered(lines: Sequence[Sequence[str]]) -> bool:
    """Whether the first column counts the lines: 1, 2, 3 ..."""
    first = [line[0] for line in lines]
    counted = [str(number) for number in range(1, len(lines) + 1)]
    return len(lines[0]) > 1 and [cell.rstrip(".") for cell in first] == counted


def _row(line: Sequence[str], places: dict[int, str], rows: Rows) -> dict[str, str]:
    row = {column.key: "" for column in rows.columns}
    for place, key in places.items():
        if place < len(line):
            row[key] = line[place]
    return row
