"""Writing many rows at once: COPY, as PostgreSQL likes it best."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_IN_ARRAY = str.maketrans({"\\": "\\\\", '"': '\\"'})

Row = Sequence[Any]


def new_ids(table: str, count: int) -> list[int]:
    """Ids nobody else will get, for rows that are about to be copied in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
            " FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add rows. Raises IntegrityError or DataError when one does not fit."""
    text = "".join("\t".join(map(_as_text, row)) + "\n" for row in rows)
    if not text:
        return
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {table} ({_names(columns)}) FROM STDIN",
            io.StringIO(text),
        )


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


def _as_text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _needs_escape(value) else value
    if isinstance(value, tuple | list):
        return _array(value).translate(_ESCAPES)
    return str(value)


def _needs_escape(value: str) -> bool:
    return "\\" in value or not value.isprintable()


def _array(values: Sequence[str]) -> str:
    inside = ",".join(f'"{str(value).translate(_IN_ARRAY)}"' for value in values)
    return f"{{{inside}}}"
