"""One import from beginning to end, in batches that are each written whole or not.

A batch moves the position of its run in the same transaction, so a run that was
killed goes on behind the last batch it wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pghistory
import structlog
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from catalogue.importing import links
from catalogue.importing.batches import Batch, batches
from catalogue.importing.faults import UnreadableFile
from catalogue.importing.known import Known
from catalogue.importing.load import write
from catalogue.importing.plan import plan
from catalogue.importing.readers.lines import Table
from catalogue.importing.readers.supplied import Supplied, survey
from catalogue.importing.readers.table import read_table
from catalogue.importing.record import Record
from catalogue.models import Edition, ImportFault, ImportRun, RunState

log = structlog.get_logger("portal.catalogue")

MOST_FAULTS = 5_000  # kept with a run; all are counted
MOST_REFRESHED = 2_000  # editions; beyond that the search is built anew
# Planned for anew before they are joined: after a first load nobody knows their size.
_FILLED = (
    "catalogue_standard",
    "catalogue_edition",
    "catalogue_edition_ics",
    "catalogue_title",
    "catalogue_relation",
    "catalogue_lifecycleevent",
    "catalogue_identifier",
    "catalogue_committee",
    "catalogue_ics",
)
_LOCK = 20_260_103  # an advisory lock of PostgreSQL: one import at a time

Progress = Callable[[int, int], None]  # told how far, and of how much


@contextmanager
def alone() -> Iterator[None]:
    """Hold the right to import; UnreadableFile "busy" when somebody else does."""
    if not _ask("SELECT pg_try_advisory_lock(%s)"):
        raise UnreadableFile("busy")
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s)")


def carry_out(
    run: ImportRun, supplied: Supplied, *, progress: Progress | None = None
) -> None:
    """Read the file into the catalogue, from where the run stands.

    A file that cannot be read ends the run as failed, with its reason. Raises
    UnreadableFile when another import runs: then nothing was done.
    """
    with alone():
        try:
            with pghistory.context(user=run.started_by_id, import_run=run.pk):
                _carry_out(run, supplied, progress or _nobody)
        except UnreadableFile as error:
            fail(run, error.reason)
        except Exception:
            fail(run, "broken")
            raise


def _carry_out(run: ImportRun, supplied: Supplied, progress: Progress) -> None:
    surveyed = survey(supplied)
    run.digest, run.total = surveyed.digest, max(surveyed.lines, run.total)
    run.state, run.failure, run.finished_at = RunState.RUNNING, "", None
    run.started_at = run.started_at or timezone.now()
    run.save()
    with read_table(supplied, surveyed) as table:
        _read(run, table, progress)
    finish(run, progress)


def _read(run: ImportRun, table: Table, progress: Progress) -> None:
    known = Known()
    for batch in batches(table):
        # What was written before is read again: its documents must not come twice.
        if batch.last_line > run.position:
            with transaction.atomic():
                _do_not_wait_for_the_disk()
                _write_batch(run, batch, known)
                run.position = batch.last_line
                run.save()
        progress(batch.last_line, run.total)


def _do_not_wait_for_the_disk() -> None:
    """A loss of power takes back whole batches and the position with them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _write_batch(run: ImportRun, batch: Batch, known: Known) -> None:
    records = [r for r in batch.records if r.line > run.position]
    faults = [f for f in batch.faults if f.line > run.position]
    try:
        with transaction.atomic():
            counts = _write(records, known)
    except (DataError, IntegrityError):
        counts = _write_singly(records, faults, known)
    for name, count in counts.items():
        setattr(run, name, getattr(run, name) + count)
    _keep_faults(run, faults)


def _write(records: Sequence[Record], known: Known) -> Counter[str]:
    planned = plan(records)
    write(planned, known, timezone.now())
    return Counter(p.action.value for p in planned)


def _write_singly(
    records: Sequence[Record], faults: list[ImportFault], known: Known
) -> Counter[str]:
    """Row by row, to find the one that the database will not take."""
    counts: Counter[str] = Counter()
    known.read_anew()
    for record in records:
        try:
            with transaction.atomic():
                counts += _write([record], known)
        except (DataError, IntegrityError) as error:
            known.read_anew()
            log.warning("import_row_refused", line=record.line, error=str(error))
            faults.append(
                ImportFault(line=record.line, reason="refused", excerpt=record.code)
            )
    return counts


def _keep_faults(run: ImportRun, faults: list[ImportFault]) -> None:
    room = max(0, MOST_FAULTS - run.refused)
    run.refused += len(faults)
    for fault in faults:
        fault.run = run
    ImportFault.objects.bulk_create(sorted(faults, key=lambda f: f.line)[:room])


def finish(run: ImportRun, progress: Progress) -> None:
    """Link what was read, make it searchable, and call the run done."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_FILLED)}")
    with transaction.atomic():
        touched = links.resolve()
        make_searchable(run, touched, progress)
        run.state, run.finished_at = RunState.DONE, timezone.now()
        run.total = max(run.total, run.position)
        run.save()


def make_searchable(run: ImportRun, touched: set[int], progress: Progress) -> None:
    """Bring the search up to date with what the run changed."""
    from catalogue.search import index

    changed = Edition.objects.filter(changed_at__gte=run.started_at)
    ids = touched | set(changed.values_list("pk", flat=True)[: MOST_REFRESHED + 1])
    if len(ids) > MOST_REFRESHED:
        index.rebuild(progress=progress)
    elif ids:
        index.refresh(ids)


def fail(run: ImportRun, reason: str) -> None:
    """End a run with a key of FILE_SENTENCES."""
    run.state, run.failure, run.finished_at = RunState.FAILED, reason, timezone.now()
    # What it counted since its last batch was taken back.
    run.save(update_fields=["state", "failure", "finished_at"])


def is_under_way() -> bool:
    """Whether somebody imports at this moment."""
    if not _ask("SELECT pg_try_advisory_lock(%s)"):
        return True
    _ask("SELECT pg_advisory_unlock(%s)")
    return False


def _ask(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_LOCK])
        return bool(cursor.fetchone()[0])


def _nobody(done: int, total: int) -> None:
    """Nobody wants to know."""
