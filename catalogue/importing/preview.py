"""What an import would do, found out without writing any of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import transaction

from catalogue.importing.batches import batches
from catalogue.importing.faults import UnreadableFile
from catalogue.importing.plan import Action, Planned, plan
from catalogue.importing.readers.lines import Table
from catalogue.importing.readers.supplied import Supplied, survey
from catalogue.importing.readers.table import read_table
from catalogue.importing.run import MOST_FAULTS, fail
from catalogue.models import ImportFault, ImportRun, RunState

MOST_DIFFERENCES = 200


def preview(run: ImportRun, supplied: Supplied) -> None:
    """Fill the run with counts, bad rows and the first differences.

    A file that cannot be read ends the run as failed, with its reason.
    """
    try:
        surveyed = survey(supplied)
        with read_table(supplied, surveyed) as table, transaction.atomic():
            forget(run)
            run.digest = surveyed.digest
            _look_through(run, table)
            run.state = RunState.PREVIEW
            run.save()
    except UnreadableFile as error:
        fail(run, error.reason)


def forget(run: ImportRun) -> None:
    """Set everything counted back to nothing; not saved."""
    run.faults.all().delete()
    run.position = run.added = run.changed = run.unchanged = run.kept = run.refused = 0


def _look_through(run: ImportRun, table: Table) -> None:
    counts: Counter[str] = Counter()
    faults: list[ImportFault] = []
    differences: list[dict[str, Any]] = []
    last = 0
    for batch in batches(table):
        planned = plan(batch.records)
        counts.update(p.action.value for p in planned)
        counts["refused"] += len(batch.faults)
        faults += batch.faults[: MOST_FAULTS - len(faults)]
        room = MOST_DIFFERENCES - len(differences)
        differences += islice(_differences(planned), room)
        last = batch.last_line
    for name, count in counts.items():
        setattr(run, name, count)
    run.total, run.differences = last, differences
    for fault in faults:
        fault.run = run
    ImportFault.objects.bulk_create(faults)


def _differences(planned: Iterable[Planned]) -> Iterable[dict[str, Any]]:
    for one in planned:
        if one.action is Action.ADD:
            title = one.record.title_mn or one.record.title_en
            yield _difference(one, "", "", title)
        for name, before, after in one.differences:
            yield _difference(one, name, before, after)


def _difference(planned: Planned, name: str, before: Any, after: Any) -> dict[str, Any]:
    return {
        "code": planned.record.code,
        "field": name,
        "before": before,
        "after": after,
        "kept": planned.action is Action.KEEP,
    }
