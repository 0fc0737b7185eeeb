"""The page of every unit, full and nearly empty, on a phone; in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from branches.models import PageKind
from organisation.models import Role, Unit, User
from tests.branches.factories import fill_unit, make_text, publish
from tests.casework.test_office_browser import watch
from tests.factories import make_user
from tests.walking import assert_accessible, assert_fits, visit

pytestmark = pytest.mark.usefixtures("reference", "private")
OpenPage = Callable[..., Any]
FULL = ("darkhan-uul", "uvs", "head-office")
BESIDE = (
    "/branches/",
    "/branches/?q=увс",
    "/branches/darkhan-uul/news/",
    "/branches/darkhan-uul/news/medee/",
    "/about/contact/",
)


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, Unit.objects.head_office())


def write_in_english(unit: Unit, officer: User) -> None:
    """A text in two languages, with a word and a line that hardly fit a phone."""
    words = {
        "title": "Стандартчилагдаагүйнхээсээ",
        "title_en": "Verification of weighbridges",
        "body_en": "| weight | fee |\n|---|---|\n| up to 60 t | 150,000 |\n\n"
        + "a" * 90,
    }
    publish(
        make_text(unit, officer, kind=PageKind.ANNOUNCEMENT, slug="en", **words),
        officer,
    )


@pytest.mark.parametrize("start", ["", "/en"])
def test_every_page_is_accessible_and_fits_a_phone(
    live_server: Any, open_page: OpenPage, officer: User, start: str
) -> None:
    units = list(Unit.objects.active())
    assert len(units) > 21
    for unit in units:
        if unit.code in FULL:
            fill_unit(unit, officer)
            write_in_english(unit, officer)
    paths = [*BESIDE, *(f"/branches/{unit.code}/" for unit in units)]
    page = open_page()
    complaints = watch(page)
    for path in paths:
        visit(page, f"{live_server.url}{start}{path}")
        assert (path, complaints) == (path, [])
        assert_fits(page)
        assert_accessible(page)
