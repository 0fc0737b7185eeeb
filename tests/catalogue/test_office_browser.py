"""The office of the catalogue in a real browser: readable by all, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from catalogue.actions.editing import Parts, save_edition
from catalogue.actions.imports import carry_out, start_rebuild
from catalogue.models import Edition, Ics, ImportRun, Relation, UnfoundQuery
from organisation.models import Role, Unit, User
from tests.casework.test_office_browser import sign_in, watch
from tests.catalogue.factories import make_edition, relate
from tests.factories import make_user
from tests.walking import assert_accessible, assert_fits, leaving, press

pytestmark = pytest.mark.usefixtures("reference", "private")
OpenPage = Callable[..., Any]
ROWS = "code,title_mn\nMNS 5217:2012,Ундны ус\nMNS 1:2000,Талх\nдугааргүй,Ус\n"


@pytest.fixture
def officer(reference: None) -> User:
    return make_user(Role.OFFICER, Unit.objects.head_office())


@pytest.fixture
def edition(officer: User) -> Edition:
    """One with everything a screen can hold."""
    edition = make_edition("MNS ISO 9001:2016", title_mn="Чанарын удирдлага")
    relate(make_edition("MNS ISO 9001:2026"), "replaces", edition)
    make_edition("MNS ISO 9001 : 2016", slug="twin")
    edition.title_mn = "Чанарын удирдлагын тогтолцоо. Шаардлага"
    edition.status = "withdrawn"
    tie = Relation(kind="adopts", to_code="ISO 9001:2015", degree="IDT")
    cited = [Relation(kind="cites", to_code=f"ISO {n}:2020") for n in range(100, 130)]
    save_edition(user=officer, edition=edition, parts=Parts(None, [tie, *cited]))
    UnfoundQuery.objects.create(
        text="галын хор", count=4, first_on="2026-01-01", last_on="2026-02-01"
    )
    return edition


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A small file of standards on the clerk's computer."""
    path = tmp_path / "standards.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def assert_sound(page: Any, complaints: list[str]) -> None:
    """No refused script or style, nothing wider than the screen, no axe violation."""
    assert complaints == []
    assert_fits(page)
    assert_accessible(page)
    # axe itself puts in a style for what Django's forms.css imports.
    complaints.clear()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_screen_is_accessible_and_fits(
    live_server: Any,
    open_page: OpenPage,
    officer: User,
    edition: Edition,
    width: int,
) -> None:
    page = open_page(width=width)
    complaints = watch(page)
    sign_in(page, live_server.url, officer)
    start_rebuild(user=officer)
    for path in (
        "edition/",
        "edition/?q=9001",
        "edition/?q=зүйлгүй",
        "edition/add/",
        f"edition/{edition.pk}/change/",
        f"edition/{edition.pk}/change/?relations=2",
        f"edition/{edition.pk}/history/",
        "edition/duplicates/",
        "edition/duplicates/?kind=near",
        "standard/",
        f"standard/{edition.standard_id}/change/",
        "body/",
        "ics/add/",
        "committee/",
        "source/",
        "unfoundquery/",
        "importrun/",
        f"importrun/{ImportRun.objects.get().pk}/change/",
    ):
        page.goto(f"{live_server.url}/admin/catalogue/{path}")
        assert_sound(page, complaints)


@pytest.mark.parametrize("js", [False, True])
def test_a_clerk_imports_a_file(
    live_server: Any, open_page: OpenPage, officer: User, rows: Path, js: bool
) -> None:
    page = open_page(js=js, width=360)
    complaints = watch(page)
    sign_in(page, live_server.url, officer)
    page.goto(f"{live_server.url}/admin/catalogue/edition/")
    press(page, page.locator(".object-tools a[href$='/importrun/']"))
    page.set_input_files("input[name=file]", rows)
    press(page, page.locator("form.upload button"))
    assert page.locator("text=Талх").is_visible()
    if js:
        assert_sound(page, complaints)
    press(page, page.locator("form[action$='/confirm/'] button"))
    assert page.locator("progress").is_visible()
    carry_out(run_id=ImportRun.objects.get().pk)
    if not js:
        press(page, page.locator("#run section a"))
    page.wait_for_selector("progress", state="detached")
    assert page.locator("code.hash").first.inner_text() == "дугааргүй | Ус"
    if js:
        assert_sound(page, complaints)
    assert Edition.objects.count() == 2


@pytest.mark.parametrize("js", [False, True])
def test_a_clerk_corrects_and_brings_back(
    live_server: Any, open_page: OpenPage, officer: User, edition: Edition, js: bool
) -> None:
    Ics.objects.create(code="03", level=1, title_mn="Удирдлага")
    page = open_page(js=js, width=360)
    sign_in(page, live_server.url, officer)
    page.goto(f"{live_server.url}/admin/catalogue/edition/")
    page.fill("#searchbar", "мнс исо 9001-2016")
    with leaving(page):
        page.press("#searchbar", "Enter")
    press(page, page.locator(f"#result_list a[href*='/{edition.pk}/change/']"))
    page.fill("[name=title_mn]", "Буруу нэр")
    page.fill("[name=ics_codes]", "03")
    press(page, page.locator("[name=_continue]"))
    assert page.locator(".messagelist .success").is_visible()
    press(page, page.locator(".object-tools .historylink"))
    press(page, page.locator("form[action$='/restore/'] button").first)
    assert page.locator(".messagelist .success").is_visible()
    edition.refresh_from_db()
    assert edition.title_mn == "Чанарын удирдлагын тогтолцоо. Шаардлага"
    assert not edition.ics.exists()


def test_rows_are_added_until_the_form_is_full(
    live_server: Any, page: Any, officer: User, edition: Edition
) -> None:
    sign_in(page, live_server.url, officer)
    page.goto(f"{live_server.url}/admin/catalogue/edition/{edition.pk}/change/")
    relations = page.locator("[data-parts=relations_from]")
    add = relations.locator(".add-part button")
    while add.is_visible():
        add.click()
    assert relations.locator("[data-full]").is_visible()
    assert page.locator("form#edition_form").evaluate(
        "form => form.elements.length"
    ) in range(400, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
    page.fill("[name=title_mn]", "Дүүрэн маягт")
    press(page, page.locator("[name=_save]"))
    edition.refresh_from_db()
    assert edition.title_mn == "Дүүрэн маягт"
    assert edition.relations_from.count() == 31
