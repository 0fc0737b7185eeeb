"""Results typed as a table: pasted from Excel or uploaded, one parser for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from eservices.engine import Faults, Field, Kind, Rows, service_of
from eservices.engine.lookups import Lookups
from eservices.models import Application, InstrumentRow, Result
from eservices.results import LONGEST_REASON, LONGEST_SEAL, RowResult
from eservices.review import rows_of
from eservices.rows.check import check_rows
from eservices.rows.saved import table_of
from mongolian.folding import fold

RESULT = Field(
    "result",
    _("Result"),
    Kind.CHOICE,
    choices=(*Result.choices, (Result.PASSED, "+"), (Result.FAILED, "-")),
    headings=("дүн", "үр дүн", "result"),
)
REASON = Field(
    "reason",
    _("Reason"),
    required=False,
    limit=LONGEST_REASON,
    headings=("шалтгаан", "reason"),
)
LINE = Field("line_no", _("Line"), headings=("№", "мөр", "line", "no"))
_SERIAL = Field("serial", _("Serial number"), limit=60, headings=("серийн дугаар",))
_SEAL = Field(
    "seal_no",
    _("Seal number"),
    required=False,
    limit=LONGEST_SEAL,
    headings=("тэмдгийн дугаар", "тэмдгийн №", "лац", "seal"),
)
_DONE = Field(
    "done_on", _("Done on"), Kind.DATE, required=False, headings=("огноо", "date")
)
# What a row has to say at least one of.
SAID = ("result", "seal_no", "reason")
_LINE_BESIDE = Field("line_no", _("Line"), required=False, headings=LINE.headings)


def table_for(rows: Rows) -> Rows:
    """The columns in which the results of a list are typed."""
    is_dated = table_of(rows) is InstrumentRow
    columns = (
        (_SERIAL, _SEAL, RESULT, REASON, _DONE, _LINE_BESIDE)
        if is_dated
        else (LINE, RESULT, REASON)
    )
    return Rows("results", _("Results"), rows.table, columns, most=rows.most)


@dataclass
class ReadTable:
    """What was typed as results, and a sentence for each row that is wrong."""

    results: list[RowResult] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)  # of the table, of each result
    faults: dict[int, str] = field(default_factory=dict)  # by row of the table

    def add_fault(self, row: int, sentence: str) -> None:
        """Keep the first thing that is wrong with a row."""
        self.faults.setdefault(row, sentence)


def read_table(
    application: Application, rows: Rows, raw: Sequence[Mapping[str, str]], day: Any
) -> ReadTable:
    """The results of a table whose rows name lines by serial number or line.

    A row that says nothing is left out; `day` stands for a day that was not typed.
    """
    table, faults, read = table_for(rows), Faults(), ReadTable()
    said = [n for n, row in enumerate(raw, start=1) if any(map(row.get, SAID))]
    checked = check_rows(
        service_of(application),
        table,
        [raw[n - 1] for n in said],
        faults=faults,
        lookups=Lookups(),
        today=timezone.localdate(),
    )
    for path, sentences in faults.by_path.items():
        place = path.split(".")[2:3]
        read.add_fault(said[int(place[0]) - 1] if place else 0, sentences[0])
    known = _Lines(application, rows)
    for row in checked:
        _take({**row, "line": said[row["line"] - 1]}, known, read, day)
    return read


def _take(row: Mapping[str, Any], known: _Lines, read: ReadTable, day: Any) -> None:
    line = known.line_of(row)
    if isinstance(line, str):
        read.add_fault(row["line"], line)
        return
    read.results.append(
        RowResult(
            line=line,
            result=row["result"],
            reason=row.get("reason", ""),
            seal_no=row.get("seal_no", ""),
            done_on=row.get("done_on") or day,
        )
    )
    read.rows.append(row["line"])


class _Lines:
    """Which line of the list a row of the table means."""

    def __init__(self, application: Application, rows: Rows) -> None:
        found = rows_of(application, rows.key)
        self.by_serial: dict[str, list[int]] = {}
        self.positions = set(found.values_list("position", flat=True))
        if table_of(rows) is InstrumentRow:
            for serial, position in found.values_list("serial", "position"):
                self.by_serial.setdefault(fold(serial), []).append(position)

    def line_of(self, row: Mapping[str, Any]) -> int | str:
        """The line, or a sentence why it cannot be told."""
        typed = str(row.get("line_no", ""))
        if typed:
            return self._by_position(typed)
        lines = self.by_serial.get(fold(row.get("serial", "")), [])
        if not lines:
            return gettext("No line of the list has this serial number.")
        if len(lines) > 1:
            return gettext("Several lines have this serial number; write the line too.")
        return lines[0]

    def _by_position(self, typed: str) -> int | str:
        is_line = typed.isascii() and typed.isdecimal() and len(typed) <= 5
        if not is_line or int(typed) not in self.positions:
            return gettext("There is no such line.")
        return int(typed)


def current_table(application: Application, rows: Rows) -> list[dict[str, str]]:
    """The list with the results it has, to be filled in and sent back."""
    labels = _labels_in_mongolian()
    return [
        {
            "line_no": f"{row.position}",
            "serial": getattr(row, "serial", ""),
            "seal_no": getattr(row, "seal_no", ""),
            "result": labels.get(row.result, ""),
            "reason": row.result_reason,
            "done_on": f"{getattr(row, 'done_on', None) or ''}",
        }
        for row in rows_of(application, rows.key)
    ]


def _labels_in_mongolian() -> dict[str, str]:
    with override("mn"):
        return {code: str(label) for code, label in Result.choices}
