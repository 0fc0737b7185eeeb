"""An officer at work in a real browser: without scripts, on a phone, for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casework.models import Case
from eservices.models import InfoRequest, InstrumentRow
from tests.casework.test_office_browser import assert_sound, sign_in, watch
from tests.eservices.officers import Office
from tests.walking import choose, press, visit

pytestmark = pytest.mark.usefixtures("reference", "private")
OpenPage = Callable[..., Any]


def case_address(url: str, office: Office) -> str:
    return f"{url}/admin/casework/case/{office.application.pk}/change/"


@pytest.mark.parametrize("width", [360, 1280])
def test_every_screen_is_accessible_and_fits(
    open_page: OpenPage, live_server: Any, width: int
) -> None:
    office = Office("verification")
    office.bring_to("in_review")
    working = Office("verification")
    working.bring_to("in_work")
    page = open_page(width=width)
    complaints = watch(page)
    sign_in(page, live_server.url, office.clerk)
    visit(page, case_address(live_server.url, office))
    page.locator("#move-ask_fields > summary").click()
    assert_sound(page, complaints)
    sign_out_and_in(page, live_server.url, working)
    visit(page, results_address(live_server.url, working))
    page.locator("details.card > summary").first.click()
    assert_sound(page, complaints)


def sign_out_and_in(page: Any, url: str, office: Office) -> None:
    page.context.clear_cookies()
    sign_in(page, url, office.clerk)


def results_address(url: str, office: Office) -> str:
    return f"{url}/admin/eservices/application/{office.application.pk}/results/"


def test_without_scripts_a_question_is_ticked_and_asked_on_a_phone(
    open_page: OpenPage, live_server: Any
) -> None:
    office = Office("verification")
    office.bring_to("in_review")
    page = open_page(js=False)
    sign_in(page, live_server.url, office.clerk)
    visit(page, case_address(live_server.url, office))
    page.locator("input[name=paths][value=work]").check()
    page.locator("input[name='rows.instruments'][value='2']").check()
    page.locator("#move-ask_fields > summary").click()
    form = page.locator("#form-ask_fields")
    choose(page, "fault", "wrong")
    form.locator("textarea[name=text]").fill("Хоёрдугаар мөрийг засна уу.")
    press(page, form.locator("button[type=submit]").last)
    paths = InfoRequest.objects.get().paths
    assert paths[:2] == ["work", "rows.instruments.2.kind"]
    assert Case.objects.get(pk=office.application.pk).state == "info_requested"


def test_without_scripts_all_pass_but_one(
    open_page: OpenPage, live_server: Any
) -> None:
    office = Office("verification")
    office.judge = lambda: None  # type: ignore[method-assign]
    office.bring_to("in_work")
    page = open_page(js=False, width=1280)
    sign_in(page, live_server.url, office.clerk)
    visit(page, results_address(live_server.url, office))
    press(page, page.locator("form:has(input[value=all_passed]) button"))
    page.locator("select[name=result_2]").select_option("failed")
    page.locator("input[name=reason_2]").fill("Заалт тогтворгүй")
    press(page, page.locator("form:has(input[value=page]) button[type=submit]"))
    rows = InstrumentRow.objects.order_by("position")
    assert list(rows.values_list("result", "result_reason")) == [
        ("passed", ""),
        ("failed", "Заалт тогтворгүй"),
    ]
