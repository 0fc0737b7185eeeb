"""Applying in a real browser: a small phone, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from eservices.models import Application, Draft
from organisation.models import User
from tests.catalogue.factories import make_edition
from tests.eservices.apply_pages import pasted, searchable
from tests.eservices.factories import REGISTER, make_company, make_draft, make_person
from tests.walking import assert_accessible, assert_fits, choose, press, visit

pytestmark = pytest.mark.usefixtures("reference", "private")
OpenPage = Callable[..., Any]
PUBLIC = ["services/", "services/standards-registration/", "services/verification/"]
OF_DRAFT = [
    "who/",
    "what/",
    "where/",
    "documents/",
    "rows/instruments/",
    "rows/instruments/2/",
    "fee/",
    "check/",
]


@pytest.fixture
def owner() -> User:
    """The owner of a company."""
    user = make_person()
    make_company(user)
    return user


def sign_in(page: Any, address: str, user: User) -> None:
    """Give the browser the session of a person."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def go_on(page: Any) -> None:
    """Press the main button of a step."""
    press(page, page.locator("#main form button.button").last)
    assert_fits(page)


def tell_who(page: Any) -> None:
    """Fill in what the company's own page does not know."""
    choose(page, "is_director", "yes")
    page.fill("#id_representative_register", REGISTER)
    press(page, page.locator("#step button.button").first)
    assert_fits(page)


@pytest.mark.parametrize("js", [False, True])
def test_standards_are_registered_at_once(
    live_server: Any, open_page: OpenPage, owner: User, js: bool
) -> None:
    searchable("MNS 5217:2012", title_mn="Кирилл үсгийг латинаар галиглах")
    page = open_page(js=js, width=360)
    sign_in(page, live_server.url, owner)
    visit(page, f"{live_server.url}/services/standards-registration/")
    press(page, page.locator("a.button").first)
    press(page, page.locator("#start button"))
    tell_who(page)
    page.fill("#q", "5217")
    press(page, page.locator(".search button"))
    press(page, page.locator("button[name=add]"))
    assert page.input_value("#id_standard") == "MNS 5217:2012"
    for name, value in (
        ("use_kind", "product"),
        ("extent", "whole"),
        ("basis", "voluntary"),
    ):
        choose(page, name, value)
    page.fill("#id_use_text", "Шошго")
    page.fill("#id_since", "2020-01-01")
    page.select_option("#id_aimag_code", "45")
    page.fill("#id_site", "Дархан сум, 3-р баг")
    press(page, page.locator("#line button.button").first)
    assert_fits(page)
    press(page, page.locator("button[name=go]"))
    press(page, page.locator("#step button.button").first)  # documents
    go_on(page)  # fee
    page.locator("label[for=declare]").click()
    press(page, page.locator("#send button"))
    assert_fits(page)
    application = Application.objects.get()
    certificate = application.certificates.get()
    plates = page.locator("#receipt .plate").all_inner_texts()
    assert plates[:2] == [certificate.number, application.number]
    with page.expect_download() as download:
        page.locator("#receipt .button").first.click()
    assert download.value.suggested_filename == f"{application.number}.pdf"


@pytest.mark.parametrize("js", [False, True])
def test_five_hundred_instruments_are_pasted_and_corrected(
    live_server: Any, open_page: OpenPage, owner: User, js: bool
) -> None:
    page = open_page(js=js, width=360)
    sign_in(page, live_server.url, owner)
    visit(page, f"{live_server.url}/en/services/verification/apply/")
    page.locator("#start .choice label").first.click()
    press(page, page.locator("#start button"))
    tell_who(page)
    choose(page, "work", "calibration")
    choose(page, "purpose", "trade")
    press(page, page.locator("#step button.button").first)
    page.locator("#load summary").click()
    page.fill("#pasted", pasted(500, bad_kind={7}, bad_range={60, 480}))
    press(page, page.locator("#load button"))
    assert_fits(page)
    assert page.locator("#faults li").count() == 3
    # The way to each cell leads to its page and its line.
    press(page, page.locator("#faults li a").nth(2))
    assert page.url.endswith("?page=10#row-480-range")
    for line in (480, 60):
        draft = Draft.objects.get()
        path = f"/en/services/apply/{draft.uuid}/rows/instruments/{line}/"
        visit(page, live_server.url + path)
        assert page.input_value("#id_range") == "их"
        page.fill("#id_range", "0-30 кг")
        press(page, page.locator("#line button.button").first)
    visit(page, page.url.partition("?")[0])
    press(page, page.locator("#row-7 button[name=delete]"))
    assert page.locator("#faults").count() == 0
    assert page.locator("h1 .count").inner_text() == "499"
    press(page, page.locator("button[name=go]"))
    choose(page, "place", "laboratory")
    press(page, page.locator("#step button.button").first)
    press(page, page.locator("#step button.button").first)  # documents
    assert_fits(page)
    assert page.locator("td[data-label=Quantity]").all_inner_texts()[0][:3] == "499"
    go_on(page)  # fee
    page.locator("label[for=declare]").click()
    press(page, page.locator("#send button"))
    expect(page.locator("#receipt")).to_be_visible()
    sent = Application.objects.all()
    assert sum(one.instrumentrow_set.count() for one in sent) == 499


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_the_public_pages_are_open_to_everybody(
    live_server: Any, open_page: OpenPage, prefix: str
) -> None:
    for width in (360, 1280):
        page = open_page(width=width)
        for path in PUBLIC:
            visit(page, f"{live_server.url}/{prefix}{path}")
            assert_fits(page)
            assert_accessible(page)


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_the_form_is_open_to_everybody(
    live_server: Any, open_page: OpenPage, prefix: str
) -> None:
    good = {"kind": "02.001", "maker": "CAS", "model": "S", "range": "0-3 кг"}
    lines = [{**good, "serial": "A1"}, {**good, "serial": "A1"}]
    answers = {"phone": "1", "is_director": "no"}
    draft = make_draft("verification", rows={"instruments": lines}, answers=answers)
    page = open_page(width=360)
    sign_in(page, live_server.url, draft.owner)
    for path in OF_DRAFT:
        address = f"{live_server.url}/{prefix}services/apply/{draft.uuid}/{path}"
        visit(page, f"{address}?mend=1")
        assert_fits(page)
        assert_accessible(page)


def test_the_receipt_is_open_to_everybody(
    live_server: Any, open_page: OpenPage
) -> None:
    make_edition("MNS 5217:2012")
    page = open_page(width=360)
    for service in ("standards-registration", "verification"):
        draft = make_draft(service)
        sign_in(page, live_server.url, draft.owner)
        visit(page, f"{live_server.url}/services/apply/{draft.uuid}/check/")
        page.locator("label[for=declare]").click()
        press(page, page.locator("#send button"))
        assert_fits(page)
        assert_accessible(page)


def test_suggestions_lead_to_the_hits(live_server: Any, open_page: OpenPage) -> None:
    searchable("MNS 5217:2012", title_mn="Галиг")
    draft = make_draft("standards-registration", rows={})
    page = open_page(width=1280)
    sign_in(page, live_server.url, draft.owner)
    visit(page, f"{live_server.url}/services/apply/{draft.uuid}/rows/standards/")
    page.locator("#q").press_sequentially("5217")
    option = page.locator("[role=option]").first
    expect(option).to_be_visible()
    press(page, option)
    assert page.locator("button[name=add]").count() == 1
