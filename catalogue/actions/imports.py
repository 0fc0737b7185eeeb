"""Imports and rebuilds as the office starts them, and as the worker carries them out.

The command line uses the same code with a file of its own computer.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.files import storage
from catalogue.errors import CatalogueError
from catalogue.importing import run as importing
from catalogue.importing.faults import UnreadableFile
from catalogue.importing.preview import forget, preview
from catalogue.importing.readers.supplied import WORKBOOK, Supplied, Survey, survey
from catalogue.models import ImportRun, RunState
from catalogue.permissions import may_edit
from mongolian.folding import clean_text
from organisation.models import User

# A longer file is looked through by the worker: nobody waits that long for a page.
PREVIEWED_AT_ONCE = 3_000  # lines
WORKBOOK_AT_ONCE = 1024**2  # bytes of a workbook, unpacked; its lines are unknown
LARGEST_UPLOAD = 60 * 1024**2  # bytes
_UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


def start_import(*, user: User, file: UploadedFile) -> ImportRun:
    """Keep an upload and find out what it would change; nothing else is written.

    Raises CatalogueError when the user may not, UnreadableFile when it is no file of
    standards. A long file is previewed by the worker.
    """
    _check_may(user)
    if (file.size or 0) > LARGEST_UPLOAD:
        raise UnreadableFile("too_big")
    content = file.read()
    name = clean_text(file.name or "")[-200:]
    supplied = Supplied(name, lambda: io.BytesIO(content))
    surveyed = survey(supplied)
    run = ImportRun(
        state=RunState.QUEUED,
        file_name=name,
        digest=surveyed.digest,
        total=surveyed.lines,
        started_by=user,
    )
    if _is_short(surveyed):
        return _previewed(run, supplied, content)
    run.stored_as = storage.save(content)
    run.save()
    _enqueue(run)
    return run


def confirm_import(*, run_id: int, user: User) -> ImportRun:
    """Let the worker write what the preview showed. CatalogueError: not to be done."""
    _check_may(user)
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.state != RunState.PREVIEW:
            raise CatalogueError(_("This import was started already, or is over."))
        if not would_write(run):
            raise CatalogueError(_("There is nothing to write."))
        forget(run)
        run.state, run.started_at = RunState.QUEUED, timezone.now()
        run.save()
        _enqueue(run)
    return run


def would_write(run: ImportRun) -> bool:
    """Whether a previewed run found anything that the catalogue does not say."""
    return bool(run.added or run.changed)


def start_rebuild(*, user: User | None) -> ImportRun:
    """Let the worker make the search anew. CatalogueError: one is under way."""
    if user is not None:
        _check_may(user)
    rebuilds = ImportRun.objects.filter(kind=ImportRun.Kind.REBUILD)
    if rebuilds.filter(state__in=_UNFINISHED).exists():
        raise CatalogueError(_("The search is being rebuilt already."))
    with transaction.atomic():
        run = ImportRun.objects.create(kind=ImportRun.Kind.REBUILD, started_by=user)
        _enqueue(run)
    return run


def carry_out(*, run_id: int) -> None:
    """What the worker does with a run: look through, import, or rebuild.

    Harmless for a run that is over. While another import runs, it stays queued and
    the caretaker comes back to it.
    """
    run = ImportRun.objects.get(pk=run_id)
    if run.state not in _UNFINISHED:
        return
    if run.kind == ImportRun.Kind.REBUILD:
        with _patience(), importing.alone():
            _rebuild(run)
    elif run.started_at is None:
        preview(run, _stored(run))
    else:
        with _patience():
            importing.carry_out(run, _stored(run))


def take_up_again() -> int:
    """Look after runs that a killed process left behind; returns how many.

    Whoever writes holds a lock that dies with him: a run that is called running while
    nobody holds it is nobody's. The worker's go to the worker again; those of the
    command line, whose file is unknown here, are called interrupted.
    """
    left = [run for run in _unfinished() if _is_left(run)]
    for run in left:
        if run.stored_as or run.kind == ImportRun.Kind.REBUILD:
            _enqueue(run)
        else:
            importing.fail(run, "interrupted")
    return len(left)


def _unfinished() -> list[ImportRun]:
    unfinished = ImportRun.objects.filter(state__in=_UNFINISHED)
    # A queued run without a file is one that a command is just about to begin.
    is_begun = Q(state=RunState.RUNNING) | ~Q(stored_as="")
    return list(unfinished.filter(is_begun | Q(kind=ImportRun.Kind.REBUILD)))


def _is_left(run: ImportRun) -> bool:
    from catalogue.tasks import is_at_work, is_waiting

    if is_waiting(run.pk):
        return False
    if run.state == RunState.QUEUED:
        return not is_at_work(run.pk)
    return not importing.is_under_way()


def import_file(*, path: Path, progress: importing.Progress | None = None) -> ImportRun:
    """Import a file of this computer now, from where an earlier try stopped.

    The run says what was done; a file that cannot be read is a failed run. Raises
    UnreadableFile when another import runs, OSError when there is no such file.
    """
    supplied = Supplied.at(path)
    try:
        surveyed = survey(supplied)
    except UnreadableFile as error:
        run = ImportRun.objects.create(file_name=path.name)
        importing.fail(run, error.reason)
        return run
    run = _begun(surveyed) or ImportRun(digest=surveyed.digest)
    run.file_name, run.total = path.name, surveyed.lines
    run.save()
    importing.carry_out(run, supplied, progress=progress)
    return run


def _begun(surveyed: Survey) -> ImportRun | None:
    """The run of this very file that was not finished, if there is one."""
    tries = ImportRun.objects.filter(digest=surveyed.digest, stored_as="")
    return tries.filter(state__in=[RunState.RUNNING, RunState.FAILED]).first()


def _check_may(user: User) -> None:
    if not may_edit(user):
        raise CatalogueError(_("Your role does not allow this."))


def _is_short(surveyed: Survey) -> bool:
    if surveyed.kind == WORKBOOK:
        return surveyed.unpacked <= WORKBOOK_AT_ONCE
    return surveyed.lines <= PREVIEWED_AT_ONCE


def _previewed(run: ImportRun, supplied: Supplied, content: bytes) -> ImportRun:
    """The run of a short file, looked through before it is kept."""
    run.save()
    preview(run, supplied)
    if run.state == RunState.FAILED:
        raise UnreadableFile(run.failure)
    run.stored_as = storage.save(content)
    run.save()
    return run


def _stored(run: ImportRun) -> Supplied:
    def opened() -> BinaryIO:
        return storage.open(run.stored_as)

    return Supplied(run.file_name, opened)


def _enqueue(run: ImportRun) -> None:
    from catalogue.tasks import carry_out_run

    carry_out_run.enqueue(run.pk)


@contextmanager
def _patience() -> Iterator[None]:
    """Another import goes first; the run stays as it is and is taken up later."""
    try:
        yield
    except UnreadableFile as error:
        if error.reason != "busy":
            raise


def _rebuild(run: ImportRun) -> None:
    from catalogue.search import index

    run.state, run.started_at = RunState.RUNNING, timezone.now()
    run.save()
    try:
        with _told_aside(run.pk) as progress:
            index.rebuild(progress=progress)
    except Exception:
        importing.fail(run, "broken")
        raise
    run.refresh_from_db()
    run.state, run.finished_at = RunState.DONE, timezone.now()
    run.save()


@contextmanager
def _told_aside(run_id: int) -> Iterator[Callable[[int, int], None]]:
    """Progress on a connection of its own: the rebuild is one long transaction."""
    aside = connection.copy()

    def tell(done: int, total: int) -> None:
        with aside.cursor() as cursor:
            cursor.execute(
                "UPDATE catalogue_importrun SET position = %s, total = %s"
                " WHERE id = %s",
                [done, total, run_id],
            )

    try:
        yield tell
    finally:
        aside.close()
