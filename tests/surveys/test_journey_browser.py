"""A citizen on a small phone answers, without scripts, and reads what came of it."""

from __future__ import annotations

from typing import Any

import brotli
import pytest
from django.test import Client

from surveys.models import Answer, FollowUp, Response, Survey
from tests.surveys.factories import open_survey, question_of, respond
from tests.walking import assert_accessible, assert_fits, choose, press, visit

pytestmark = pytest.mark.usefixtures("reference")
MOST_BYTES = 14 * 1024


@pytest.fixture
def survey(reference: None) -> Survey:
    survey = open_survey(
        results_shown="always", intro_mn="Хоёр минут.", intro_en="Two minutes."
    )
    FollowUp.objects.create(survey=survey, text_mn="Цагаа сунгалаа.")
    for place in range(12):
        respond(survey, single=1 + place % 2, recommend=place % 11, yes_no=place % 2)
    return survey


def name(survey: Survey, kind: str) -> str:
    return f"q{question_of(survey, kind).pk}"


def test_answered_without_scripts(
    live_server: Any, open_page: Any, survey: Survey
) -> None:
    page = open_page(js=False)
    visit(page, f"{live_server.url}/")
    press(page, page.get_by_role("link", name=survey.title_mn))
    assert_fits(page)
    page.locator(f"[name={name(survey, 'text')}]").fill("Цахимаар")
    send = page.locator("main form button[type=submit]")
    press(page, send)
    assert page.locator(".error-summary a").count() == 1
    assert page.locator(f"[name={name(survey, 'text')}]").input_value() == "Цахимаар"
    assert_fits(page)
    choose(page, name(survey, "scale"), "5")
    choose(page, name(survey, "recommend"), "10")
    press(page, send)
    assert page.url.endswith(f"/surveys/{survey.slug}/thanks/")
    assert Response.objects.count() == 13
    assert Answer.objects.filter(text="Цахимаар").count() == 1
    press(page, page.locator("main a.button"))
    assert page.locator("main table").count() == 4
    assert_fits(page)


def test_the_pages_suit_everybody(
    live_server: Any, open_page: Any, survey: Survey
) -> None:
    page = open_page(reduced_motion="reduce")
    for path in ("", f"{survey.slug}/", f"{survey.slug}/results/"):
        visit(page, f"{live_server.url}/surveys/{path}")
        assert_accessible(page)


def test_the_pages_are_light(client: Client, survey: Survey) -> None:
    for rest in ("", "results/"):
        html = client.get(f"/surveys/{survey.slug}/{rest}").content
        assert len(brotli.compress(html)) <= MOST_BYTES
