"""The public pages of the services: cards, the service map, what it costs."""

from __future__ import annotations

from typing import Any

import brotli
import pytest
from django.test import Client

from casework.models import DeadlineRule
from eservices.engine import all_services, service_at
from eservices.models import RefusalReason, Service, Tariff
from eservices.pages.offers import Offer, offer_of, offers
from eservices.pages.service_map import ServiceMap

pytestmark = pytest.mark.usefixtures("reference")
SLUGS = [service.slug for service in all_services()]
PAGE_BUDGET = 14_000  # bytes, compressed


def offer(slug: str) -> Offer:
    """One service as its page shows it."""
    definition = service_at(slug)
    assert definition is not None
    return offer_of(definition)


def test_all_five_stand_on_one_page(client: Client) -> None:
    html = client.get("/en/services/").content.decode()
    assert [html.count(f'/en/services/{slug}/"') for slug in SLUGS] == [1] * 5


def test_a_card_says_for_whom_how_long_and_what_it_costs() -> None:
    found = {one.definition.slug: one for one in offers()}
    first = found["standards-registration"]
    assert (first.is_free, first.has_fee) == (True, False)
    second = found["verification"]
    assert second.has_fee
    amounts = [line.amount for line in second.tariffs]
    assert f"{min(amounts) // 1000}" in second.fee
    assert second.rule is not None
    assert str(second.rule.days) in second.duration
    assert first.audience != second.audience  # citizens may have scales verified


def test_a_paper_of_some_applicants_is_not_asked_of_all(client: Client) -> None:
    html = client.get("/en/services/verification/").content.decode()
    assert 'Power of attorney <span class="optional">(in some cases)</span>' in html
    assert [each.key for each in offer("verification").occasional] == [
        "power_of_attorney"
    ]


def test_what_the_tariff_does_not_say_is_said_to_be_unknown() -> None:
    Tariff.objects.all().delete()
    assert not any(character.isdigit() for character in offer("verification").fee)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_page_fits_its_budget_and_asks_for_no_cookie(
    client: Client, slug: str, prefix: str
) -> None:
    answer = client.get(f"{prefix}/services/{slug}/")
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert len(brotli.compress(answer.content)) <= PAGE_BUDGET


def test_the_pages_ask_few_questions(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        client.get("/services/")
    with django_assert_num_queries(3):
        client.get("/services/verification/")


def test_the_picture_has_a_station_for_every_step_of_the_map(client: Client) -> None:
    html = client.get("/en/services/verification/").content.decode()
    steps = offer("verification").definition.map_steps
    assert html.count('<text class="number"') == len(steps) + 1  # and the ₮
    assert html.count("<li><strong>") >= len(steps)
    for step in steps:
        assert str(step.who) in html


def test_the_ruler_counts_the_days_of_the_rule_in_force() -> None:
    DeadlineRule.objects.create(
        applies_to="application.verification",
        days=7,
        day_type="working",
        is_legal=False,
        pauses_count=True,
        valid_from="2026-02-02",
    )
    days = offer("verification").map.days
    assert days is not None
    # The edge, eight marks of seven days, and the end.
    assert (days.count, days.scale.count("M")) == (7, 1 + 8 + 1)


def test_what_passes_at_a_station_is_marked() -> None:
    definition = offer("verification").definition
    paid = ServiceMap.of(definition, None, papers=1, has_fee=True)
    marks = {station.mark: station.number for station in paid.stations}
    assert (marks["papers"], marks["fee"], marks["outcome"]) == (1, 4, 7)
    free = ServiceMap.of(definition, None, papers=1, has_fee=False)
    assert {station.mark for station in free.stations} == {"papers", "outcome", ""}
    assert paid.days is None
    assert paid.height > 0


def test_an_open_service_has_one_main_button(client: Client) -> None:
    html = client.get("/en/services/verification/").content.decode()
    assert html.count('class="button"') == 1
    assert 'href="/en/services/verification/apply/"' in html


def test_a_closed_service_says_so_and_where_to_ask(client: Client) -> None:
    Service.objects.update(is_open=False)
    html = client.get("/en/services/verification/").content.decode()
    assert "This service is not open yet" in html
    assert html.count("1800 2525") >= 2
    assert "/services/verification/apply/" not in html


def test_a_service_nobody_loaded_is_shown_as_closed(client: Client) -> None:
    Tariff.objects.all().delete()
    RefusalReason.objects.all().delete()
    Service.objects.all().delete()
    assert client.get("/services/").status_code == 200
    assert client.get("/services/verification/").status_code == 200


def test_an_unknown_service_is_not_there(client: Client) -> None:
    assert client.get("/services/nothing/").status_code == 404
    assert client.get("/services/nothing/apply/").status_code == 302  # to sign in


def test_a_page_is_only_read(client: Client) -> None:
    assert client.post("/services/").status_code == 405
    assert client.post("/services/verification/").status_code == 405
