"""The journey of a complaint: from a phone to a decision, in a real browser.

With scripts and without, at 360 px, in Mongolian; every page on the way is free of
axe violations in light and dark, and fits the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from casework.models import Case
from organisation.models import Unit
from tests.factories import make_user
from tests.walking import assert_accessible, assert_fits, choose, press

pytestmark = pytest.mark.usefixtures("reference")
OpenPage = Callable[..., Any]
PASSWORD = "a long pass phrase"
COMPLAINT = "Төв захын 5 дугаар лангууны жин 1 кг-ыг 80 г-аар илүү заалаа."
QUESTION = "Хэдэн сарын хэдэнд авсан бэ?"
ANSWER = "Өчигдөр, 11 сарын 22-нд."
DECISION = "Жинг шалгаж, ашиглахыг хориглов. Худалдаачинд торгууль ногдууллаа."


@pytest.fixture(autouse=True)
def house(reference: None, settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_DIR = tmp_path
    make_user("clerk", Unit.objects.get(code="darkhan-uul"), username="clerk")


def look(page: Any) -> None:
    """Nothing overflows, and axe (which needs scripts) has nothing to say."""
    assert_fits(page)
    if not page.runs_scripts:
        return
    assert_accessible(page)


def main_button(page: Any) -> Any:
    """The one main button of a form page."""
    return page.locator("#main form[id] button.button[type=submit]")


@pytest.mark.parametrize("js", [False, True], ids=["no-js", "js"])
def test_a_complaint_from_a_phone_to_a_decision(
    live_server: Any, open_page: OpenPage, js: bool
) -> None:
    phone, clerk = (
        open_page(js=js, width=width, reduced_motion="reduce") for width in (360, 1280)
    )
    number, code = send(phone, live_server.url)
    sign_in(clerk, live_server.url)
    open_case(clerk, live_server.url, number)
    act(clerk, "take")
    act(clerk, "ask", text=QUESTION)

    track(phone, live_server.url, number, code)
    assert "Таны хариуг хүлээж байна" in phone.inner_text("h1")
    assert QUESTION in phone.inner_text("#main")
    reply = phone.locator("form[action$='/answer/']")
    reply.locator("textarea").fill(ANSWER)
    press(phone, reply.locator("button[type=submit]"))
    assert ANSWER in phone.inner_text("#main")
    look(phone)

    open_case(clerk, live_server.url, number)
    assert ANSWER in clerk.inner_text("#content")
    act(clerk, "answer", text=DECISION, outcome="solved")

    track(phone, live_server.url, number, code)
    assert "Хариу өгсөн" in phone.inner_text("h1")
    assert DECISION in phone.inner_text("#main")
    look(phone)
    choose(phone, "score", "5")
    choose(phone, "is_solved", "yes")
    press(phone, phone.locator("form[action$='/rate/'] button[type=submit]"))
    assert "Хаасан" in phone.inner_text("h1")
    look(phone)

    case = Case.objects.get(number=number)
    assert (case.state, case.outcome) == ("closed", "solved")
    call_command("verify_chains", verbosity=0)


def send(page: Any, base: str) -> tuple[str, str]:
    """From the home page to the receipt; its number and code."""
    page.goto(base)
    look(page)
    press(page, page.locator("a[href='/feedback/?kind=complaint']"))
    page.fill("#id_body", COMPLAINT)
    page.select_option("#id_place", label="Дархан-Уул")
    choose(page, "reply_by", "phone")
    page.fill("#id_phone", "9911-2345")
    page.locator("label[for=id_consent]").click()
    look(page)
    press(page, main_button(page))
    assert page.url == f"{base}/feedback/check/"
    look(page)
    press(page, main_button(page))
    assert page.url == f"{base}/feedback/receipt/"
    look(page)
    plates = page.locator("#main .plate").all_inner_texts()
    return plates[0], plates[1]


def track(page: Any, base: str, number: str, code: str) -> None:
    """Number and code to the status page."""
    page.goto(f"{base}/track/")
    look(page)
    page.fill("#id_number", number)
    page.fill("#id_code", code)
    press(page, main_button(page))
    assert page.locator("#main .plate").first.is_visible()
    look(page)


def sign_in(page: Any, base: str) -> None:
    """The clerk signs in."""
    page.goto(f"{base}/admin/")
    look(page)
    page.fill("input[name=login]", "clerk")
    page.fill("input[name=password]", PASSWORD)
    press(page, page.locator("button[type=submit]").first)
    assert page.url == f"{base}/admin/"
    look(page)


def open_case(page: Any, base: str, number: str) -> None:
    """Through the queue to the case."""
    page.goto(f"{base}/admin/casework/case/?tab=unit")
    look(page)
    page.goto(f"{base}/admin/casework/case/?q={number}")
    press(page, page.locator(f"#content a:has-text('{number}')").first)
    assert "/change/" in page.url
    look(page)


def act(page: Any, move: str, *, text: str = "", outcome: str = "") -> None:
    """Open the panel of a move, fill it in and send it."""
    form = page.locator(f"form[action*='/move/{move}/']")
    panel = page.locator(f"details:has(form[action*='/move/{move}/'])")
    if panel.count() and panel.get_attribute("open") is None:
        panel.locator("summary").first.click()
    if outcome:
        card = form.locator(f"input[name$=outcome][value={outcome}]")
        form.locator(f"label[for='{card.get_attribute('id')}']").click()
    if text:
        form.locator("textarea[name$=text]").fill(text)
    press(page, form.locator("button[type=submit]").last)
    look(page)
