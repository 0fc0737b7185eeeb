"""Checking a list of rows, cell by cell; the catalogue is asked once for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eservices.engine.definition import Faults, Field, Kind, Rows, ServiceDefinition
from eservices.engine.lookups import Lookups
from eservices.engine.values import Unread, missing, read
from mongolian.folding import fold

Raw = Mapping[str, str]


def check_rows(
    service: ServiceDefinition,
    rows: Rows,
    raw: Sequence[Raw],
    *,
    faults: Faults,
    lookups: Lookups,
    today: date,
) -> list[dict[str, Any]]:
    """The rows that can be read, as mappings of model fields with their `line`.

    A standard gives `edition` and `designation`, and `checked`, what the catalogue
    says of it; a range stays a Range under its own key. What is wrong goes into
    `faults` under "rows.<key>.<line>.<column>", line from 1.
    """
    path = f"rows.{rows.key}"
    _check_count(rows, raw, path, faults)
    standards = [column for column in rows.columns if column.kind == Kind.STANDARD]
    for column in standards:
        lookups.read_standards(row.get(column.key, "") for row in raw[: rows.most])
    reader = _Reader(rows, lookups, today)
    read_rows = []
    for line, row in enumerate(raw[: rows.most], start=1):
        found, sentences = reader.read(row)
        for key, sentence in sentences.items():
            faults.add(f"{path}.{line}.{key}", sentence)
        if not sentences:
            read_rows.append({"line": line} | found)
    _check_unique(rows, read_rows, raw, path, faults)
    return read_rows


def _check_count(rows: Rows, raw: Sequence[Raw], path: str, faults: Faults) -> None:
    if len(raw) < rows.least:
        faults.add(
            path,
            ngettext(
                "Add at least %(count)d line to “%(list)s”.",
                "Add at least %(count)d lines to “%(list)s”.",
                rows.least,
            )
            % {"count": rows.least, "list": rows.label},
        )
    if len(raw) > rows.most:
        faults.add(path, too_many(rows))


def too_many(rows: Rows) -> str:
    """The sentence for a list that is too long."""
    return _(
        "At most %(count)d lines fit into one application. Divide the list and send "
        "the rest in another."
    ) % {"count": rows.most}


class _Reader:
    """Reads row after row; a cell that repeats is read once."""

    def __init__(self, rows: Rows, lookups: Lookups, today: date) -> None:
        self._columns, self._lookups, self._today = rows.columns, lookups, today
        self._known: dict[tuple[str, str], Any] = {}

    def read(self, row: Raw) -> tuple[dict[str, Any], dict[str, str]]:
        """The cells as values, and the sentences of those that cannot be read."""
        found: dict[str, Any] = {}
        sentences: dict[str, str] = {}
        for column in self._columns:
            value = self._value(column, row.get(column.key, ""))
            if isinstance(value, Unread):
                sentences[column.key] = str(value)
            elif value is not None:
                found[column.key] = value
        for column in self._columns:
            if not column.shown(found):
                found.pop(column.key, None)
                sentences.pop(column.key, None)
            elif column.required and column.key not in found | sentences:
                sentences[column.key] = missing(column)
        return self._spread(found), sentences

    def _value(self, column: Field, typed: str) -> Any:
        known = (column.key, typed)
        if known not in self._known:
            try:
                value = read(column, typed, self._lookups, self._today)
            except Unread as error:
                value = error
            self._known[known] = value
        return self._known[known]

    def _spread(self, found: dict[str, Any]) -> dict[str, Any]:
        """Standards and ranges under the names of the model's fields."""
        for column in self._columns:
            value = found.get(column.key)
            if value is None:
                continue
            if column.kind == Kind.STANDARD:
                checked = self._lookups.standard(value)
                edition = checked.found if checked else None
                del found[column.key]
                found["checked"], found["edition"] = checked, edition
                found["designation"] = edition.code if edition else value
            elif column.kind == Kind.RANGE:
                found["range_text"] = value.text[:60]
        return found


def _check_unique(
    rows: Rows,
    found: Sequence[dict[str, Any]],
    raw: Sequence[Raw],
    path: str,
    faults: Faults,
) -> None:
    if not rows.unique:
        return
    seen: dict[tuple[str, ...], int] = {}
    folded = cache(fold)  # sites and dates repeat from line to line
    for row in found:
        line: int = row["line"]
        key = tuple(folded(_compared(row, raw[line - 1], name)) for name in rows.unique)
        first = seen.setdefault(key, line)
        if first != line:
            faults.add(
                f"{path}.{line}.{rows.unique[0]}",
                _("This line says the same as line %(line)d. Delete one of them.")
                % {"line": first},
            )


def _compared(row: dict[str, Any], raw: Raw, name: str) -> str:
    """A cell as it is compared: an edition by what it is, not by how it is typed."""
    value = row.get("designation") if name == "standard" else row.get(name)
    return str(value if value is not None else raw.get(name, ""))
