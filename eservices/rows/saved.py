"""The rows of applications in the database: written at once, read by list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps

from eservices.engine.definition import Field, Kind, Rows
from eservices.engine.registry import service_of
from eservices.models import Application, Row

# Of checked rows, but no columns of a table.
_NOT_KEPT = frozenset({"line", "checked"})


def table_of(rows: Rows) -> type[Row]:
    """The model a list is kept in."""
    return apps.get_model("eservices", rows.table)


def saved_rows(application: Application) -> dict[str, list[Any]]:
    """The rows of an application by list; one query a list."""
    found = {}
    for key, rows in service_of(application).rows.items():
        table = table_of(rows)
        kept = table._default_manager.filter(application=application)
        related = [one for one in ("kind", "edition") if hasattr(table, f"{one}_id")]
        kept = kept.select_related(*related) if related else kept
        found[key] = list(kept.order_by("position"))
    return found


def save_rows(
    application: Application, rows: Rows, checked: Iterable[Mapping[str, Any]]
) -> None:
    """Write checked rows, numbered from 1 in their order."""
    table = table_of(rows)
    made = [
        table(
            application=application,
            position=position,
            **{key: value for key, value in row.items() if key not in _NOT_KEPT},
        )
        for position, row in enumerate(checked, start=1)
    ]
    table._default_manager.bulk_create(made, batch_size=1000)


def as_typed(row: Row, rows: Rows) -> dict[str, str]:
    """A kept row as it would be typed again, for a new draft."""
    return {column.key: _typed(row, column) for column in rows.columns}


def _typed(row: Row, column: Field) -> str:
    if column.kind == Kind.STANDARD:
        return str(getattr(row, "designation", ""))
    if column.kind == Kind.RANGE:
        return str(getattr(row, "range_text", ""))
    value = getattr(row, column.key)
    if column.kind == Kind.INSTRUMENT_KIND:
        return str(value.code)
    return "" if value is None else str(value)
