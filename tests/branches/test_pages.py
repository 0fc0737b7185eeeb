"""The public pages of units: the map, the page, news, feeds, the calendar."""

from __future__ import annotations

import json
import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from branches.actions import texts
from branches.geography import Point, aimags, rings
from branches.models import (
    LocalFigure,
    OpeningHours,
    PageKind,
    ServiceOffer,
    SpecialDay,
    StaffMember,
)
from branches.views.trips import escaped, folded
from eservices.models import FieldTrip
from organisation.models import Role, Unit, User
from tests.branches.factories import content, make_text, publish
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = "/branches/darkhan-uul/"


@pytest.fixture
def head(darkhan: Unit) -> User:
    return make_user(Role.HEAD, darkhan)


def links(html: str) -> list[str]:
    """The units linked from the list, in the order shown."""
    return re.findall(r'<h3><a href="/branches/([\w-]+)/">', html)


def described(html: str) -> dict[str, Any]:
    """What machines are told."""
    block = re.search(r'ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


def page_of(client: Client, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


# --- the map and the list ---------------------------------------------------------
def test_every_working_unit_is_on_the_list_in_mongolian_order(
    client: Client, reference: None
) -> None:
    shown = links(page_of(client, "/branches/"))
    expected = Unit.objects.active().order_by("sort_key").values_list("code", flat=True)
    assert sorted(shown) == sorted(expected)
    assert shown.index("orkhon") < shown.index("uvurkhangai") < shown.index("selenge")


def test_every_aimag_on_the_map_is_a_link_with_a_name(
    client: Client, reference: None
) -> None:
    html = page_of(client, "/branches/")
    names = re.findall(r'<a href="/branches/[\w-]+/" aria-label="([^"]+)"><path', html)
    assert len(names) == 22
    assert {"Увс", "Улаанбаатар", "Говьсүмбэр"} <= set(names)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("увс", ["uvs"]),
        ("Улаангом", ["uvs"]),
        ("uvs", ["uvs"]),
        ("Өлгий", ["bayan-ulgii", "uvs"]),  # the centre, and a sum of Uvs
        ("Хонгор", ["darkhan-uul"]),
        ("хэмжил зүйн хүрээлэн", ["metrology-institute"]),
        ("юу ч биш", []),
    ],
)
def test_a_unit_is_found_by_name_aimag_and_sum(
    client: Client, reference: None, asked: str, found: list[str]
) -> None:
    html = client.get("/branches/", {"q": asked}).content.decode()
    assert [code for code in links(html) if code in found] == found
    assert bool(links(html)) is bool(found)


def test_a_unit_is_found_by_what_it_does(client: Client, darkhan: Unit) -> None:
    ServiceOffer.objects.create(unit=darkhan, service="verification")
    html = client.get("/en/branches/", {"q": "calibration"}).content.decode()
    assert re.findall(r'<h3><a href="/en/branches/([\w-]+)/">', html) == ["darkhan-uul"]


def test_an_administrator_opens_and_closes_units_without_code(
    client: Client, darkhan: Unit
) -> None:
    darkhan.is_active = False
    darkhan.save()
    assert "darkhan-uul" not in links(page_of(client, "/branches/"))
    assert client.get(PAGE).status_code == 404
    Unit.objects.create(
        code="ulaan-uul", kind="laboratory", name_mn="Шинэ лаборатори", name_en="New"
    )
    assert client.get("/branches/ulaan-uul/").status_code == 200


# --- the page ---------------------------------------------------------------------
def test_an_empty_page_invents_nothing_and_names_the_hotline(
    client: Client, reference: None
) -> None:
    html = page_of(client, "/branches/uvs/")
    assert 'href="tel:18002525"' in html
    assert "openstreetmap" not in html
    assert sorted(described(html)) == ["@context", "@id", "@type", "name", "url"]


def test_the_page_is_full_and_asks_eight_questions_at_most(
    client: Client, darkhan: Unit, head: User, django_assert_max_num_queries: Any
) -> None:
    fill(darkhan, head, news=20)
    client.get(PAGE)  # the figures of the house are kept for five minutes
    with django_assert_max_num_queries(8):
        html = page_of(client)
    assert html.count("/branches/darkhan-uul/news/medee-") == 20
    for word in ("Сургалттай", "Хонгор", "Б.Оюун", "1\xa0828", "?unit=darkhan-uul"):
        assert word in html


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: Client,
    darkhan: Unit,
    head: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(darkhan, head, news=1)
    client.get(PAGE)
    with django_assert_max(django_assert_num_queries) as one:
        client.get(PAGE)
    for number in range(2, 5):
        publish(make_text(darkhan, head, slug=f"medee-{number}"), head)
    with django_assert_num_queries(len(one)):
        client.get(PAGE)


