"""A list of an application as it was sent, with the officer's results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eservices.engine import Field, Rows
from eservices.engine.definition import Kind
from eservices.engine.lookups import Lookups
from eservices.engine.showing import in_words
from eservices.models import Row
from eservices.rows.saved import as_typed

_IN_WORDS = {Kind.CHOICE, Kind.CHOICES, Kind.AIMAG, Kind.COUNTRY, Kind.DATE}


@dataclass(frozen=True)
class SentRow:
    """One line: cells with their columns, and what came of it."""

    row: Row
    cells: list[tuple[Field, str]]


def sent_rows(rows: Rows, found: Iterable[Row]) -> Iterator[SentRow]:
    """The lines in words, in the language of the page."""
    lookups = Lookups()
    for row in found:
        typed = as_typed(row, rows)
        yield SentRow(
            row,
            [(each, _shown(each, row, typed, lookups)) for each in rows.columns],
        )


def _shown(column: Field, row: Row, typed: dict[str, str], lookups: Lookups) -> str:
    if column.kind == Kind.INSTRUMENT_KIND:
        return str(getattr(row, column.key))
    if typed[column.key] and column.kind in _IN_WORDS:
        return in_words(column, typed[column.key], lookups)
    return typed[column.key]
