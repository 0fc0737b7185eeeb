"""The officer's result of each row: what it must say, and where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from eservices.certificates.validity import months_after
from eservices.models import Application, InstrumentRow, Result, Row
from eservices.review import rows_of

LONGEST_REASON = 300
LONGEST_SEAL = 40
# What is written of a row, with the type of the column.
OF_EVERY_ROW = {"result": "varchar", "result_reason": "varchar"}
OF_INSTRUMENTS = OF_EVERY_ROW | {
    "seal_no": "varchar",
    "done_on": "date",
    "due_on": "date",
}


@dataclass(frozen=True)
class RowResult:
    """What is entered for one line; an empty result takes back what was there."""

    line: int
    result: str
    reason: str = ""
    seal_no: str = ""  # of instruments
    done_on: date | None = None  # of instruments


@dataclass(frozen=True)
class Given:
    """Results for lines of one list."""

    rows_key: str
    results: Sequence[RowResult]


def faults_of(application: Application, given: Given) -> dict[int, str]:
    """A sentence for each line that cannot be written so; empty when all can."""
    lines = set(rows_of(application, given.rows_key).values_list("position", flat=True))
    is_dated = rows_of(application, given.rows_key).model is InstrumentRow
    found = {
        each.line: _fault(
            each, application, is_known=each.line in lines, dated=is_dated
        )
        for each in given.results
    }
    return {line: sentence for line, sentence in found.items() if sentence}


def _fault(
    each: RowResult, application: Application, *, is_known: bool, dated: bool
) -> str:
    if not is_known:
        return _("There is no such line.")
    if each.result not in {"", *Result.values}:
        return _("Write whether it passed or not.")
    if each.result == Result.FAILED and not each.reason.strip():
        return _("Write why it did not pass.")
    if len(each.reason) > LONGEST_REASON or len(each.seal_no) > LONGEST_SEAL:
        return _("The reason or the seal number is too long.")
    return _fault_of_day(each, application) if dated and each.result else ""


def _fault_of_day(each: RowResult, application: Application) -> str:
    if each.done_on is None:
        return _("Write on which day it was done.")
    if each.done_on > timezone.localdate():
        return _("The day it was done cannot be in the future.")
    if each.done_on < application.received_on:
        return _("It cannot have been done before the application came.")
    return ""


def write(application: Application, given: Given) -> dict[str, Any]:
    """Write sound results into their rows; how many passed and failed."""
    by_line = {each.line: each for each in given.results}
    rows = rows_of(application, given.rows_key)
    if rows.model is InstrumentRow:
        rows = rows.select_related("kind")  # for its interval
    touched = list(rows.filter(position__in=list(by_line)))
    for row in touched:
        _put(row, by_line[row.position])
    _save(rows.model, touched)
    return {
        "rows": given.rows_key,
        "passed": sum(row.result == Result.PASSED for row in touched),
        "failed": sum(row.result == Result.FAILED for row in touched),
    }


def _save(model: type[Row], rows: Sequence[Row]) -> None:
    """All in one statement: bulk_update needs half a minute for 2,000 rows."""
    columns = OF_INSTRUMENTS if model is InstrumentRow else OF_EVERY_ROW
    values = [[getattr(row, name) for row in rows] for name in columns]
    changes = ", ".join(f"{name} = given.{name}" for name in columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    with connection.cursor() as cursor:
        cursor.execute(
            # Only names of our own are put in.
            f"UPDATE {model._meta.db_table} AS kept SET {changes} "  # noqa: S608
            f"FROM unnest(%s::bigint[], {arrays}) AS given(id, {', '.join(columns)}) "
            "WHERE kept.id = given.id",
            [[row.pk for row in rows], *values],
        )


def _put(row: Row, given: RowResult) -> None:
    row.result = given.result
    failed = given.result == Result.FAILED
    row.result_reason = given.reason.strip() if failed else ""
    if isinstance(row, InstrumentRow):
        row.seal_no = given.seal_no.strip()
        row.done_on = given.done_on if given.result else None
        row.due_on = next_due(row) if given.result == Result.PASSED else None


def next_due(row: InstrumentRow) -> date | None:
    """The day of the next verification, by the interval of the kind."""
    months = row.kind.interval_months
    if row.done_on is None or months is None:
        return None
    return months_after(row.done_on, months)