def django_assert_max(check: DjangoAssertNumQueries) -> Any:
    """The queries of a block, however many."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def fill(unit: Unit, head: User, *, news: int) -> None:
    """Everything a page can hold."""
    for weekday in range(5):
        OpeningHours.objects.create(
            unit=unit, weekday=weekday, opens=time(8, 30), closes=time(17, 30)
        )
    today = timezone.localdate()
    SpecialDay.objects.create(
        unit=unit, day=today + timedelta(days=1), reason_mn="Сургалттай"
    )
    ServiceOffer.objects.create(unit=unit, service="verification")
    StaffMember.objects.create(
        unit=unit, name="Б.Оюун", post_mn="Дарга", is_public=True
    )
    StaffMember.objects.create(unit=unit, name="Нууц хүн", post_mn="Ажилтан")
    LocalFigure.objects.create(
        unit=unit, label_mn="Шалгасан", period="2026", value=1828, source_mn="Тайлан"
    )
    make_trip(unit)
    for number in range(news):
        publish(make_text(unit, head, slug=f"medee-{number}"), head)
    publish(make_text(unit, head, kind=PageKind.PROFILE, slug="about"), head)


def make_trip(unit: Unit, **values: Any) -> FieldTrip:
    soon = timezone.localdate() + timedelta(days=7)
    defaults = {
        "aimag_code": unit.aimag_code,
        "sum_mn": "Хонгор",
        "starts_on": soon,
        "ends_on": soon + timedelta(days=1),
        "capacity": 40,
    }
    return FieldTrip.objects.create(unit=unit, **(defaults | values))


def test_who_did_not_agree_is_not_shown(
    client: Client, darkhan: Unit, head: User
) -> None:
    fill(darkhan, head, news=0)
    assert "Нууц хүн" not in page_of(client)


def test_an_announcement_ends_by_itself(
    client: Client, darkhan: Unit, head: User, time_machine: Any
) -> None:
    ends = timezone.now() + timedelta(hours=1)
    page = make_text(
        darkhan, head, kind=PageKind.ANNOUNCEMENT, title="Цахилгаангүй", expire_at=ends
    )
    publish(page, head)
    assert "Цахилгаангүй" in page_of(client)
    time_machine.move_to(ends)
    assert "Цахилгаангүй" not in page_of(client)


def test_script_in_a_text_is_letters(client: Client, darkhan: Unit, head: User) -> None:
    body = "<script>alert(1)</script>\n\n[х](javascript:alert(2)) ![з](https://x/y.png)"
    publish(make_text(darkhan, head, body=body), head)
    html = page_of(client, f"{PAGE}news/medee/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>" not in html
    assert 'href="javascript' not in html
    assert 'y.png"' not in html.replace('href="https://x/y.png"', "")


def test_news_live_under_their_address_and_only_while_shown(
    client: Client, darkhan: Unit, head: User
) -> None:
    page = make_text(darkhan, head)
    assert client.get(f"{PAGE}news/medee/").status_code == 404
    publish(page, head)
    assert client.get(f"{PAGE}news/medee/").status_code == 200
    assert client.get("/branches/uvs/news/medee/").status_code == 404
    texts.remove(page_id=page.pk, user=head)
    assert client.get(f"{PAGE}news/medee/").status_code == 404


def test_a_text_without_english_says_which_language_it_is_in(
    client: Client, darkhan: Unit, head: User
) -> None:
    publish(make_text(darkhan, head), head)
    assert '<article lang="mn">' in page_of(client, f"/en{PAGE}news/medee/")


def test_older_news_stand_on_the_next_page(
    client: Client, darkhan: Unit, head: User
) -> None:
    for number in range(22):
        publish(make_text(darkhan, head, slug=f"medee-{number}"), head)
    first = page_of(client, f"{PAGE}news/")
    older = re.search(r'href="\?before=(\d+)"', first)
    assert older is not None
    second = page_of(client, f"{PAGE}news/?before={older[1]}")
    assert re.findall(r"news/(medee-\d+)/", second) == ["medee-1", "medee-0"]


def test_a_page_of_the_agency_stands_under_about(
    client: Client, reference: None
) -> None:
    officer = make_user(Role.OFFICER, Unit.objects.head_office())
    page = make_text(
        Unit.objects.head_office(), officer, kind=PageKind.PAGE, slug="history"
    )
    assert client.get("/about/history/").status_code == 404
    publish(page, officer)
    assert "Гарчиг" in page_of(client, "/about/history/")


# --- for machines -----------------------------------------------------------------
def test_the_hours_are_told_to_machines(
    client: Client, darkhan: Unit, head: User
) -> None:
    fill(darkhan, head, news=0)
    html = page_of(client)
    found = described(html)
    assert found["@type"] == "GovernmentOffice"
    assert found["openingHours"][0] == "Mo 08:30-17:30"
    assert len(found["openingHours"]) == 5
    closed = found["specialOpeningHoursSpecification"]
    assert [(day["opens"], day["closes"]) for day in closed][0] == ("00:00", "00:00")


def test_atom_holds_the_news_of_a_unit_and_of_all(
    client: Client, darkhan: Unit, head: User
) -> None:
    publish(make_text(darkhan, head, title="Дарханы мэдээ"), head)
    uvs = Unit.objects.get(code="uvs")
    other = make_user(Role.HEAD, uvs)
    publish(make_text(uvs, other, title="Увсын мэдээ"), other)
    titles = re.compile(r"<entry><title>([^<]+)</title>")
    own = client.get(f"{PAGE}feed/").content.decode()
    every = client.get("/branches/feed/").content.decode()
    assert titles.findall(own) == ["Дарханы мэдээ"]
    assert sorted(titles.findall(every)) == ["Дарханы мэдээ", "Увсын мэдээ"]


def test_trips_are_a_calendar_that_tells_of_cancelling(
    client: Client, darkhan: Unit
) -> None:
    trip = make_trip(darkhan, sum_mn="Шарын гол, 1-р баг")
    make_trip(Unit.objects.get(code="uvs"), cancelled_at=timezone.now(), sequence=3)
    own = client.get(f"{PAGE}trips.ics")
    assert own.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = own.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert f"DTSTART;VALUE=DATE:{trip.starts_on:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{trip.ends_on + timedelta(days=1):%Y%m%d}" in lines
    assert [line for line in lines if line.startswith("LOCATION")] == [
        "LOCATION:Дархан-Уул\\, Шарын гол\\, 1-р баг"
    ]
    every = client.get("/branches/trips.ics").content.decode()
    assert every.count("BEGIN:VEVENT") == 2
    assert "STATUS:CANCELLED" in every
    assert "SEQUENCE:3" in every


def test_lines_of_a_calendar_are_at_most_75_octets() -> None:
    line = "SUMMARY:" + "Хэмжих хэрэгслийн баталгаажуулалт " * 5
    pieces = folded(line).split("\r\n")
    assert max(len(piece.encode()) for piece in pieces) <= 75
    assert folded(line).replace("\r\n ", "") == line
    assert escaped("а,б;в\\г\nд") == "а\\,б\\;в\\\\г\\nд"


def test_a_draft_on_top_is_not_shown(client: Client, darkhan: Unit, head: User) -> None:
    page = make_text(darkhan, head, title="Нийтэлсэн")
    publish(page, head)
    texts.save_revision(
        page_id=page.pk, user=head, expected_no=1, content=content("Ноорог")
    )
    assert "Ноорог" not in page_of(client)


def test_the_names_on_the_map_stand_within_their_aimags() -> None:
    for aimag in aimags().values():
        if aimag.label_at is not None:
            outer, *holes = rings(aimag.outline)
            found = [_holds(ring, aimag.label_at) for ring in (outer, *holes)]
            assert (aimag.code, found) == (aimag.code, [True, *[False] * len(holes)])


def _holds(ring: list[Point], point: Point) -> bool:
    """Whether the point lies within the ring: an odd number of borders beside it."""
    x, y = point
    crossed = [
        x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (y1 > y) is not (y2 > y)
    ]
    return sum(crossed) % 2 == 1


def test_a_cancelled_trip_says_so_and_why(client: Client, darkhan: Unit) -> None:
    today = timezone.localdate()
    FieldTrip.objects.create(
        unit=darkhan,
        aimag_code="45",
        sum_mn="Хонгор",
        starts_on=today,
        ends_on=today,
        capacity=40,
        cancelled_at=timezone.now(),
        cancel_reason_mn="Зам хаалттай.",
    )
    html = page_of(client)
    assert "Зам хаалттай." in html
    assert '<span class="badge late">цуцалсан</span>' in html
    assert "Зам хаалттай." in client.get(f"{PAGE}trips.ics").content.decode()


def test_the_calendar_is_called_in_mongolian(client: Client, darkhan: Unit) -> None:
    text = client.get(f"{PAGE}trips.ics").content.decode()
    (name,) = re.findall(r"X-WR-CALNAME:(.*)\r\n", text)
    assert re.findall("[A-Za-z]", name) == []
