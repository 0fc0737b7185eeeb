"""Imports that are stopped half-way go on where they were, and nothing is doubled."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection

from catalogue.actions.imports import import_file
from catalogue.importing import batches as reading
from catalogue.importing import run as importing
from catalogue.importing.faults import UnreadableFile
from catalogue.models import Edition, ImportRun, LifecycleEvent, Relation, RunState
from tests.catalogue.importing import (
    INTERNATIONAL,
    counts,
    faults,
    international,
    iso,
    of_bytes,
    written,
)

ROWS = 40


def rows(count: int = ROWS) -> Iterator[dict[str, str]]:
    """Editions that each replace the one before; every tenth row is bad."""
    for number in range(1, count + 1):
        date = "never" if number % 10 == 0 else "2020"
        yield iso(
            f"ISO {number}:2020",
            publication_date=date,
            replaces=f"ISO {number - 1}:2020" if number > 1 else "",
        )


class Killed(BaseException):
    """What ends a process, as far as its database can tell."""


@pytest.fixture
def killed_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make the import die after so many batches of ten rows."""
    monkeypatch.setattr(reading, "BATCH", 10)

    def die_after(batches: int) -> None:
        done = 0

        def write(*args: Any) -> None:
            nonlocal done
            if done == batches:
                raise Killed
            done += 1
            importing_write(*args)

        importing_write = importing.write
        monkeypatch.setattr(importing, "write", write)

    return die_after


@pytest.mark.django_db(transaction=True)
def test_a_run_goes_on_behind_its_last_batch(
    tmp_path: Path,
    killed_after: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = written(tmp_path / "some.csv", INTERNATIONAL, rows())
    with monkeypatch.context(), contextlib.suppress(Killed):
        killed_after(2)
        import_file(path=path)
    first = ImportRun.objects.get()
    assert (first.state, first.position, counts(first)) == (
        RunState.RUNNING,
        21,
        (18, 0, 0, 0, 2),
    )
    assert Edition.objects.count() == 18
    before = dict(Edition.objects.values_list("code", "changed_at"))
    monkeypatch.undo()
    run = import_file(path=path)
    assert (run.pk, run.state, counts(run)) == (first.pk, "done", (36, 0, 0, 0, 4))
    assert [line for line, _reason in faults(run)] == [11, 21, 31, 41]
    assert Edition.objects.count() == LifecycleEvent.objects.count() == 36
    assert Relation.objects.count() == 35
    after = dict(Edition.objects.values_list("code", "changed_at"))
    assert {code: after[code] for code in before} == before


@pytest.mark.django_db(transaction=True)
def test_a_batch_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_relations(*args: Any) -> None:
        raise Killed

    monkeypatch.setattr("catalogue.importing.load._write_parts", no_relations)
    with contextlib.suppress(Killed):
        international(tmp_path, *rows(5))
    assert Edition.objects.count() == 0
    assert ImportRun.objects.get().position == 0


@pytest.mark.django_db
def test_an_error_of_ours_is_told_and_the_run_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "some.csv", INTERNATIONAL, rows(5))
    with monkeypatch.context() as patch:
        patch.setattr(importing.links, "resolve", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            import_file(path=path)
    run = ImportRun.objects.get()
    assert (run.state, run.failure) == ("failed", "broken")
    again = import_file(path=path)
    assert (again.pk, again.state, again.failure) == (run.pk, "done", "")


@pytest.mark.django_db
def test_a_row_the_database_refuses_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A status no rule of ours would give stands for whatever we did not think of.
    derive = reading.read_record

    def odd(shape: Any, line: Any) -> Any:
        record = derive(shape, line)
        if record.code != "ISO 3:2020":
            return record
        import dataclasses

        return dataclasses.replace(record, status="nonsense", committee="ISO/TC 1")

    monkeypatch.setattr(reading, "read_record", odd)
    run = international(tmp_path, *rows(5))
    assert counts(run) == (4, 0, 0, 0, 1)
    assert faults(run) == [(4, "refused")]


@pytest.mark.django_db
def test_a_second_import_waits_for_the_first(tmp_path: Path) -> None:
    aside = connection.copy()
    try:
        with aside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [importing._LOCK])
        with pytest.raises(UnreadableFile) as refusal:
            international(tmp_path, *rows(5))
        # Given back before the goodbye, which the server notices in its own time.
        with aside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [importing._LOCK])
    finally:
        aside.close()
    assert refusal.value.reason == "busy"
    assert Edition.objects.count() == 0


@pytest.mark.django_db
def test_the_same_bytes_under_another_name_are_the_same_file(tmp_path: Path) -> None:
    first = international(tmp_path, *rows(5))
    content = (tmp_path / "some.csv").read_bytes()
    second = of_bytes(tmp_path, content, "other.csv")
    assert second.digest == first.digest
    assert counts(second) == (0, 0, 5, 0, 0)


def database_url() -> str:
    """The test database, as another process finds it."""
    given = connection.settings_dict
    query = urlencode({"host": given["HOST"], "port": given["PORT"]})
    who = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgres://{who}@/{given['NAME']}?{query}"


@pytest.mark.django_db(transaction=True)
def test_kill_9_of_the_command_loses_and_doubles_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "some.csv", INTERNATIONAL, rows(20_000))
    command = [sys.executable, "manage.py", "import_standards", str(path)]
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(tmp_path / "var"),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        try:
            _wait_for_batches(process, 2)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    run = ImportRun.objects.get()
    assert (run.state, Edition.objects.count()) == (RunState.RUNNING, run.added)
    assert 0 < run.position < 20_001
    _until_the_server_notices()
    done = import_file(path=path)
    assert (done.pk, done.state) == (run.pk, "done")
    assert counts(done) == (18_000, 0, 0, 0, 2_000)
    assert Edition.objects.count() == LifecycleEvent.objects.count() == 18_000
    # Every tenth row is refused, and with it what it would have replaced.
    assert Relation.objects.count() == 17_999
    assert Relation.objects.filter(to_edition=None).count() == 1_999


def _wait_for_batches(process: subprocess.Popen[bytes], batches: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        run = ImportRun.objects.first()
        if run is not None and run.position >= batches * reading.BATCH:
            return
        assert process.poll() is None, process.stdout and process.stdout.read()
        time.sleep(0.01)
    raise AssertionError("the import did not begin")


def _until_the_server_notices() -> None:
    """The lock of a killed import is free once the server has seen it go."""
    deadline = time.monotonic() + 20
    while importing.is_under_way() and time.monotonic() < deadline:
        time.sleep(0.05)
