"""Imports of the office: looked through first, written by the worker, never lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from openpyxl import Workbook

from catalogue import reference
from catalogue.actions import imports
from catalogue.actions.imports import (
    carry_out,
    confirm_import,
    start_import,
    start_rebuild,
    take_up_again,
    would_write,
)
from catalogue.errors import CatalogueError
from catalogue.importing import run as importing
from catalogue.importing.faults import UnreadableFile
from catalogue.models import (
    Body,
    Edition,
    Ics,
    ImportRun,
    Relation,
    RunState,
    SearchEntry,
    Source,
    Standard,
)
from organisation.models import Role, User
from tests.catalogue.importing import counts, faults, national
from tests.factories import make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]

ROWS = "code,title_mn\nMNS 5:2020,Ундны ус\nMNS 6:2020,Хөрс\nMNS 7:2020\n"


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, make_unit())


def upload(text: str = ROWS, name: str = "mns.csv") -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile(name, text.encode())


def waiting() -> list[list[int]]:
    """Arguments of the tasks that wait for the worker."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return [task.args_kwargs["args"] for task in ready.order_by("enqueued_at")]


# --- preview --------------------------------------------------------------------
def test_a_preview_writes_nothing_but_its_run(officer: User, tmp_path: Path) -> None:
    national(tmp_path, {"code": "MNS 5:2020", "title_mn": "Ус"})
    national(tmp_path, {"code": "MNS 8:2020", "title_mn": "Агаар"})
    Edition.objects.filter(code="MNS 8:2020").update(is_edited=True)
    tables = (Edition, Standard, Body, Source, Ics, Relation)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    text = ROWS + "MNS ISO 9:2020,Чанар\nMNS 8:2020,Цэвэр агаар\n"
    run = start_import(user=officer, file=upload(text))
    assert (run.state, counts(run)) == (RunState.PREVIEW, (2, 1, 0, 1, 1))
    assert faults(run) == [(4, "columns")]
    shown = [
        (row["code"], row["field"], row["before"], row["after"], row["kept"])
        for row in run.differences
        if row["field"] in ("", "title_mn")
    ]
    assert shown == [
        ("MNS 5:2020", "title_mn", "Ус", "Ундны ус", False),
        ("MNS 6:2020", "", "", "Хөрс", False),
        ("MNS ISO 9:2020", "", "", "Чанар", False),
        ("MNS 8:2020", "title_mn", "Агаар", "Цэвэр агаар", True),
    ]
    assert [list(t.objects.order_by("pk").values()) for t in tables] == before
    assert waiting() == []


def test_what_was_agreed_is_written_by_the_worker(officer: User) -> None:
    run = start_import(user=officer, file=upload())
    confirm_import(run_id=run.pk, user=officer)
    assert waiting() == [[run.pk]]
    carry_out(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, counts(run)) == (RunState.DONE, (2, 0, 0, 0, 1))
    assert faults(run) == [(4, "columns")]
    assert set(SearchEntry.objects.values_list("edition__code", flat=True)) == {
        "MNS 5:2020",
        "MNS 6:2020",
    }


def test_the_history_tells_who_let_it_be_written(officer: User, tmp_path: Path) -> None:
    national(tmp_path, {"code": "MNS 5:2020", "title_mn": "Ус"})
    run = start_import(user=officer, file=upload())
    confirm_import(run_id=run.pk, user=officer)
    carry_out(run_id=run.pk)
    edition = Edition.objects.get(code="MNS 5:2020")
    (former,) = edition.history.all()  # type: ignore[attr-defined]
    assert former.title_mn == "Ус"
    assert former.pgh_context.metadata == {"user": officer.pk, "import_run": run.pk}


def test_a_run_is_agreed_to_once(officer: User) -> None:
    run = start_import(user=officer, file=upload())
    confirm_import(run_id=run.pk, user=officer)
    with pytest.raises(CatalogueError):
        confirm_import(run_id=run.pk, user=officer)
    carry_out(run_id=run.pk)
    carry_out(run_id=run.pk)
    run.refresh_from_db()
    assert counts(run) == (2, 0, 0, 0, 1)


def test_what_changes_nothing_is_not_written(officer: User) -> None:
    first = start_import(user=officer, file=upload())
    assert would_write(first)
    confirm_import(run_id=first.pk, user=officer)
    carry_out(run_id=first.pk)
    again = start_import(user=officer, file=upload())
    assert (counts(again), would_write(again)) == ((0, 0, 2, 0, 1), False)
    with pytest.raises(CatalogueError):
        confirm_import(run_id=again.pk, user=officer)


def test_a_workbook_of_many_rows_is_looked_through_by_the_worker(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["code", "title_mn"])
    book.active.append(["MNS 5:2020", "Ус"])
    book.save(out)
    file = SimpleUploadedFile("a.xlsx", out.getvalue())
    assert start_import(user=officer, file=file).state == RunState.PREVIEW
    monkeypatch.setattr(imports, "WORKBOOK_AT_ONCE", 100)
    file.seek(0)
    assert start_import(user=officer, file=file).state == RunState.QUEUED


