"""Atom feeds and the CSV of a search."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Committee, Edition, Ics
from catalogue.search import index
from catalogue.status import Status
from catalogue.views import exports
from tests.catalogue.factories import make_edition

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOST = "http://127.0.0.1:8000"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def changed(code: str, day: int, **facts: Any) -> Edition:
    """A searchable edition that last changed on a day of March 2026."""
    at = datetime(2026, 3, day, 4, 5, 6, tzinfo=UTC)
    return make_edition(code, changed_at=at, **facts)


@pytest.fixture
def held() -> list[Edition]:
    """Three editions, the last changed first; one in a field, one of a committee."""
    field = Ics.objects.create(code="67", level=1, title_mn="Хүнс")
    committee = Committee.objects.create(code="MASM/TC 1", slug="masm-tc-1")
    made = [
        changed("MNS 100:1990", 1, title_mn="Ундны ус", status=Status.REPLACED),
        changed("MNS 100:2010", 3, title_mn="Ундны <ус> & \x0bлаа"),
        changed("ISO 9001:2015", 2, title_mn="", committee=committee),
    ]
    made[1].ics.add(field)
    index.refresh([one.pk for one in made])
    return made


def feed(path: str, **parameters: str) -> ET.Element:
    """A feed that has what RFC 4287 demands."""
    answer = Client().get(path, parameters)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314  (our own answer)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for part in (root, *root.iterfind("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"a:{name}", ATOM)) == 1
            assert part.findtext(f"a:{name}", "", ATOM)
    assert root.findtext("a:author/a:name", "", ATOM)
    return root


def codes(root: ET.Element) -> list[str]:
    """The designations of the entries."""
    titles = (
        one.findtext("a:title", "", ATOM) for one in root.iterfind("a:entry", ATOM)
    )
    return [title.partition(" — ")[0] for title in titles]


def link(root: ET.Element, rel: str) -> str | None:
    """The address of a link."""
    found = root.find(f"a:link[@rel='{rel}']", ATOM)
    return None if found is None else found.get("href")


def test_the_newest_changes_come_first(held: list[Edition]) -> None:
    assert codes(feed("/standards/feed/")) == [
        "MNS 100:2010",
        "ISO 9001:2015",
        "MNS 100:1990",
    ]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"q": "ундны усны"}, ["MNS 100:2010", "MNS 100:1990"]),
        ({"q": "мнс 100"}, ["MNS 100:2010", "MNS 100:1990"]),
        ({"q": "мнс 100", "status": "valid"}, ["MNS 100:2010"]),
        ({"ics": "67"}, ["MNS 100:2010"]),
        ({"committee": "masm-tc-1"}, ["ISO 9001:2015"]),
        ({"body": "iso", "page": "7", "after": "a1.1"}, ["ISO 9001:2015"]),
        ({"q": "олдохгүй үг"}, []),
    ],
)
def test_a_feed_has_the_parameters_of_a_search(
    held: list[Edition], parameters: dict[str, str], found: list[str]
) -> None:
    assert codes(feed("/standards/feed/", **parameters)) == found


def test_an_entry_says_what_it_is(held: list[Edition]) -> None:
    root = feed("/en/standards/feed/", ics="67", body="mns")
    assert root.get(LANG) == "en"
    assert root.findtext("a:id", "", ATOM) == (
        "tag:127.0.0.1,2026:standards/feed?body=mns&ics=67"
    )
    assert root.findtext("a:title", "", ATOM) == (
        "New and changed standards: MNS, ICS 67"
    )
    assert link(root, "self") == f"{HOST}/en/standards/feed/?body=mns&ics=67"
    assert link(root, "alternate") == f"{HOST}/en/standards/?body=mns&ics=67"
    (entry,) = root.iterfind("a:entry", ATOM)
    summary = entry.find("a:summary", ATOM)
    category = entry.find("a:category", ATOM)
    assert summary is not None
    assert category is not None
    assert entry.findtext("a:id", "", ATOM) == (
        "tag:127.0.0.1,2026:standards/mns-100-2010"
    )
    assert entry.findtext("a:title", "", ATOM) == "MNS 100:2010 — Ундны <ус> & лаа"
    assert entry.findtext("a:updated", "", ATOM) == "2026-03-03T04:05:06+00:00"
    assert link(entry, "alternate") == f"{HOST}/en/standards/mns-100-2010/"
    assert (summary.get("type"), summary.text) == ("html", "In force · 2010 · ICS 67")
    assert category.get("term") == "67"


@pytest.mark.parametrize("slug", ["mns-100", "mns-100-1990"])
def test_a_standard_has_a_feed_of_its_editions(held: list[Edition], slug: str) -> None:
    root = feed(f"/standards/{slug}/feed/")
    assert root.findtext("a:title", "", ATOM) == "MNS 100"
    assert (
        root.findtext("a:id", "", ATOM) == "tag:127.0.0.1,2026:standards/mns-100/feed"
    )
    assert link(root, "self") == f"{HOST}/standards/mns-100/feed/"
    assert codes(root) == ["MNS 100:2010", "MNS 100:1990"]


def test_what_is_not_published_is_in_no_feed(held: list[Edition]) -> None:
    hidden = make_edition("MNS 7:2026", is_published=False)
    Edition.objects.filter(code="MNS 100:2010").update(is_published=False)
    assert codes(feed("/standards/feed/", q="мнс 100")) == ["MNS 100:1990"]
    assert codes(feed("/standards/mns-100/feed/")) == ["MNS 100:1990"]
    for slug in ("mns-7", hidden.slug, "nowhere"):
        assert Client().get(f"/standards/{slug}/feed/").status_code == 404


def test_a_reader_that_has_it_gets_nothing_again(held: list[Edition]) -> None:
    first = Client().get("/standards/feed/")
    assert first["Last-Modified"] == "Tue, 03 Mar 2026 04:05:06 GMT"
    since = {"if-modified-since": first["Last-Modified"]}
    assert Client().get("/standards/feed/", headers=since).status_code == 304


def test_a_feed_takes_the_same_queries_for_one_and_three(held: list[Edition]) -> None:
    with CaptureQueriesContext(connection) as one:
        assert len(codes(feed("/standards/feed/", body="iso"))) == 1
    more = [make_edition(f"ISO 9001:{year}") for year in (2000, 2008)]
    index.refresh([edition.pk for edition in more])
    with CaptureQueriesContext(connection) as three:
        assert len(codes(feed("/standards/feed/", body="iso"))) == 3
    assert len(one) == len(three) <= 8


# --- CSV ------------------------------------------------------------------------
def table(**parameters: str) -> list[list[str]]:
    """The rows of the CSV of a search, read in English."""
    answer = Client().get("/en/standards/results.csv", parameters)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="standards.csv"'
    text = answer.getvalue().decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_what_is_found_comes_as_a_table(held: list[Edition]) -> None:
    assert table(q="ISO 9001") == [
        [
            "Designation",
            "Title (Mongolian)",
            "Title (English)",
            "Status",
            "Published",
            "Publisher",
            "ICS",
            "Committee",
            "Address",
        ],
        [
            "ISO 9001:2015",
            "",
            "",
            "In force",
            "2015",
            "ISO",
            "",
            "MASM/TC 1",
            f"{HOST}/standards/iso-9001-2015/",
        ],
    ]


def test_the_table_holds_no_formula(held: list[Edition]) -> None:
    Edition.objects.filter(code="ISO 9001:2015").update(title_en="=1+1")
    assert table(q="ISO 9001")[1][2] == "'=1+1"


def test_the_table_holds_what_the_public_sees_and_has_an_end(
    held: list[Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(table()) == 1 + 3
    Edition.objects.filter(code="ISO 9001:2015").update(is_published=False)
    assert [row[0] for row in table()[1:]] == ["MNS 100:2010", "MNS 100:1990"]
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    assert [row[0] for row in table()[1:]] == ["MNS 100:2010"]
