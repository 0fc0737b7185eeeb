"""The page on which an officer enters the results of up to 2,000 lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.dateparse import parse_date

from casework.models import Case
from eservices.engine import Rows
from eservices.models import Application, InstrumentRow, Result, Row
from eservices.results import Given, RowResult
from eservices.review import lists_with_results, rows_of
from eservices.rows.saved import table_of

PAGE = 100  # lines


@dataclass(frozen=True)
class Line:
    """A line as it is shown: what it has, or what was typed and is wrong."""

    row: Row
    result: str
    reason: str
    seal_no: str
    done_on: str
    fault: str


@dataclass
class ResultsPage:
    """One page of a list, with the forms for all of it."""

    case: Case
    application: Application
    rows: Rows
    page: Page[Any]
    left: int  # lines without a result
    only_left: bool
    today: date
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[int, str] = field(default_factory=dict)
    # Of a pasted text or a file: by row of the table.
    table_faults: Mapping[int, str] = field(default_factory=dict)
    pasted: str = ""

    @classmethod
    def of(cls, case: Case, asked: Mapping[str, str]) -> ResultsPage:
        """The page an address asks for; the first list when it names none."""
        application: Application = case.application
        lists = {rows.key: rows for rows in lists_with_results(application)}
        rows = lists.get(asked.get("list", "")) or next(iter(lists.values()))
        found = rows_of(application, rows.key)
        left = found.filter(result="")
        only_left = asked.get("show") == "left"
        shown = left if only_left else found
        if table_of(rows) is InstrumentRow:
            shown = shown.select_related("kind")
        return cls(
            case=case,
            application=application,
            rows=rows,
            page=Paginator(shown, PAGE).get_page(asked.get("page", "1")),
            left=left.count(),
            only_left=only_left,
            today=timezone.localdate(),
        )

    @property
    def lists(self) -> list[Rows]:
        """Every list that gets results."""
        return lists_with_results(self.application)

    @property
    def is_dated(self) -> bool:
        """Whether a result has a day and a seal."""
        return table_of(self.rows) is InstrumentRow

    @property
    def lines(self) -> list[Line]:
        """The lines of the page; what was typed and refused stands as it was typed."""
        return [self._line(row) for row in self.page]

    def _line(self, row: Row) -> Line:
        def shown(name: str, kept: object) -> str:
            return self.typed.get(f"{name}_{row.position}", f"{kept or ''}")

        return Line(
            row=row,
            result=shown("result", row.result),
            reason=shown("reason", row.result_reason),
            seal_no=shown("seal", getattr(row, "seal_no", "")),
            done_on=shown("done", getattr(row, "done_on", "")),
            fault=self.faults.get(row.position, ""),
        )


# --- what was sent --------------------------------------------------------------
def read_page(page: ResultsPage, posted: Mapping[str, str]) -> Given:
    """The lines of the page that were changed."""
    sent = [row for row in page.page if f"result_{row.position}" in posted]
    pairs = [(row, _typed(row, posted)) for row in sent]
    changed = [given for row, given in pairs if not _is_as_kept(given, row)]
    return Given(page.rows.key, changed)


def _typed(row: Row, posted: Mapping[str, str]) -> RowResult:
    def typed(name: str) -> str:
        return posted.get(f"{name}_{row.position}", "").strip()

    return RowResult(
        line=row.position,
        result=typed("result"),
        reason=typed("reason"),
        seal_no=typed("seal"),
        done_on=read_day(typed("done")),
    )


def read_day(typed: str) -> date | None:
    """A day of a date field; None for none, or for what is no day."""
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _is_as_kept(given: RowResult, row: Row) -> bool:
    if not given.result:
        return not row.result
    kept = RowResult(
        row.position,
        row.result,
        row.result_reason,
        getattr(row, "seal_no", ""),
        getattr(row, "done_on", None),
    )
    return given == kept


def all_left_passed(page: ResultsPage, day: date | None) -> Given:
    """Every line without a result passes; exceptions are entered after."""
    left = rows_of(page.application, page.rows.key).filter(result="")
    seals = left.values_list("position", "seal_no") if page.is_dated else ()
    by_line = dict(seals)
    return Given(
        page.rows.key,
        [
            RowResult(line, Result.PASSED, seal_no=by_line.get(line, ""), done_on=day)
            for line in left.values_list("position", flat=True)
        ],
    )