def test_a_long_file_is_looked_through_by_the_worker(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "PREVIEWED_AT_ONCE", 2)
    run = start_import(user=officer, file=upload())
    assert (run.state, waiting()) == (RunState.QUEUED, [[run.pk]])
    carry_out(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, counts(run)) == (RunState.PREVIEW, (2, 0, 0, 0, 1))
    assert Edition.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.csv", "", "empty"),
        ("a.csv", "x,y\n1,2\n", "no_header"),
        ("a.xlsx", "x", "not_xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_once(
    officer: User, name: str, text: str, reason: str
) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        start_import(user=officer, file=upload(text, name))
    assert refusal.value.reason == reason


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_who_does_not_keep_the_catalogue_may_not(role: Role, officer: User) -> None:
    other = make_user(role, make_unit())
    run = start_import(user=officer, file=upload())
    with pytest.raises(CatalogueError):
        start_import(user=other, file=upload())
    with pytest.raises(CatalogueError):
        confirm_import(run_id=run.pk, user=other)
    with pytest.raises(CatalogueError):
        start_rebuild(user=other)
    assert ImportRun.objects.get().state == RunState.PREVIEW


# --- rebuilding -----------------------------------------------------------------
def test_a_rebuild_makes_the_search_anew(officer: User, tmp_path: Path) -> None:
    national(tmp_path, {"code": "MNS 5:2020", "title_mn": "Ус"})
    SearchEntry.objects.all().delete()
    run = start_rebuild(user=officer)
    with pytest.raises(CatalogueError):
        start_rebuild(user=officer)
    assert waiting() == [[run.pk]]
    carry_out(run_id=run.pk)
    run.refresh_from_db()
    assert (run.kind, run.state) == ("rebuild", RunState.DONE)
    assert SearchEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_tells_how_far_it_is(officer: User, tmp_path: Path) -> None:
    rows = [{"code": f"MNS {n}:2020", "title_mn": "Ус"} for n in range(1, 6)]
    national(tmp_path, *rows)
    run = start_rebuild(user=officer)
    carry_out(run_id=run.pk)
    run.refresh_from_db()
    assert (run.position, run.total) == (5, 5)


# --- what a killed process leaves behind ----------------------------------------
def left_behind(**facts: Any) -> ImportRun:
    """A run as a killed process leaves it."""
    facts = {"stored_as": "ab/cd/x", "state": RunState.RUNNING} | facts
    return ImportRun.objects.create(**facts)


def test_a_run_of_a_killed_worker_is_taken_up_once() -> None:
    run = left_behind()
    assert (take_up_again(), waiting()) == (1, [[run.pk]])
    assert (take_up_again(), waiting()) == (0, [[run.pk]])


def test_a_rebuild_of_a_killed_worker_is_taken_up() -> None:
    run = left_behind(kind=ImportRun.Kind.REBUILD, stored_as="")
    assert (take_up_again(), waiting()) == (1, [[run.pk]])


def test_an_import_of_a_killed_command_is_called_interrupted() -> None:
    run = left_behind(stored_as="")
    assert (take_up_again(), waiting()) == (1, [])
    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, "interrupted")


@pytest.mark.parametrize(
    "facts",
    [
        {"state": RunState.PREVIEW},
        {"state": RunState.DONE},
        {"state": RunState.FAILED},
        {"state": RunState.QUEUED, "stored_as": ""},
    ],
)
def test_other_runs_are_left_alone(facts: dict[str, Any]) -> None:
    left_behind(**facts)
    assert (take_up_again(), waiting()) == (0, [])


def test_a_run_that_somebody_writes_is_left_alone() -> None:
    left_behind()
    aside = connection.copy()
    try:
        with aside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [importing._LOCK])
        assert (take_up_again(), waiting()) == (0, [])
    finally:
        aside.close()


def test_an_import_behind_another_stays_queued(officer: User) -> None:
    run = start_import(user=officer, file=upload())
    confirm_import(run_id=run.pk, user=officer)
    aside = connection.copy()
    try:
        with aside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [importing._LOCK])
        carry_out(run_id=run.pk)
    finally:
        aside.close()
    run.refresh_from_db()
    assert (run.state, Edition.objects.count()) == (RunState.QUEUED, 0)
    DBTaskResult.objects.all().delete()  # the worker is done with that task
    assert (take_up_again(), waiting()) == (1, [[run.pk]])
    carry_out(run_id=run.pk)
    assert Edition.objects.count() == 2


# --- reference data -------------------------------------------------------------
def test_the_catalogue_is_loaded_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "STANDARDS", ("mns-standards.csv",))
    call_command("load_reference")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-4:] == [
        "ICS codes: 1381 new",
        "publishers: 20 new",
        "sources: 12 new",
        "standards: 118 new",
    ]
    assert Body.objects.get(code="MNS").rank == 0
    assert Source.objects.get(code="relaton-data-iso").licence == "Facts only"
    water = Ics.objects.get(code="13.060.20")
    assert water.parent is not None
    assert (water.level, water.parent.code, water.title_en) == (
        3,
        "13.060",
        "Drinking water",
    )
    call_command("load_reference")
    lines = capsys.readouterr().out.splitlines()
    assert {line.partition(": ")[2] for line in lines} == {"0 new"}
    assert ImportRun.objects.count() == 1


def test_without_the_catalogue_nothing_of_it_is_loaded() -> None:
    call_command("load_reference", verbosity=0, without_catalogue=True)
    assert (Ics.objects.count(), Edition.objects.count()) == (0, 0)
