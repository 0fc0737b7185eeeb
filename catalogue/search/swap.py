"""Fill a table anew beside the old one and put it in its place in an instant.

Emptying and filling in place would shut readers out for the whole of a rebuild; here
they see the old rows until the moment they see the new. Everything is one
transaction: what fails leaves nothing behind.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection


class _Index(NamedTuple):
    """An index of a table; `constraint` is p or u where it backs a constraint."""

    name: str
    unique: str
    using: str
    constraint: str


def fresh(table: str) -> str:
    """Make an empty table like this one, without indexes; its name."""
    name = f"{table}_fresh"
    _do(
        f"DROP TABLE IF EXISTS {name}",
        f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS "
        "INCLUDING IDENTITY INCLUDING STORAGE)",
    )
    return name


def finish(table: str) -> None:
    """Give the filled table the indexes and foreign keys of the old one."""
    name = f"{table}_fresh"
    for at, index in enumerate(_indexes(table)):
        _do(f"CREATE {index.unique} INDEX {name}_{at} ON {name} {index.using}")
    for key, text in _foreign_keys(table):
        _do(f"ALTER TABLE {name} ADD CONSTRAINT {key} {text}")
    _do(f"ANALYZE {name}")


def replace(table: str) -> None:
    """Put the finished table in the place of the old one, under the old names."""
    name = f"{table}_fresh"
    indexes = _indexes(table)
    # Rows written earlier in this transaction may still wait for their checks.
    _do("SET CONSTRAINTS ALL IMMEDIATE", f"DROP TABLE {table}")
    _do(f"ALTER TABLE {name} RENAME TO {table}")
    for at, index in enumerate(indexes):
        _do(f"ALTER INDEX {name}_{at} RENAME TO {index.name}")
        if index.constraint:
            kind = "PRIMARY KEY" if index.constraint == "p" else "UNIQUE"
            _do(
                f"ALTER TABLE {table} ADD CONSTRAINT {index.name} {kind} "
                f"USING INDEX {index.name}"
            )
    _do("SET CONSTRAINTS ALL DEFERRED")


def _indexes(table: str) -> list[_Index]:
    rows = _ask(
        "SELECT r.relname, i.indisunique, pg_get_indexdef(i.indexrelid), c.contype "
        "FROM pg_index i JOIN pg_class r ON r.oid = i.indexrelid "
        "LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid "
        "AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u') "
        "WHERE i.indrelid = %s::regclass ORDER BY r.relname",
        table,
    )
    return [
        _Index(name, "UNIQUE" if unique else "", text[text.index(" USING ") :], kind)
        for name, unique, text, kind in rows
    ]


def _foreign_keys(table: str) -> list[tuple[str, str]]:
    return _ask(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype = 'f'",
        table,
    )


def _do(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _ask(statement: str, table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [table])
        found: list[tuple] = cursor.fetchall()
        return found
