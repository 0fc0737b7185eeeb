"""The search as a phone and a desk show it, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from catalogue.models import Committee, Edition, Ics
from catalogue.search.index import refresh
from catalogue.status import Status
from tests.catalogue.factories import make_edition, relate
from tests.walking import assert_accessible, assert_fits, leaving, press

pytestmark = pytest.mark.usefixtures("shop")
OpenPage = Callable[..., Any]

PATHS = [
    "",
    "standards/",
    "standards/?q=ундны+ус",
    "standards/?q=мнс+900&body=mns&status=valid&year_from=1990&on=2019-03-01",
    "standards/?q=MNS+900:1999",
    "standards/?q=зддщ",
    "standards/ics/",
    "standards/ics/13/",
    "standards/ics/13.060.20/?on=2001-01-01",
    "standards/committees/",
    "standards/committees/mns-tc-1/",
    "standards/check/",
]
BOX = "input[name=q]"
CODES = ".hit .plate"


@pytest.fixture
def shop(reference: None) -> None:
    """What a shopkeeper may look for, and an old edition of it."""
    top = Ics.objects.create(code="13", level=1, title_en="Environment")
    group = Ics.objects.create(
        code="13.060", level=2, parent=top, title_en="Water quality"
    )
    field = Ics.objects.create(
        code="13.060.20", level=3, parent=group, title_mn="Ундны ус"
    )
    chair = Committee.objects.create(
        code="MNS/TC 1", slug="mns-tc-1", title_mn="Усны чанар"
    )
    water = "Хүрээлэн байгаа орчин. Ундны ус. Эрүүл ахуйн шаардлага, үнэлгээ"
    new = make_edition("MNS 900:2018", title_mn=water, committee=chair)
    old = make_edition(
        "MNS 900:2005", title_mn=water, committee=chair, status=Status.REPLACED
    )
    relate(new, "replaces", old)
    for edition in (new, old):
        edition.ics.set([field])
    make_edition("MNS 5217:2012")
    title = "Quality management systems — Requirements"
    make_edition("ISO 9001:2015", title_mn="", title_en=title)
    refresh(Edition.objects.values_list("pk", flat=True))


def codes(page: Any) -> list[str]:
    """The designations on the cards."""
    return list(page.locator(CODES).all_inner_texts())


# --- every page -----------------------------------------------------------------
@pytest.mark.parametrize(("width", "language"), [(360, ""), (1280, ""), (360, "en/")])
def test_pages_are_accessible_and_fit(
    live_server: Any, open_page: OpenPage, width: int, language: str
) -> None:
    page = open_page(width=width, reduced_motion="reduce")
    for path in PATHS:
        page.goto(f"{live_server.url}/{language}{path}")
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_checked_list_is_accessible_and_fits(
    live_server: Any, open_page: OpenPage, width: int
) -> None:
    page = open_page(width=width)
    page.goto(f"{live_server.url}/standards/check/")
    page.fill("textarea", "MNS 900:2005\nISO 9001\nMNS 1:1999\n" + "ү" * 280)
    press(page, page.locator("#list button.button"))
    assert page.locator("tbody tr").count() == 4
    assert_fits(page)
    assert_accessible(page)


# --- the journey ----------------------------------------------------------------
@pytest.mark.parametrize("js", [False, True])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("us undnii", "MNS 900:2018"),
        ("ундны усны", "MNS 900:2018"),
        ("мнс 5217", "MNS 5217:2012"),
        ("iso9001", "ISO 9001:2015"),
    ],
)
def test_a_shopkeeper_finds_what_she_wants(
    live_server: Any, open_page: OpenPage, js: bool, typed: str, code: str
) -> None:
    page = open_page(js=js)
    page.goto(f"{live_server.url}/")
    page.fill(BOX, typed)
    with leaving(page):
        page.keyboard.press("Enter")
    assert codes(page)[0] == code
    press(page, page.locator(".hit h3 a").first)
    assert code in page.locator("main").inner_text()


def test_without_scripts_the_box_offers_what_was_found(
    live_server: Any, open_page: OpenPage
) -> None:
    page = open_page(js=False)
    page.goto(f"{live_server.url}/standards/?q=ундны+ус")
    offered = page.locator("datalist#known option")
    assert [one.get_attribute("value") for one in offered.all()] == codes(page)
    assert page.locator(BOX).get_attribute("list") == "known"


# --- suggestions ----------------------------------------------------------------
def test_suggestions_are_walked_with_the_keys(live_server: Any, page: Any) -> None:
    page.goto(f"{live_server.url}/standards/")
    box = page.locator(BOX)
    box.press_sequentially("mns 9")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    assert_accessible(page)
    box.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.inner_text() == "MNS 900"
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert box.input_value() == "MNS 900"
    box.press("Escape")
    assert box.input_value() == "mns 9"
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("0")
    page.wait_for_selector("[role=option]")
    box.press("ArrowDown")
    with leaving(page):
        box.press("Enter")
    assert page.url == f"{live_server.url}/standards/mns-900/"


def test_one_letter_asks_for_nothing(live_server: Any, page: Any) -> None:
    page.goto(f"{live_server.url}/standards/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(BOX).press_sequentially("у")
    page.wait_for_timeout(400)
    assert [url for url in asked if "suggest" in url] == []
    page.locator(BOX).press_sequentially("с")
    page.wait_for_selector("[role=option]")
    assert len([url for url in asked if "suggest" in url]) == 1


def test_a_suggestion_can_be_tapped(live_server: Any, page: Any) -> None:
    page.goto(f"{live_server.url}/")
    page.locator(BOX).press_sequentially("iso 90")
    press(page, page.locator("[role=option]").first)
    assert page.url == f"{live_server.url}/standards/iso-9001/"


# --- filters --------------------------------------------------------------------
def test_filters_are_taken_and_left_with_a_tap(
    live_server: Any, open_page: OpenPage
) -> None:
    page = open_page(js=False)
    page.goto(f"{live_server.url}/standards/?q=ундны+ус")
    assert codes(page) == ["MNS 900:2018", "MNS 900:2005"]
    press(page, page.locator(".facet a[href*='status=replaced']"))
    assert codes(page) == ["MNS 900:2005"]
    press(page, page.locator("a.chosen"))
    assert codes(page) == ["MNS 900:2018", "MNS 900:2005"]
