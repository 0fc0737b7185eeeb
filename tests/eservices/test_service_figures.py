"""Public figures of the services: how many, how fast, how they end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from casework.figures import public_figures
from casework.models import Case, Message, MessageKind
from eservices.figures import ServiceLine, service_figures
from eservices.models import InfoRequest
from tests.eservices.issued import (
    a_company,
    add_product,
    an_application,
    grant,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
SENT = datetime.fromisoformat("2026-10-05T10:00:00+08:00")


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(SENT + timedelta(days=49), tick=False):
        yield
    cache.clear()


def granted_after(days: int, **facts: Any) -> None:
    """A certificate of conformity, due after 20 days, granted after so many."""
    with time_machine.travel(SENT, tick=False):
        application = an_application(
            "product-certification", company=a_company(), **facts
        )
        add_product(application, "Цамц")
        Case.objects.filter(pk=application.pk).update(due_on=date(2026, 10, 25))
    with time_machine.travel(SENT + timedelta(days=days), tick=False):
        grant(application)


def of_products() -> ServiceLine:
    (line,) = [each for each in service_figures() if each.code == "S4"]
    return line


def test_median_percentile_and_share_are_those_of_the_applications() -> None:
    for days in (2, 4, 10, 20, 40):
        granted_after(days)
    found = of_products().figures
    assert (found.received, found.granted, found.refused) == (5, 5, 0)
    assert (found.on_time, found.median_days, found.most_days) == (80, 10, 40)
    (unit,) = of_products().units
    assert unit.name_en.startswith("Darkhan-Uul")
    assert unit.figures == found


def test_few_are_not_told_and_samples_do_not_count() -> None:
    for days in (2, 4, 10, 20):
        granted_after(days)
    granted_after(3, is_sample=True)
    found = of_products().figures
    assert (found.received, found.granted, found.median_days, found.on_time) == (
        None,
    ) * 4
    assert found.refused == 0


def test_every_service_has_its_line() -> None:
    assert [each.code for each in service_figures()] == ["S1", "S2", "S3", "S4", "S5"]


def test_petitions_and_applications_are_counted_apart() -> None:
    for _ in range(6):
        granted_after(2)
    _since, figures = public_figures()
    assert figures.received == 0


def test_questions_are_counted_by_their_reason() -> None:
    with time_machine.travel(SENT, tick=False):
        for number in range(7):
            application = an_application("verification", company=a_company())
            question = Message.objects.create(
                case_id=application.pk, kind=MessageKind.QUESTION, is_public=True
            )
            InfoRequest.objects.create(
                application=application,
                paths=["site"],
                reason="wrong" if number < 5 else "outdated",
                message=question,
            )
    (line,) = [each for each in service_figures() if each.code == "S2"]
    assert line.faults == {"wrong": 5}


def test_page_and_json_say_the_same() -> None:
    for days in (2, 4, 10, 20, 40):
        granted_after(days)
    page = Client().get("/en/statistics/").content.decode()
    assert "Certify" in page or "certif" in page
    assert 'data-label="95 of 100, days">40</td>' in page
    told = Client().get("/open-data/statistics.json").json()["services"]
    (line,) = [each for each in told if each["service"] == "S4"]
    assert (line["median_days"], line["most_days"], line["on_time"]) == (10, 40, 80)
    assert line["units"][0]["received"] == 5
