"""The page of a standard, small and wide: axe, width, policy, without scripts."""

from __future__ import annotations

from typing import Any

import pytest

from catalogue.models import Ics, LifecycleEvent, Title
from catalogue.status import Status
from tests.catalogue.factories import make_edition, relate
from tests.walking import assert_accessible, assert_fits, press

PATHS = [
    "mns-iso-9001/",
    "iso-9001/",
    "iso-9001/?on=2009-01-01",
    "iso-9001/?on=nonsense",
    "iso-7010/?all=1",
    "new/",
]


@pytest.fixture
def shelf(transactional_db: None) -> None:
    """An adoption, its original with a long past, and a family of many amendments."""
    old = make_edition(
        "ISO 9001:2008", status=Status.REPLACED, published="2008-11", stage="95.99"
    )
    new = make_edition(
        "ISO 9001:2015",
        status=Status.BEING_REVISED,
        published="2015-09",
        stage="90.92",
        title_mn="",
        title_en="Quality management systems - Requirements",
        languages=["en", "fr"],
        source_url="https://www.iso.org/standard/62085.html",
    )
    LifecycleEvent.objects.create(
        edition=old, kind="replaced", date="2015-09", day="2015-09-01", is_derived=True
    )
    Title.objects.create(edition=new, language="ja", script="Jpan", text="品質管理")
    field = Ics.objects.create(code="03", level=1, title_en="Services")
    new.ics.add(
        Ics.objects.create(code="03.120", level=2, parent=field, title_mn="Чанар")
    )
    relate(new, "replaces", old)
    relate(new, "replaces", "ISO 9001:2008/Cor 1:2009")
    relate(new, "replaces", "ISO/CD 9001.2")
    relate(make_edition("ISO 9001:2015/Amd 1:2024", base=new), "amends", new)
    mns = make_edition("MNS ISO 9001:2016", published="2016-11-03")
    relate(mns, "adopts", new, degree="IDT")
    signs = make_edition("ISO 7010:2019")
    for number in range(1, 31):
        amendment = make_edition(f"ISO 7010:2019/Amd {number}:2022", base=signs)
        relate(amendment, "amends", signs)


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_accessible_fit_and_keep_the_policy(
    live_server: Any, shelf: None, open_page: Any, width: int
) -> None:
    page = open_page(width=width, reduced_motion="reduce")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    for path in PATHS:
        for language in ("", "en/"):
            page.goto(f"{live_server.url}/{language}standards/{path}")
            assert_fits(page)
            assert_accessible(page)
    assert refused == []


def test_without_scripts_everything_is_there_and_answers(
    live_server: Any, shelf: None, open_page: Any
) -> None:
    page = open_page(js=False)
    page.goto(f"{live_server.url}/standards/iso-7010/")
    press(page, page.locator("#history a[rel=nofollow]"))
    assert page.locator("#history .supplement").count() == 30
    page.goto(f"{live_server.url}/standards/iso-9001/")
    page.fill("#on", "2009-01-01")
    press(page, page.locator("#on-day button"))
    assert page.locator("#on-day [role=status] a").all_inner_texts() == [
        "ISO 9001:2008"
    ]
    press(page, page.locator("#on-day [role=status] a"))
    assert page.locator(".plate.large").inner_text() == "ISO 9001:2008"


def test_words_on_the_ruler_do_not_touch_on_a_phone(
    live_server: Any, shelf: None, open_page: Any
) -> None:
    for year in range(1990, 2015, 3):
        make_edition(f"JIS A 1:{year}", status=Status.WITHDRAWN)
    page = open_page(width=360)
    page.goto(f"{live_server.url}/standards/jis-a-1/")
    boxes = page.locator(".years text").evaluate_all(
        "all => all.map(t => t.getBoundingClientRect())"
        ".map(b => [Math.round(b.y), b.left, b.right])"
    )
    assert len({y for y, _left, _right in boxes}) == 3
    for row in {y for y, _left, _right in boxes}:
        line = sorted((left, right) for y, left, right in boxes if y == row)
        for (_, right), (left, _) in zip(line, line[1:], strict=False):
            assert right <= left


def test_links_of_the_picture_lead_to_the_documents(
    live_server: Any, shelf: None, open_page: Any
) -> None:
    page = open_page(width=1280)
    page.goto(f"{live_server.url}/standards/iso-9001/")
    self_box = page.locator(".kin .self .plate").bounding_box()
    before = page.locator(".kin .before a").bounding_box()
    below = page.locator(".kin .below a").first.bounding_box()
    assert before["x"] + before["width"] <= self_box["x"]
    assert below["y"] >= self_box["y"] + self_box["height"]
    press(page, page.locator(".kin .before a"))
    assert page.url.endswith("/standards/iso-9001-2008/")
