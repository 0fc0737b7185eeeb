"""Maker and model are suggested from the approved types, which are public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eservices.models import Certificate, Instrument, Service
from eservices.pages.approved_types import MOST
from tests.eservices.apply_pages import Desk
from tests.eservices.factories import make_draft
from tests.eservices.issued import a_company, an_application, grant, of_instruments

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]
NEW_LINE = "rows/instruments/add/"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk() -> Desk:
    return Desk.of(make_draft("verification"))


def approve(maker: str, *models: str) -> Certificate:
    """An approved type."""
    application = an_application(
        "type-approval",
        company=a_company(),
        answers={"kind": "02.001", "maker": maker, "models": "\n".join(models)},
    )
    (certificate,) = grant(application)
    return certificate


def words_of(html: str, column: str) -> list[str]:
    """The words that a box suggests."""
    box = re.search(rf'<input[^>]*name="{column}"[^>]*>', html)
    assert box is not None
    if f'list="known-{column}"' not in box[0]:
        return []
    listed = re.search(rf'<datalist id="known-{column}">(.*?)</datalist>', html)
    assert listed is not None
    return re.findall(r'<option value="([^"]*)">', listed[1])


def test_makers_and_models_of_approved_types_stand_in_the_page(desk: Desk) -> None:
    approve("CAS", "SW-1", "SW-2")
    approve("Ohaus", "Ranger 3000")
    approve("CAS", "SW-2")
    html = desk.html(NEW_LINE)
    assert words_of(html, "maker") == ["CAS", "Ohaus"]
    assert words_of(html, "model") == ["Ranger 3000", "SW-1", "SW-2"]


def test_what_is_not_approved_today_is_not_suggested(desk: Desk) -> None:
    gone = approve("Withdrawn", "W-1")
    Certificate.objects.filter(pk=gone.pk).update(state="withdrawn")
    long_ago = timezone.now() - timedelta(days=20 * 365)
    Service.objects.filter(code="S3").update(valid_months=12)
    with time_machine.travel(long_ago, tick=False):
        approve("Ended", "E-1")
    html = desk.html(NEW_LINE)
    assert (words_of(html, "maker"), words_of(html, "model")) == ([], [])


def test_instruments_of_others_are_not_told(desk: Desk) -> None:
    grant(of_instruments(["A-2"], company=a_company()))
    assert Instrument.objects.exists()
    assert words_of(desk.html(NEW_LINE), "maker") == []


def test_the_page_stays_small_and_asks_once(desk: Desk) -> None:
    approve("CAS", *(f"M-{number}" for number in range(MOST + 50)))
    desk.html(NEW_LINE)
    cache.clear()
    counts = []
    for _ in (1, 2):
        with CaptureQueriesContext(connection) as asked:
            html = desk.html(NEW_LINE)
        counts.append(len(asked))
    assert counts[0] - counts[1] == 1
    assert len(words_of(html, "model")) == MOST


def test_other_lists_suggest_nothing() -> None:
    approve("CAS", "SW-1")
    standards = Desk.of(make_draft("standards-registration", rows={}))
    assert "<datalist" not in standards.html("rows/standards/add/")
