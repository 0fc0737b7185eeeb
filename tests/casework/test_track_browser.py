"""The tracking page as a small phone shows it, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from casework.actions import perform
from casework.actors import APPLICANT
from casework.models import Case, Message, Rating
from casework.numbers import code_for, group_code
from feedback.models import Petition
from organisation.models import Role, Unit, User
from tests.factories import NAMED, do, make_petition, make_user
from tests.walking import assert_accessible, assert_fits, choose, press

pytestmark = pytest.mark.usefixtures("reference", "private")
OpenPage = Callable[..., Any]
FIRST = "section form button.button[type=submit]"


@pytest.fixture
def unit() -> Unit:
    return Unit.objects.get(code="darkhan-uul")


@pytest.fixture
def clerk(unit: Unit) -> User:
    return make_user(Role.CLERK, unit)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo on the phone."""
    path = tmp_path / "IMG_2.jpg"
    Image.new("RGB", (64, 48), "navy").save(path)
    return path


def received(days: int, unit: Unit, **values: Any) -> Petition:
    """A petition received so many days ago."""
    on = timezone.now() - timedelta(days=days)
    return make_petition(on=on, unit=unit, **values)


def type_in(page: Any, url: str, case: Case) -> None:
    """Number and code by hand."""
    page.goto(f"{url}/track/")
    page.fill("#id_number", case.number)
    page.fill("#id_code", group_code(code_for(case.client_key)))
    press(page, page.locator("#track button"))
    assert page.locator(".plate.large").is_visible()


def word(page: Any) -> str:
    return str(page.locator("h1").inner_text())


# --- the journey ----------------------------------------------------------------
@pytest.mark.parametrize("js", [False, True])
def test_from_the_question_to_solved(
    live_server: Any,
    open_page: OpenPage,
    unit: Unit,
    clerk: User,
    photo: Path,
    js: bool,
) -> None:
    petition = received(3, unit, **NAMED)
    do(petition, "take", clerk)
    do(petition, "ask", clerk, text="Аль зах дээр вэ?")
    page = open_page(js=js)
    type_in(page, live_server.url, petition)
    assert_fits(page)
    page.fill("#answer_text", "Хар зах дээр.")
    page.set_input_files("#answer_uploads", photo)
    press(page, page.locator(FIRST))
    assert page.locator("[role=status] p").first.is_visible()
    assert Message.objects.get(kind="answer").attachments.count() == 1
    page.reload()  # sends the form again
    assert Message.objects.filter(kind="answer").count() == 1

    do(petition, "answer", clerk, text="Шалгав.", outcome="solved", appeal="Төв")
    type_in(page, live_server.url, petition)
    choose(page, "is_solved", "yes")
    choose(page, "score", "5")
    page.fill("#rate_comment", "Баярлалаа.")
    press(page, page.locator(FIRST))
    assert page.locator("[role=status] p").first.is_visible()
    assert_fits(page)
    assert (Rating.objects.get().score, Case.objects.get().state) == (5, "closed")
    assert petition.number not in page.url


@pytest.mark.parametrize("js", [False, True])
def test_not_solved_is_reopened(
    live_server: Any, open_page: OpenPage, unit: Unit, clerk: User, js: bool
) -> None:
    petition = received(3, unit, **NAMED)
    do(petition, "take", clerk)
    do(petition, "answer", clerk, text="Шалгав.", outcome="explained", appeal="Төв")
    page = open_page(js=js)
    type_in(page, live_server.url, petition)
    choose(page, "is_solved", "no")
    choose(page, "score", "1")
    press(page, page.locator(FIRST))
    page.fill("#reopen_reason", "Дахиад дутуу жинлэсэн.")  # open by itself now
    press(page, page.locator("aside details[open] button[type=submit]"))
    assert page.locator("[role=status] p").first.is_visible()
    assert Case.objects.get().state == "in_progress"


@pytest.mark.parametrize("js", [False, True])
def test_withdrawing_takes_two_steps(
    live_server: Any, open_page: OpenPage, unit: Unit, js: bool
) -> None:
    petition = received(3, unit, **NAMED)
    page = open_page(js=js)
    type_in(page, live_server.url, petition)
    button = page.locator("aside .button.danger")
    assert not button.is_visible()
    page.locator("aside summary").last.click()
    press(page, button)
    assert page.locator("[role=status] p").first.is_visible()
    assert Case.objects.get().state == "withdrawn"


