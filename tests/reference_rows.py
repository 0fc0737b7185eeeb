"""The reference data, loaded once a worker and then copied in.

Loading takes half a second, and two thousand tests ask for it; copying the same rows
back takes a twentieth of that.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection, transaction

from eservices.certificates import keys


@dataclass(frozen=True)
class Table:
    """The rows of a table as COPY writes them, and where its numbers go on."""

    name: str
    columns: str
    rows: str
    sequences: tuple[tuple[str, int], ...]


def load() -> None:
    """As `load_reference` does it, without the catalogue."""
    call_command("load_reference", verbosity=0, without_catalogue=True)


def take() -> list[Table]:
    """What `load` puts into an empty database, which stays empty."""
    with transaction.atomic():
        filled = {name for name in _tables() if not _is_empty(name)}
        load()
        made = [_read(name) for name in _tables() if not _is_empty(name)]
        transaction.set_rollback(True)
    return [table for table in made if table.name not in filled]


def put(tables: list[Table]) -> None:
    """The rows again; by the loaders where a test has begun without them."""
    if not all(_is_empty(table.name) for table in tables):
        load()
        return
    keys.make_missing_key()
    with transaction.atomic(), connection.cursor() as cursor:
        # They were let in by the triggers once.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            into = f'COPY "{table.name}" ({table.columns}) FROM STDIN'
            cursor.copy_expert(into, io.StringIO(table.rows))
            for name, last in table.sequences:
                cursor.execute("SELECT setval(%s, %s)", [name, last])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def _is_empty(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1')  # noqa: S608  (ours)
        return cursor.fetchone() is None


def _read(name: str) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT quote_ident(column_name),
                pg_get_serial_sequence(quote_ident(table_name), column_name)
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = %s
                AND is_generated = 'NEVER'
            ORDER BY ordinal_position
            """,
            [name],
        )
        found = cursor.fetchall()
        columns = ", ".join(column for column, _sequence in found)
        rows = io.StringIO()
        cursor.copy_expert(f'COPY "{name}" ({columns}) TO STDOUT', rows)
        return Table(name, columns, rows.getvalue(), tuple(_sequences(found)))


def _sequences(columns: list[tuple[str, str | None]]) -> list[tuple[str, int]]:
    found = []
    with connection.cursor() as cursor:
        for _column, sequence in columns:
            if sequence:
                cursor.execute(f"SELECT last_value FROM {sequence}")  # noqa: S608  (ours)
                found.append((sequence, cursor.fetchone()[0]))
    return found
