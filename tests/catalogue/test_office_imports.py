"""Imports in the back office: look first, agree, follow, read the report."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalogue.actions.imports import carry_out
from catalogue.importing.faults import sentence
from catalogue.models import Edition, ImportFault, ImportRun
from organisation.models import Role, User
from tests.casework.office import in_mongolian, sign_in
from tests.catalogue.factories import make_edition
from tests.factories import make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]

RUNS = "/admin/catalogue/importrun/"
ROWS = """code,title_mn,title_en
MNS 5217:2012,Ундны ус,Drinking water
MNS 1:2000,Талх,
ундны ус,Дугааргүй,
=cmd|' /C calc'!A0,Томьёо,
"""


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, make_unit())


@pytest.fixture
def office(officer: User) -> Client:
    return sign_in(officer)


def upload(client: Client, content: str | bytes, name: str = "mns.csv") -> Any:
    """Send a file as the form does."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(RUNS, {"file": SimpleUploadedFile(name, data)})


def test_look_agree_write_report(office: Client, officer: User) -> None:
    make_edition("MNS 5217:2012", title_mn="Ус")
    sent = upload(office, ROWS)
    run = ImportRun.objects.get()
    page_url = f"{RUNS}{run.pk}/change/"
    assert (sent.status_code, sent["Location"]) == (302, page_url)

    page = office.get(page_url)
    counts = [count.value for count in page.context["counts"]]
    assert counts == [1, 1, 0, 0, 2]  # new, changed, as before, left alone, bad
    told = {(row.code, row.before, row.after) for row in page.context["differences"]}
    assert ("MNS 5217:2012", "Ус", "Ундны ус") in told
    assert ("MNS 1:2000", "—", "Талх") in told
    assert Edition.objects.get().title_mn == "Ус"  # nothing is written yet

    assert office.post(f"{RUNS}{run.pk}/confirm/").status_code == 302
    page = office.get(page_url)
    assert page.context["is_under_way"]
    assert "data-under-way" in page.content.decode()
    carry_out(run_id=run.pk)

    page = office.get(page_url)
    assert not page.context["is_under_way"]
    assert [count.value for count in page.context["counts"]] == [1, 1, 0, 0, 2]
    faults = [(fault.line, why) for fault, why in page.context["faults"]]
    assert faults == [(4, in_mongolian("The designation cannot be understood."))] + [
        (5, in_mongolian("The designation cannot be understood."))
    ]
    found = Client().get("/standards/?q=ундны усны").content.decode()
    assert "Ундны" in found
    edition = Edition.objects.get(code="MNS 5217:2012")
    page = office.get(f"/admin/catalogue/edition/{edition.pk}/history/")
    (line,) = page.context["lines"]
    assert line.who == officer.display_name


def test_agreeing_twice_starts_it_once(office: Client) -> None:
    upload(office, ROWS)
    run = ImportRun.objects.get()
    office.post(f"{RUNS}{run.pk}/confirm/")
    again = office.post(f"{RUNS}{run.pk}/confirm/", follow=True)
    (message,) = again.context["messages"]
    assert message.level_tag == "error"


def test_where_nothing_changes_nothing_can_be_agreed_to(office: Client) -> None:
    upload(office, ROWS)
    first = ImportRun.objects.get()
    office.post(f"{RUNS}{first.pk}/confirm/")
    carry_out(run_id=first.pk)
    upload(office, ROWS)
    again = ImportRun.objects.latest("pk")
    page = office.get(f"{RUNS}{again.pk}/change/")
    assert not page.context["would_write"]
    html = page.content.decode()
    assert f"{RUNS}{again.pk}/confirm/" not in html
    assert html.count(in_mongolian("There is nothing to write.")) == 1
    told = office.post(f"{RUNS}{again.pk}/confirm/", follow=True)
    (message,) = told.context["messages"]
    assert message.level_tag == "error"


def test_an_edited_edition_is_told_and_left_alone(office: Client) -> None:
    make_edition("MNS 5217:2012", title_mn="Ус", is_edited=True)
    upload(office, ROWS)
    page = office.get(f"{RUNS}{ImportRun.objects.get().pk}/change/")
    kept = [row.after for row in page.context["differences"] if row.is_kept]
    assert "Ундны ус" in kept


def test_bad_rows_as_a_file_that_no_program_runs(office: Client) -> None:
    upload(office, ROWS)
    run = ImportRun.objects.get()
    ImportFault.objects.create(run=run, line=9, reason="code", excerpt="=1+1")
    answer = office.get(f"{RUNS}{run.pk}/rows.csv")
    text = b"".join(answer).decode("utf-8-sig")
    assert answer["Content-Disposition"].startswith("attachment")
    lines = text.splitlines()
    assert lines[0].count(",") == 2
    assert lines[-1] == f"9,{in_mongolian(str(sentence('code')))},'=1+1"


def bomb() -> bytes:
    """A workbook that would unpack to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _block in range(300):
                sheet.write(b"0" * 1024**2)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02" * 50),
        ("a.csv", b"x;y;z\n1;2;3\n"),
        ("a.xlsx", b"PK\x03\x04 not a workbook"),
        ("a.csv.gz", b"\x1f\x8b\x08 cut off"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("a.xlsx", bomb()),
    ],
    ids=["empty", "binary", "no header", "no zip", "cut", "old", "bomb"],
)
def test_a_hostile_file_gets_one_sentence(
    office: Client, name: str, content: bytes
) -> None:
    answer = upload(office, content, name)
    assert answer.status_code == 422
    (told,) = answer.context["form"].errors["file"]
    assert len(told) > 10
    assert not Edition.objects.exists()


def test_no_file_is_told(office: Client) -> None:
    answer = office.post(RUNS, {})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors["file"]) == [
        in_mongolian("Choose a file.")
    ]


@pytest.mark.parametrize("role", list(Role))
def test_officers_import_auditors_look(role: str, officer: User) -> None:
    upload(sign_in(officer), ROWS)
    run = ImportRun.objects.get()
    client = sign_in(make_user(role, make_unit()))
    reads = role in {Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR}
    edits = reads and role != Role.AUDITOR
    for page in ("", f"{run.pk}/change/", f"{run.pk}/rows.csv"):
        answer = client.get(f"{RUNS}{page}")
        answer.getvalue()
        assert (page, answer.status_code) == (page, 200 if reads else 403)
    assert upload(client, ROWS).status_code == (302 if edits else 403)
    assert client.post(f"{RUNS}rebuild/").status_code == (302 if edits else 403)
    assert client.post(f"{RUNS}{run.pk}/confirm/").status_code == (
        302 if edits else 403
    )
    run.refresh_from_db()
    assert (run.state == "queued") == edits


def test_the_search_is_rebuilt_by_the_worker(office: Client) -> None:
    sent = office.post(f"{RUNS}rebuild/")
    run = ImportRun.objects.get()
    assert sent["Location"] == f"{RUNS}{run.pk}/change/"
    assert office.get(sent["Location"]).context["is_under_way"]
    again = office.post(f"{RUNS}rebuild/", follow=True)
    assert len(list(again.context["messages"])) == 1
    assert ImportRun.objects.count() == 1


def test_runs_that_are_not_there(office: Client) -> None:
    for page in ("77/change/", "77/rows.csv"):
        assert office.get(f"{RUNS}{page}").status_code == 404
    assert office.post(f"{RUNS}77/confirm/").status_code == 404
    assert office.get(f"{RUNS}77/confirm/").status_code == 405