# --- the fragment ---------------------------------------------------------------
def test_the_link_opens_the_page_and_leaves_nothing_in_the_address(
    live_server: Any, open_page: OpenPage, unit: Unit
) -> None:
    petition = received(3, unit, **NAMED)
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    code = code_for(petition.client_key)
    # The page sends the form while it loads, and may never be loaded itself.
    page.goto(f"{live_server.url}/track/#{petition.number}.{code}", wait_until="commit")
    page.wait_for_selector(".plate.large")
    assert page.url == f"{live_server.url}/track/"
    assert [url for url in asked if petition.number in url.partition("#")[0]] == []
    page.go_back()
    assert code not in page.url


def test_a_link_without_the_code_fills_in_the_number(
    live_server: Any, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/track/#26-004217-5")
    page.wait_for_function("document.getElementById('id_number').value")
    assert page.input_value("#id_number") == "26-004217-5"
    assert page.evaluate("document.activeElement.id") == "id_code"
    assert page.url == f"{live_server.url}/track/"


def test_another_fragment_is_left_alone(live_server: Any, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/track/#main")
    assert page.input_value("#id_number") == ""
    assert page.url.endswith("/track/#main")


# --- the look -------------------------------------------------------------------
def scenes(unit: Unit, clerk: User) -> list[Petition]:
    """One case of each look: late, waiting, answered with an extension, sample."""
    late = received(40, unit, **NAMED)
    do(late, "take", clerk)
    waiting = received(5, unit, **NAMED)
    do(waiting, "take", clerk)
    do(waiting, "ask", clerk, text="Аль зах дээр вэ?")
    answered = received(20, unit, **NAMED)
    do(answered, "take", clerk)
    head = make_user(Role.HEAD, unit)
    do(answered, "extend", head, days=20, reason="Шинжилгээ хийлгэж байна.")
    do(answered, "answer", clerk, text="Шалгав.", outcome="solved", appeal="Төв")
    sample = received(0, unit, is_sample=True)
    withdrawn = received(1, unit)
    perform(
        case_id=withdrawn.pk,
        move="withdraw",
        actor=APPLICANT,
        version=None,
        client_key=uuid4(),
    )
    return [late, waiting, answered, sample, withdrawn]


def test_every_look_fits_and_is_accessible(
    live_server: Any, open_page: OpenPage, unit: Unit, clerk: User
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/track/")
    assert_accessible(page)
    for case in scenes(unit, clerk):
        type_in(page, live_server.url, case)
        assert_fits(page)
        # Closed parts are opened, so that they are looked at too.
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        assert_fits(page)
        assert_accessible(page)


def test_a_mistake_takes_focus_and_keeps_what_was_typed(
    live_server: Any, open_page: OpenPage, unit: Unit
) -> None:
    petition = received(3, unit, **NAMED)
    page = open_page()
    page.goto(f"{live_server.url}/track/")
    page.fill("#id_number", petition.number)
    page.fill("#id_code", "12345")
    press(page, page.locator("#track button"))
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.input_value("#id_number") == petition.number
    assert page.input_value("#id_code") == "12345"
    assert_fits(page)
    assert_accessible(page)


def test_the_other_language_needs_no_typing(
    live_server: Any, open_page: OpenPage, unit: Unit
) -> None:
    petition = received(3, unit, **NAMED)
    page = open_page(js=False)
    type_in(page, live_server.url, petition)
    press(page, page.locator("aside button[lang=en]"))
    assert page.url == f"{live_server.url}/en/track/"
    assert word(page) == "Received"


def test_the_complaint_about_lateness_is_copied(
    live_server: Any, open_page: OpenPage, unit: Unit
) -> None:
    petition = received(40, unit, **NAMED)
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    type_in(page, live_server.url, petition)
    page.locator(".notice.late summary").click()
    page.locator("[data-copy]").click()
    page.wait_for_selector("[data-copied]:visible")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert petition.number in copied
    assert NAMED["name"] not in copied


def test_the_printed_page_has_the_facts_and_no_forms(
    live_server: Any, open_page: OpenPage, unit: Unit
) -> None:
    petition = received(40, unit, **NAMED)
    page = open_page()
    type_in(page, live_server.url, petition)
    assert page.locator("[data-print]").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".ledger").is_visible()
    assert page.locator(".plate").is_visible()
    assert page.locator("form:visible").count() == 0
