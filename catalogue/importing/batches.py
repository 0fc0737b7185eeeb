"""A table in batches of records, each read while the one before is written."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from catalogue.importing.faults import BadRow
from catalogue.importing.readers.lines import Line, Table
from catalogue.importing.record import Record
from catalogue.importing.rows import read_record
from catalogue.models import ImportFault
from mongolian.folding import clean_text

BATCH = 2_000
_EXCERPT = 200
# Seconds. A thread that waits for the database gets its turn back after so long; with
# Python's 5 ms the two threads would mostly wait for each other.
_TURN = 0.0005


@dataclass(frozen=True)
class Batch:
    """Some rows: those that can be taken, and what is wrong with the others."""

    last_line: int
    records: list[Record]
    faults: list[ImportFault]


def batches(table: Table) -> Iterator[Batch]:
    """All rows of a table. Raises UnreadableFile where the file is damaged."""
    source = _read(table)
    with _short_turns(), ThreadPoolExecutor(1) as pool:
        upcoming = pool.submit(next, source, None)
        while batch := upcoming.result():
            upcoming = pool.submit(next, source, None)
            yield batch


def _read(table: Table) -> Iterator[Batch]:
    seen: set[int] = set()
    while lines := list(islice(table.lines, BATCH)):
        yield _batch(table, lines, seen)


def _batch(table: Table, lines: Sequence[Line], seen: set[int]) -> Batch:
    records, faults = [], []
    for line in lines:
        try:
            record = read_record(table.shape, line)
            _check_first(record, seen)
            records.append(record)
        except BadRow as bad:
            faults.append(_fault(line, bad))
    return Batch(lines[-1].number, records, faults)


def _check_first(record: Record, seen: set[int]) -> None:
    mark = hash(record.identity)
    if mark in seen:
        raise BadRow("twice", record.code)
    seen.add(mark)


def _fault(line: Line, bad: BadRow) -> ImportFault:
    excerpt = bad.excerpt or " | ".join(filter(None, line.cells[:6]))
    excerpt = clean_text(excerpt[: _EXCERPT * 2])[:_EXCERPT]
    return ImportFault(line=line.number, reason=bad.reason, excerpt=excerpt)


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
