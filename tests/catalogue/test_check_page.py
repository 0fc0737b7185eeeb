"""The page that checks a list of designations, and its downloads."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from catalogue.status import Status
from catalogue.views import check
from tests.catalogue.factories import make_edition, relate

pytestmark = pytest.mark.django_db

WATER = "Ундны ус. Эрүүл ахуйн шаардлага"
MOST_QUERIES = 8


def test_a_pasted_list_is_answered_line_by_line(client: Client) -> None:
    new = make_edition("MNS 900:2018", title_mn=WATER)
    old = make_edition("MNS 900:2005", title_mn=WATER, status=Status.REPLACED)
    relate(new, "replaces", old)
    answer = client.post(
        "/standards/check/", {"lines": "мнс 900:2005\n\nMNS900:2018\nзүгээр үг"}
    )
    html = answer.content.decode()
    rows = re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', html, re.S)
    assert [re.findall(r"status-(\w+)", row)[0] for row in rows] == [
        "replaced",
        "in_force",
        "not_a_designation",
    ]
    assert '<a href="/standards/mns-900-2018/">MNS 900:2018</a>' in rows[0]
    assert "мнс 900:2005\n\nMNS900:2018" in html  # still in the box


def test_an_uploaded_list_is_answered_and_kept(client: Client) -> None:
    make_edition("MNS 900:2018", title_mn=WATER)
    book = Workbook()
    book.active.append(["№", "Стандарт"])
    book.active.append([1, "MNS 900:2018"])
    content = BytesIO()
    book.save(content)
    upload = SimpleUploadedFile("list.xlsx", content.getvalue())
    html = client.post("/standards/check/", {"file": upload}).content.decode()
    assert html.count('<th role="rowheader"') == 1
    assert re.search(r"<textarea[^>]*>\s*MNS 900:2018</textarea>", html)


def test_the_check_holds_with_csrf_checks_on_and_is_kept_nowhere() -> None:
    client = Client(enforce_csrf_checks=True)
    blank = client.get("/standards/check/")
    assert list(blank.cookies) == ["csrftoken"]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', blank.content.decode())
    assert token is not None
    sent = {"lines": "MNS 900", "csrfmiddlewaretoken": token[1]}
    answer = client.post("/standards/check/", sent)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert client.post("/standards/check/", {"lines": "MNS 900"}).status_code == 403


@pytest.mark.parametrize("sheet", ["csv", "xlsx"])
def test_the_answers_can_be_downloaded(client: Client, sheet: str) -> None:
    make_edition("MNS 900:2018", title_mn=WATER)
    answer = client.post(f"/standards/check/download/{sheet}/", {"lines": "mns900"})
    assert answer["Content-Disposition"] == f'attachment; filename="standards.{sheet}"'
    if sheet == "csv":
        text = answer.content.decode("utf-8-sig")
    else:
        rows = load_workbook(BytesIO(answer.content)).active.values
        text = "\n".join(str(cell) for row in rows for cell in row)
    assert "MNS 900:2018" in text
    assert client.get(f"/standards/check/download/{sheet}/").status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"lines": " \n "},
        {"lines": "ISO 1\n" * 2001},
        {"lines": "ISO 9001", "file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04zip")},
        {"file": SimpleUploadedFile("a.txt", b"")},
        {"file": SimpleUploadedFile("a.txt", b"x" * (2 * 1024 * 1024 + 1))},
    ],
    ids=["nothing", "blanks", "too long", "broken", "empty", "too large"],
)
def test_a_list_we_cannot_check_is_told_and_kept(
    client: Client, sent: dict[str, Any]
) -> None:
    for upload in sent.values():
        if isinstance(upload, SimpleUploadedFile):
            upload.seek(0)
    answer = client.post("/standards/check/", sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count('class="error-summary"') == 1
    assert "<table" not in html
    if "lines" in sent:
        assert sent["lines"].split("\n")[0] in html


def test_too_many_lists_are_refused_in_words(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(check, "CHECKS", check.Limit("checks.test", 1, 3600))
    make_edition("MNS 900:2018", title_mn=WATER)
    sent = {"lines": "MNS 900:2018"}
    assert client.post("/standards/check/", sent).status_code == 200
    answer = client.post("/standards/check/", sent)
    assert answer.status_code == 429
    assert "MNS 900:2018</textarea>" in answer.content.decode()


def test_the_check_asks_the_same_for_one_line_and_for_many(client: Client) -> None:
    for number in range(3):
        make_edition(f"MNS {900 + number}:2018", title_mn=WATER)
    counts = []
    for last in (1, 3):
        lines = "\n".join(f"MNS {900 + number}:2018" for number in range(last))
        with CaptureQueriesContext(connection) as captured:
            client.post("/standards/check/", {"lines": lines})
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= MOST_QUERIES
