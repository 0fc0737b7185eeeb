"""What is new and changed: months, filters, pages, and what stays hidden."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from catalogue.changes import PAGE_SIZE, Cursor, changes
from catalogue.dates import first_day
from catalogue.models import Edition, LifecycleEvent
from catalogue.status import Status
from tests.catalogue.factories import make_edition, relate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day() -> Any:
    """In November 2026."""
    with time_machine.travel("2026-11-24 12:00:00+08:00", tick=False):
        yield


def event(edition: Edition, kind: str, day: str) -> LifecycleEvent:
    """Something happens to an edition."""
    first = first_day(day)
    assert first is not None
    return LifecycleEvent.objects.create(
        edition=edition, kind=kind, date=day, day=first
    )


def listed(**asked: Any) -> list[tuple[date, list[tuple[str, str]]]]:
    """Months with (code, kind), as a page of changes has them."""
    found = changes(**{"national_only": False, "after": None, **asked})
    return [
        (month.first, [(one.edition.code, one.kind) for one in month.events])
        for month in found.months
    ]


def test_changes_stand_by_month_the_newest_first() -> None:
    old = make_edition("ISO 1:2000", published="2000-02", status=Status.REPLACED)
    event(old, "replaced", "2026-11-03")
    make_edition("ISO 1:2026", published="2026-11-03")
    make_edition("MNS 2:2026", published="2026-10")
    assert listed() == [
        (date(2026, 11, 1), [("ISO 1:2026", "published"), ("ISO 1:2000", "replaced")]),
        (date(2026, 10, 1), [("MNS 2:2026", "published")]),
        (date(2000, 2, 1), [("ISO 1:2000", "published")]),
    ]


def test_only_the_national_ones_on_demand() -> None:
    make_edition("ISO 1:2026", published="2026-11")
    make_edition("MNS 2:2026", published="2026-10")
    make_edition("MNS ISO 3:2026", published="2026-10")
    assert [codes for _month, codes in listed(national_only=True)] == [
        [("MNS ISO 3:2026", "published"), ("MNS 2:2026", "published")]
    ]


def test_what_has_no_month_or_is_not_for_the_public_yet_is_left_out() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_edition("ISO 1:2026", published="2026")
    make_edition("ISO 2:2026", published="2026-10", is_published=False)
    make_edition("ISO 3:2026", published="2026-10", publish_on=tomorrow)
    make_edition("ISO 4:2027", published=f"{tomorrow}")
    make_edition("ISO/CD 5", published="2026-10", status=Status.DRAFT)
    event(make_edition("ISO 6"), "confirmed", "2026-10")
    assert listed() == []
    html = Client().get("/en/standards/new/").content.decode()
    assert "Nothing has been published here yet." in html


def test_what_to_use_instead_is_named_if_the_public_may_see_it() -> None:
    old = make_edition("ISO 1:2000", status=Status.REPLACED)
    event(old, "replaced", "2026-11-03")
    relate(make_edition("ISO 1:2026"), "replaces", old)
    relate(make_edition("ISO 9:2026", is_published=False), "replaces", old)
    html = Client().get("/en/standards/new/").content.decode()
    assert "Use instead:" in html
    assert '<a href="/en/standards/iso-1-2026/">ISO 1:2026</a>' in html
    assert "iso-9-2026" not in html


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    count = 2 * PAGE_SIZE + 3
    for number in range(count):
        make_edition(f"ISO {number}:2026", published=f"2026-{1 + number % 10:02}")
    client, seen, path = Client(), [], "/standards/new/"
    while path:
        html = client.get(path).content.decode()
        seen += re.findall(r'<a href="/standards/(iso-\d+-2026)/">', html)
        following = re.search(r'rel="next nofollow" href="(\?[^"]+)"', html)
        path = f"/standards/new/{following[1]}" if following else ""
    assert len(seen) == count
    assert len(set(seen)) == count


def test_the_filter_is_kept_from_page_to_page() -> None:
    for number in range(PAGE_SIZE + 1):
        make_edition(f"MNS {number}:2026", published="2026-10")
    html = Client().get("/standards/new/?only=mns").content.decode()
    assert 'href="?only=mns&amp;after=2026-10-01.' in html


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026-11-03",
        "2026-13-01.1",
        "2026-11-03.x",
        ".",
        f"2026-11-03.{'9' * 5000}",
    ],
)
def test_a_place_that_is_none_is_the_beginning(text: str) -> None:
    assert Cursor.read(text) is None


def test_a_place_far_out_is_an_empty_page() -> None:
    make_edition("MNS 1:2026", published="2026-10")
    html = Client().get("/en/standards/new/?after=0001-01-01.99999999999999999999999")
    assert html.status_code == 200
    assert "There is nothing older." in html.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_thrice_whatever_the_count(
    count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        old = make_edition(f"ISO {number}:2000", status=Status.REPLACED)
        event(old, "replaced", "2026-11-03")
        relate(make_edition(f"ISO {number}:2026", published="2026-11"), "replaces", old)
    with django_assert_num_queries(3):
        Client().get("/standards/new/")
