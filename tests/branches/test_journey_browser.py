"""An editor writes, the head lets it out, everybody reads it; in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from branches.actions.files import add_picture
from branches.models import (
    LocalFigure,
    OpeningHours,
    PageKind,
    Place,
    ServiceOffer,
    SpecialDay,
    StaffMember,
)
from eservices.models import FieldTrip
from organisation.models import Role, Unit, User
from tests.branches.factories import make_text, publish
from tests.casework.file_samples import picture
from tests.casework.test_office_browser import sign_in, watch
from tests.factories import make_user
from tests.walking import assert_accessible, assert_fits, press, visit

pytestmark = pytest.mark.usefixtures("reference", "private")
OpenPage = Callable[..., Any]
BODY = "## Хуваарь\n\n- Жин: **даваа** гараг\n- Тоолуур: мягмар гараг"


@pytest.fixture
def editor(darkhan: Unit) -> User:
    return make_user(Role.EDITOR, darkhan)


@pytest.fixture
def head(darkhan: Unit) -> User:
    return make_user(Role.HEAD, darkhan)


def fill(unit: Unit, head: User) -> None:
    """Everything a page of a unit can show."""
    photo = SimpleUploadedFile("a.png", picture("PNG", size=(900, 600)), "image/png")
    kept = add_picture(unit=unit, user=head, upload=photo, alt_mn="Лабораторийн байр")
    Place.objects.create(unit=unit, latitude="49.48", longitude="105.92", photo=kept)
    for day in range(5):
        OpeningHours.objects.create(
            unit=unit,
            weekday=day,
            opens=time(8, 30),
            closes=time(17, 30),
            break_from=time(12),
            break_to=time(13),
        )
    today = timezone.localdate()
    SpecialDay.objects.create(
        unit=unit, day=today + timedelta(days=1), reason_mn="Сургалттай"
    )
    ServiceOffer.objects.create(unit=unit, service="verification")
    StaffMember.objects.create(
        unit=unit,
        name="Б.Оюун",
        post_mn="Хэлтсийн дарга",
        phone="7037 0000",
        photo=kept,
        is_public=True,
    )
    LocalFigure.objects.create(
        unit=unit, label_mn="Шалгасан", period="2026", value=1828, source_mn="Тайлан"
    )
    FieldTrip.objects.create(
        unit=unit,
        aimag_code=unit.aimag_code,
        sum_mn="Хонгор",
        starts_on=today,
        ends_on=today,
        capacity=40,
    )
    publish(make_text(unit, head, body=BODY, picture=kept), head)
    publish(make_text(unit, head, kind=PageKind.PROFILE, slug="about"), head)
    publish(make_text(unit, head, kind=PageKind.ANNOUNCEMENT, is_urgent=True), head)


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


@pytest.mark.parametrize("dark", [False, True])
def test_the_public_pages_are_accessible_and_fit(
    live_server: Any, open_page: OpenPage, darkhan: Unit, head: User, dark: bool
) -> None:
    fill(darkhan, head)
    page = open_page(dark=dark)
    complaints = watch(page)
    for start in ("", "/en"):
        for path in (
            "/branches/",
            "/branches/?q=увс",
            "/branches/darkhan-uul/",
            "/branches/darkhan-uul/news/",
            "/branches/darkhan-uul/news/medee/",
            "/branches/uvs/",
            "/branches/head-office/",
        ):
            visit(page, f"{live_server.url}{start}{path}")
            assert_fits(page)
            assert_accessible(page)
            assert (start, path, complaints) == (start, path, [])


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
    fill(darkhan, head)
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
        "branches/openinghours/",
        "branches/openinghours/add/",
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
