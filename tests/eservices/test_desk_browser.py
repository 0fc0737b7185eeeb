"""The desk in a real browser: without scripts, on a phone, with a passkey."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eservices.models import Application, Company, CompanyRole
from organisation.models import User
from tests.eservices.factories import make_draft, make_member
from tests.eservices.officers import Office
from tests.walking import (
    assert_accessible,
    assert_fits,
    leaving,
    press,
    visit,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference", "private"),
]
OpenPage = Callable[..., Any]
SUBMIT = "main form button.button[type=submit]"


@pytest.fixture
def console(settings: Any) -> None:
    """As in demo mode: no mail goes out, the page shows the code."""
    settings.EMAIL_URL = "consolemail://"


def sign_in(page: Any, url: str, email: str) -> None:
    """Type the address, then the code."""
    visit(page, f"{url}/account/sign-in/")
    page.fill("#id_email", email)
    press(page, page.locator(SUBMIT).first)
    page.fill("#id_code", page.locator("strong.plate").inner_text())
    press(page, page.locator(SUBMIT).first)


def let_in(page: Any, url: str, user: User) -> None:
    """Give the browser a session of the person."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


# --- the way in, without scripts ------------------------------------------------
@pytest.mark.usefixtures("console")
def test_a_company_comes_in_and_invites_without_scripts(
    live_server: Any, open_page: OpenPage
) -> None:
    page = open_page(js=False)
    sign_in(page, live_server.url, "bat@company.example")
    assert page.url == f"{live_server.url}/account/"
    press(page, page.locator("a[href='/account/companies/register/']"))
    page.fill("#id_register_no", "512 3456")
    page.fill("#id_name", "Жин ХХК")
    page.select_option("#id_aimag_code", "45")
    page.fill("#id_sum", "Дархан")
    page.fill("#id_address", "5-р баг")
    page.fill("#id_phone", "99112345")
    press(page, page.locator(SUBMIT).first)
    company = Company.objects.get()
    assert page.url.endswith(f"/account/companies/{company.register_no}/")
    page.locator("details:has(#id_role_1) > summary").click()
    page.locator("details #id_email").first.fill("guest@company.example")
    press(page, page.locator("details:has(#id_role_1) button.button"))
    assert_fits(page)
    link = page.locator("a[href*='/account/invitations/']").get_attribute("href")
    assert link is not None

    guest = open_page(js=False)
    sign_in(guest, live_server.url, "guest@company.example")
    visit(guest, live_server.url + re.sub(r"^https?://[^/]+", "", link))
    press(guest, guest.locator("main form button.button"))
    assert guest.url.endswith(f"/account/companies/{company.register_no}/")
    assert company.members.get(user__email="guest@company.example").role == "preparer"


# --- a question, without scripts ------------------------------------------------
def test_a_question_is_answered_without_scripts(
    live_server: Any, open_page: OpenPage
) -> None:
    office = Office("verification")
    office.take()
    paths = ["activity", "rows.instruments.2.serial"]
    office.do("ask_fields", paths=paths, fault="wrong", text="Дугаарыг засна уу.")
    page = open_page(js=False)
    let_in(page, live_server.url, office.owner)
    visit(page, f"{live_server.url}/account/")
    press(page, page.locator(".needs a.button"))
    assert "Дугаарыг засна уу." in page.locator("article").inner_text()
    page.fill("[name='rows.instruments.2.serial']", "")
    press(page, page.locator(SUBMIT).last)
    assert page.locator(".error-summary li").count() == 1
    page.fill("[name='rows.instruments.2.serial']", "A-777")
    press(page, page.locator(SUBMIT).last)
    assert page.url.endswith(f"/account/applications/{office.application.number}/")
    application = Application.objects.get(pk=office.application.pk)
    assert application.state == "in_review"
    assert_fits(page)


# --- a passkey ------------------------------------------------------------------
@pytest.mark.usefixtures("console")
def test_a_passkey_is_added_and_opens_the_desk(
    live_server: Any, open_page: OpenPage
) -> None:
    page = open_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, live_server.url, "bat@company.example")
    visit(page, f"{live_server.url}/account/2fa/webauthn/add/")
    press(page, page.locator("form[data-passkey=add] button"))
    assert page.url == f"{live_server.url}/account/2fa/webauthn/"
    visit(page, f"{live_server.url}/account/me/")
    press(page, page.locator("form[action='/account/logout/'] button"))
    visit(page, f"{live_server.url}/account/certificates/")
    assert "/account/sign-in/" in page.url
    with leaving(page):
        page.locator("form[data-passkey=login] button").click()
    assert page.url == f"{live_server.url}/account/certificates/"


# --- how it looks ---------------------------------------------------------------
def desk_pages(office: Office, granted: Office) -> list[str]:
    """Every page of the desk."""
    waiting, done = office.application.number, granted.application.number
    return [
        "",
        "applications/",
        f"applications/{waiting}/",
        f"applications/{waiting}/answer/",
        f"applications/{done}/",
        f"applications/{done}/list/instruments/",
        "certificates/",
        "standards/",
        "instruments/",
        "invoices/",
        f"companies/{office.company.register_no}/",
        "companies/register/",
        "me/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "sessions/",
        "sign-in/",
    ]


@pytest.mark.parametrize(("width", "language"), [(360, ""), (360, "en/"), (1280, "")])
def test_every_page_fits_and_is_accessible(
    live_server: Any, open_page: OpenPage, width: int, language: str
) -> None:
    office, granted = Office("verification"), Office("verification")
    office.bring_to("info_requested")
    granted.bring_to("granted")
    make_member(granted.company, CompanyRole.PREPARER, user=office.owner)
    make_draft("verification", company=office.company, is_complete=False)
    page = open_page(width=width)
    let_in(page, live_server.url, office.owner)
    for path in desk_pages(office, granted):
        visit(page, f"{live_server.url}/{language}account/{path}")
        assert page.locator("h1").count() == 1, path
        assert_fits(page)
        assert_accessible(page)
    visit(page, f"{live_server.url}/account/applications/{granted.application.number}/")
    question, answer = (
        page.locator("#answers ~ dl.told > div").first.locator("> *").all()
    )
    is_below = answer.bounding_box()["x"] == question.bounding_box()["x"]
    assert is_below == (width == 360)
