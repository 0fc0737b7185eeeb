"""Public figures come from the cases, hide small numbers, and leave samples out."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from casework.actions.rating import rate
from casework.figures import public_figures, quarter_start, unit_figures
from casework.models import DailyRoot
from casework.roots import publish_root
from mongol_standards.sitemaps import SITEMAPS
from organisation.models import Unit
from tests.factories import NAMED, answered_petition, make_petition, make_user

pytestmark = pytest.mark.usefixtures("reference")
NOON = datetime(2026, 10, 5, 12, 0, tzinfo=ZoneInfo("Asia/Ulaanbaatar"))
NOW = NOON + timedelta(days=49)


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


@pytest.fixture
def unit():
    return Unit.objects.get(code="orkhon")


def answered(unit, days, *, solved=None):
    """A petition of 5 October answered so many days later, rated or not."""
    clerk = make_user("clerk", unit)
    with time_machine.travel(NOON, tick=False):
        petition = make_petition(unit=unit, **NAMED)
    with time_machine.travel(NOON + timedelta(days=days), tick=False):
        from tests.factories import do

        do(petition, "take", clerk)
        do(petition, "answer", clerk, text="Хариу", outcome="solved", appeal="СХЗГ")
        if solved is not None:
            rate(case_id=petition.pk, score=4, is_solved=solved, comment="")
    return petition


def test_shares_and_median_are_those_of_the_cases(unit):
    for days, solved in [(2, True), (4, True), (10, True), (20, False), (40, False)]:
        answered(unit, days, solved=solved)
    since, figures = public_figures()
    assert f"{since}" == "2026-10-01"
    assert (figures.received, figures.decided, figures.median_days) == (5, 5, 10)
    assert (figures.on_time, figures.confirmed_solved) == (80, 60)
    assert figures.late_now == 0


def test_fewer_than_five_are_not_said(unit):
    for _ in range(4):
        answered(unit, 3, solved=True)
    _since, figures = public_figures()
    assert (figures.on_time, figures.median_days, figures.confirmed_solved) == (
        None,
        None,
        None,
    )
    assert figures.received == 4


def test_samples_and_spam_are_no_figures(unit):
    with time_machine.travel(NOON, tick=False):
        make_petition(unit=unit, is_sample=True)
        make_petition(unit=unit, is_sample=False, **NAMED)
        answered_petition(make_user("clerk", unit), unit=unit, is_sample=True)
    _since, figures = public_figures()
    assert (figures.received, figures.late_now) == (1, 1)
    (row,) = unit_figures()
    assert (row.name_en, row.figures.received) == (unit.name_en, 1)


def test_the_first_month_of_a_quarter_still_shows_the_last():
    assert f"{quarter_start(datetime(2026, 1, 10).date())}" == "2025-10-01"
    assert f"{quarter_start(datetime(2026, 2, 10).date())}" == "2026-01-01"


def test_the_pages_and_their_data_agree(unit, client: Client):
    for days in (2, 4, 10, 20, 29):
        answered(unit, days)
    assert "100 %" in client.get("/statistics/").content.decode()
    data = client.get("/open-data/statistics.json").json()
    assert data["total"]["on_time"] == 100
    assert data["units"][0]["name_en"] == unit.name_en
    assert "100 %" in client.get("/").content.decode()


def test_a_published_root_stands_at_its_own_address(unit, client: Client):
    make_petition(unit=unit)
    root = publish_root()
    page = client.get("/open-data/roots/").content.decode()
    assert root.root in page
    data = client.get(f"/open-data/roots/{root.day}.json").json()
    assert (data["root"], data["events"], data["cases"]) == (root.root, 2, 1)
    assert client.get("/open-data/roots/2020-01-01.json").status_code == 404
    assert client.get("/open-data/roots/2020-13-41.json").status_code == 404
    assert DailyRoot.objects.count() == 1


@pytest.mark.parametrize(
    "path", ["/", "/statistics/", "/open-data/", "/open-data/roots/", "/en/statistics/"]
)
def test_a_public_page_asks_at_most_eight_questions_whatever_it_shows(
    unit, client: Client, path, django_assert_max_num_queries
):
    for _ in range(3):
        answered(unit, 3)
    publish_root()
    with django_assert_max_num_queries(8):
        client.get(path)


def test_what_machines_ask(client: Client):
    assert client.get("/healthz").content == b"ok"
    ready = client.get("/readyz")
    assert (ready.status_code, set(ready.json().values())) == (200, {True})
    assert "Disallow: /track/" in client.get("/robots.txt").content.decode()
    sitemap = client.get("/sitemap-pages.xml").content.decode()
    pages = [name for sitemap in SITEMAPS.values() for name in sitemap().items()]
    assert sitemap.count("<url>") == 2 * len(pages)
    for path in ("/services/verification/", "/registers/products/", "/verify/"):
        assert f"{path}</loc>" in sitemap
