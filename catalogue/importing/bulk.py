"""Writing many rows at once: COPY, as PostgreSQL likes it best."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Columns that may be empty in the sense of the database; "" is a text elsewhere.
_NULLABLE = frozenset({"year", "published_on", "committee_id", "source_id"}) | {
    "from_edition_id",
    "to_edition_id",
}
_IN_ARRAY = str.maketrans({"\\": "\\\\", '"': '\\"'})
_BLOCK = 1024 * 1024  # characters handed to the server at a time

Row = Sequence[Any]


def new_ids(table: str, count: int) -> list[int]:
    """Ids nobody else will get, for rows that are about to be copied in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        sequence = cursor.fetchone()[0]
        cursor.execute(
            "SELECT nextval(%s::regclass) FROM generate_series(1, %s)",
            [sequence, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows. Raises IntegrityError or DataError when one does not fit."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    if not out.tell():
        return
    out.seek(0)
    texts = [column for column in columns if column not in _NULLABLE]
    sql = (
        f"COPY {table} ({_names(columns)}) FROM STDIN"
        f" WITH (FORMAT csv, FORCE_NOT_NULL ({_names(texts)}))"
    )
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(sql, out, _BLOCK)


def array(values: Iterable[str]) -> str:
    """Texts as one value of an array column."""
    inside = ",".join(f'"{value.translate(_IN_ARRAY)}"' for value in values)
    return f"{{{inside}}}"


def copy_new(
    table: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    otherwise: str = "DO NOTHING",
) -> None:
    """Add the rows that clash with no unique rule; for the others see `otherwise`."""
    with arriving(table, columns, rows) as (name, is_empty):
        if is_empty:
            return
        names = _names(columns)
        sql = f"INSERT INTO {table} ({names}) SELECT {names} FROM {name}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ON CONFLICT {otherwise}")


@contextmanager
def arriving(
    table: str, columns: Sequence[str], rows: Iterable[Row]
) -> Iterator[tuple[str, bool]]:
    """Rows in a table of this session with the given columns of another: its name.

    The flag tells that there are no rows, and then no table.
    """
    given = list(rows)
    if not given:
        yield "", True
        return
    shape = f"SELECT {_names(columns)} FROM {table}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS {shape} WITH NO DATA"
        )
    copy_in("arriving", columns, given)
    yield "arriving", False
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE arriving")


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
