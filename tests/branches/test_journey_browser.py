"""An editor writes, the head lets it out, everybody reads it; in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from branches.models import PageKind
from organisation.models import Role, Unit, User
from tests.branches.factories import BODY, fill_unit
from tests.casework.file_samples import picture
from tests.casework.test_office_browser import sign_in, watch
from tests.factories import make_user
from tests.walking import assert_accessible, assert_fits, press, visit

pytestmark = pytest.mark.usefixtures("reference", "private")
OpenPage = Callable[..., Any]


@pytest.fixture
def editor(darkhan: Unit) -> User:
    return make_user(Role.EDITOR, darkhan)


@pytest.fixture
def head(darkhan: Unit) -> User:
    return make_user(Role.HEAD, darkhan)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo on the editor's computer."""
    path = tmp_path / "laboratory.png"
    path.write_bytes(picture("PNG", size=(1000, 500)))
    return path


@pytest.mark.parametrize("js", [True, False])
def test_from_the_first_word_to_the_public(
    live_server: Any,
    open_page: OpenPage,
    editor: User,
    head: User,
    photo: Path,
    js: bool,
) -> None:
    url = live_server.url
    desk = open_page(js=js, width=1280)
    complaints = watch(desk)
    sign_in(desk, url, editor)

    # A picture, with what it shows.
    visit(desk, f"{url}/admin/branches/picture/add/")
    desk.select_option("select[name=unit]", str(editor.memberships.get().unit_id))
    desk.set_input_files("input[name=upload]", photo)
    desk.fill("[name=alt_mn]", "Жингийн лаборатори")
    press(desk, desk.locator("#content input[type=submit]"))

    # A text, from the start page.
    visit(desk, f"{url}/admin/")
    press(desk, desk.locator("a[href='/admin/branches/page/add/']"))
    desk.select_option("select[name=unit]", str(editor.memberships.get().unit_id))
    desk.select_option("select[name=kind]", "news")
    desk.fill("[name=slug]", "jin-shalgana")
    desk.fill("[name=title_mn]", "Жин шалгана")
    press(desk, desk.locator("#content input[type=submit]"))
    desk.fill("[name=body_mn]", BODY)
    if js:
        drawn = desk.locator("[data-drawn=body_mn] strong")
        drawn.wait_for()
        assert drawn.inner_text() == "даваа"
    desk.select_option("select[name=picture]", label="Жингийн лаборатори")
    press(desk, desk.locator("input[name=_submit]"))
    address = desk.url

    # The head looks at it as everybody would, and lets it out.
    public = f"{url}/branches/darkhan-uul/news/jin-shalgana/"
    office = open_page(js=js, width=1280)
    complaints_of_head = watch(office)
    sign_in(office, url, head)
    assert office.goto(public).status == 404
    complaints_of_head.clear()  # the browser logs the 404
    visit(office, address)
    press(office, office.locator("a[href$='/2/preview/']").first)
    assert office.locator("h1").inner_text() == "Жин шалгана"
    visit(office, address)
    press(office, office.locator("form[action$='/2/approve/'] button"))

    # Everybody reads it on the phone.
    phone = open_page(js=js)
    visit(phone, f"{url}/branches/darkhan-uul/")
    press(phone, phone.locator("a[href$='/news/jin-shalgana/']"))
    assert phone.url == public
    assert phone.locator("article li strong").inner_text() == "даваа"
    shown = phone.locator("article img")
    assert shown.get_attribute("alt") == "Жингийн лаборатори"
    assert phone.request.get(f"{url}{shown.get_attribute('src')}").status == 200
    assert_fits(phone)
    assert (complaints, complaints_of_head) == ([], [])


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_the_editors_screens_are_accessible_and_fit(
    live_server: Any,
    open_page: OpenPage,
    darkhan: Unit,
    editor: User,
    head: User,
    width: int,
    dark: bool,
) -> None:
    fill_unit(darkhan, head)
    text = darkhan.pages.get(kind=PageKind.NEWS)
    trip = darkhan.trips.get()
    shown = darkhan.pictures.get()
    page = open_page(width=width, dark=dark)
    complaints = watch(page)
    sign_in(page, live_server.url, editor)
    for path in (
        "",
        "branches/page/",
        "branches/page/add/",
        "branches/page/health/",
        f"branches/page/{text.pk}/change/",
        f"branches/page/{text.pk}/1/compare/",
        "branches/picture/",
        "branches/picture/add/",
        f"branches/picture/{shown.pk}/change/",
        "branches/document/add/",
        "branches/openinghours/",  # leads to the week of the one unit
        "branches/specialday/add/",
        "branches/staffmember/add/",
        "branches/serviceoffer/add/",
        "branches/localfigure/add/",
        f"branches/place/{darkhan.pk}/change/",
        f"eservices/fieldtrip/{trip.pk}/change/",
    ):
        visit(page, f"{live_server.url}/admin/{path}")
        assert (path, complaints) == (path, [])
        assert_fits(page)
        assert_accessible(page)
        # axe itself puts in a style for what Django's forms.css imports.
        complaints.clear()
