"""Paying and finance in a real browser: a small phone and a desk, with and without
scripts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from eservices.models import Invoice
from organisation.models import User
from tests.eservices.money import awaiting, finance, pay, state_of_case
from tests.eservices.officers import Office
from tests.eservices.qpay_server import running
from tests.eservices.test_apply_browser import sign_in
from tests.walking import assert_accessible, assert_fits, press, visit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference", "private"),
]
OpenPage = Callable[..., Any]


@pytest.fixture
def waiting(live_server: Any) -> tuple[Office, Invoice]:
    return awaiting()


def opened(open_page: OpenPage, live_server: Any, user: User, **options: Any) -> Any:
    page = open_page(**options)
    sign_in(page, live_server.url, user)
    return page


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_invoice_in_every_state(
    live_server: Any,
    open_page: OpenPage,
    waiting: tuple[Office, Invoice],
    settings: Any,
    width: int,
    prefix: str,
) -> None:
    office, invoice = waiting
    settings.BANK_NAME, settings.BANK_ACCOUNT = "Төрийн сан", "MN12 1009 0001 2345 6789"
    page = opened(open_page, live_server, office.owner, width=width)
    address = f"{live_server.url}{prefix}/account/invoices/{invoice.number}/"
    look(page, address)
    pay(invoice, 1000)
    look(page, address)
    pay(invoice, invoice.total)
    look(page, address)


def look(page: Any, address: str) -> None:
    """Open a page, which has to fit and to be usable by everybody."""
    visit(page, address)
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("js", [False, True])
def test_the_demonstration_is_paid_and_the_work_begins(
    live_server: Any,
    open_page: OpenPage,
    waiting: tuple[Office, Invoice],
    settings: Any,
    js: bool,
) -> None:
    settings.DEMO_MODE = True
    office, invoice = waiting
    page = opened(open_page, live_server, office.owner, js=js)
    visit(page, f"{live_server.url}/account/applications/{office.application.number}/")
    press(page, page.locator("a[href*='/invoices/'].button"))
    press(page, page.locator("form[action$='/pretend/'] button"))
    assert page.locator(".badge.state-answered").count() == 1
    assert state_of_case(invoice) == "in_work"


def test_the_code_of_qpay_is_asked_for_and_shown(
    live_server: Any,
    open_page: OpenPage,
    waiting: tuple[Office, Invoice],
    settings: Any,
) -> None:
    office, invoice = waiting
    with running() as server:
        settings.QPAY = server.settings()
        page = opened(open_page, live_server, office.owner, js=True)
        visit(page, f"{live_server.url}/account/invoices/{invoice.number}/")
        press(page, page.locator("form[action$='/code/'] button"))
        assert page.locator("svg.qr-code").count() == 1
        look(page, page.url)


@pytest.mark.parametrize("width", [360, 1280])
def test_finance_records_a_statement_and_settles(
    live_server: Any,
    open_page: OpenPage,
    waiting: tuple[Office, Invoice],
    width: int,
) -> None:
    office, invoice = waiting
    pay(invoice, invoice.total + 500)
    page = opened(open_page, live_server, finance(office.unit), width=width)
    start = f"{live_server.url}/admin/eservices"
    look(page, f"{start}/payment/statement/")
    page.fill(
        "#id_table",
        f"Огноо;Орлого;Утга\n2026-11-20;{invoice.total};{invoice.number} төлбөр\n"
        "2026-11-21;700;Танихгүй",
    )
    press(page, page.locator("form button.move-button"))
    assert page.locator("tbody tr").count() == 2
    assert_fits(page)
    assert_accessible(page)
    press(page, page.locator("form button.move-button"))
    look(page, f"{start}/payment/")
    look(page, f"{start}/invoice/{invoice.pk}/change/")
    double = invoice.payments.get(state="double")
    look(page, f"{start}/payment/{double.pk}/change/")
    page.fill("#id_note", "Буцаав, №14.")
    press(page, page.locator("form button.move-button"))
    double.refresh_from_db()
    assert double.note == "Буцаав, №14."
