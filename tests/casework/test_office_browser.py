"""The back office in a real browser: readable by all, scripts only where they help."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.actions import add_note
from casework.models import Case, Message, ReplyTemplate
from feedback.models import Petition
from organisation.models import Role, Unit, User
from tests.factories import NAMED, do, make_petition, make_user
from tests.walking import assert_accessible, assert_fits, leaving, press

pytestmark = pytest.mark.usefixtures("reference")
OpenPage = Callable[..., Any]
PASSWORD = "a long pass phrase"


@pytest.fixture
def case(clerk: User, darkhan: Unit) -> Case:
    """A case in work with all that a screen can hold."""
    petition = make_petition(
        unit=darkhan, on=timezone.now() - timedelta(days=33), **NAMED
    )
    do(petition, "take", clerk)
    add_note(
        case_id=petition.pk, user=clerk, body="Дотооддоо.", client_key=uuid.uuid4()
    )
    do(petition, "reply", clerk, text="Судалж байна.")
    twin = make_petition(unit=darkhan, **NAMED)
    do(twin, "duplicate", clerk, root=Case.objects.get(pk=petition.pk))
    waiting = make_petition(unit=darkhan, **NAMED)
    do(waiting, "take", clerk)
    do(waiting, "ask", clerk, text="Аль лангуу вэ?")
    fresh = make_petition(unit=darkhan, **NAMED)
    Case.objects.filter(pk=fresh.pk).update(is_suspected=True, suspicions="too_fast")
    return Case.objects.get(pk=petition.pk)


def sign_in(page: Any, url: str, user: User) -> None:
    """Through the sign-in page, as people do."""
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", user.username)
    page.fill("input[name=password]", PASSWORD)
    press(page, page.locator("form[action='/account/login/'] button[type=submit]"))
    assert page.url == f"{url}/admin/"


def watch(page: Any) -> list[str]:
    """What the browser complains of from now on."""
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def assert_sound(page: Any, complaints: list[str]) -> None:
    """No axe violation, nothing wider than the screen, no refused script or style."""
    assert_accessible(page)
    assert_fits(page)
    assert complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_screen_is_accessible_and_fits(
    live_server: Any,
    open_page: OpenPage,
    clerk: User,
    case: Case,
    width: int,
) -> None:
    page = open_page(width=width)
    complaints = watch(page)
    page.goto(f"{live_server.url}/account/login/")
    assert_sound(page, complaints)
    sign_in(page, live_server.url, clerk)
    for path in (
        "/admin/",
        "/admin/casework/case/?tab=unit",
        "/admin/casework/case/?q=жинлүүр",
        "/admin/casework/case/?q=зүйлгүй",
        f"/admin/casework/case/{case.pk}/change/",
        f"/admin/feedback/petition/{case.pk}/change/",
        "/admin/feedback/petition/add/",
        "/account/2fa/",
        "/account/password/change/",
        "/account/sessions/",
        "/account/logout/",
    ):
        page.goto(f"{live_server.url}{path}")
        assert_sound(page, complaints)


def test_screens_after_an_act_are_accessible(
    live_server: Any, open_page: OpenPage, clerk: User, case: Case
) -> None:
    page = open_page(width=1280)
    complaints = watch(page)
    sign_in(page, live_server.url, clerk)
    url = f"{live_server.url}/admin/casework/case/{case.pk}/change/"

    page.goto(url)
    press(page, page.locator("#person button"))
    assert page.locator("text=99112345").first.is_visible()
    assert_sound(page, complaints)

    page.goto(url)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert_sound(page, complaints)
    do(case, "reply", clerk, text="Түрүүлсэн.")
    page.fill("#move-reply textarea", "Хоцорсон.")
    press(page, page.locator("#move-reply button.move-button"))
    assert page.locator(".notice.warning").first.is_visible()
    # The refused state of a form is answered with 409, which the console repeats.
    complaints.clear()
    assert_sound(page, complaints)
    assert page.input_value("#move-reply textarea") == "Хоцорсон."


@pytest.mark.parametrize("js", [False, True])
def test_a_clerk_answers_with_a_ready_text(
    live_server: Any, open_page: OpenPage, clerk: User, case: Case, js: bool
) -> None:
    template = ReplyTemplate.objects.create(
        workflow="petition", move="answer", title="Т", body_mn="Бэлэн бичвэр."
    )
    page = open_page(js=js, width=360)
    sign_in(page, live_server.url, clerk)
    page.goto(f"{live_server.url}/admin/casework/case/{case.pk}/change/")
    panel = page.locator("#move-answer")
    panel.locator("select[name=template]").select_option(str(template.pk))
    fill = panel.locator("[name=fill]")
    if js:
        fill.click()
    else:
        press(page, fill)
    text = panel.locator("textarea[name=text]")
    assert text.input_value() == "Бэлэн бичвэр."
    text.fill("Бэлэн бичвэр. Баярлалаа.")
    panel.locator("label", has_text="Шийдвэрлэсэн").first.click()
    press(page, panel.locator("button.move-button"))
    assert page.locator(".messagelist .success").is_visible()
    decision = Message.objects.get(case=case, is_decision=True)
    assert decision.body == "Бэлэн бичвэр. Баярлалаа."
    twin = Case.objects.get(duplicate_of=case)
    assert twin.state == "answered"


@pytest.mark.parametrize("js", [False, True])
def test_an_operator_enters_a_call_with_the_keyboard(
    live_server: Any, open_page: OpenPage, js: bool
) -> None:
    operator = make_user(Role.OPERATOR, Unit.objects.head_office())
    page = open_page(js=js, width=1280)
    sign_in(page, live_server.url, operator)
    page.goto(f"{live_server.url}/admin/feedback/petition/add/")
    page.keyboard.type("Дарханы захын жин дутуу хэмжиж байна.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("99112345")
    for _ in range(5):  # name, address, e-mail, how to answer, read back
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with leaving(page):
        page.keyboard.press("Enter")
    petition = Petition.objects.get()
    assert page.locator(".huge").first.inner_text() == petition.number
    assert petition.contact.phone == "99112345"
    if js:
        assert_accessible(page)


# --- second factor --------------------------------------------------------------
def with_key(page: Any) -> None:
    """Plug a virtual key with a fingerprint into the browser."""
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


def confirm_password(page: Any, url: str, path: str) -> None:
    """Open a page of the account that asks for the password once more."""
    page.goto(f"{url}{path}")
    page.fill("input[name=password]", PASSWORD)
    press(page, page.locator("main button[type=submit]"))
    assert page.url == f"{url}{path}"


def test_the_app_is_set_up_without_a_picture_from_elsewhere(
    live_server: Any, open_page: OpenPage, clerk: User
) -> None:
    page = open_page(js=False, width=360)
    complaints = watch(page)
    sign_in(page, live_server.url, clerk)
    confirm_password(page, live_server.url, "/account/2fa/totp/activate/")
    assert page.locator("svg.qr-code").is_visible()
    assert_sound(open_again(open_page, page), [])
    assert complaints == []


def open_again(open_page: OpenPage, page: Any) -> Any:
    """The same page with scripts on, which axe needs."""
    scripted = open_page(width=360)
    scripted.context.add_cookies(page.context.cookies())
    scripted.goto(page.url)
    return scripted


def test_a_passkey_opens_the_back_office_without_a_password(
    live_server: Any, open_page: OpenPage, clerk: User, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    page = open_page(width=1280)
    with_key(page)
    page.goto(f"{live_server.url}/account/login/")
    page.fill("input[name=login]", clerk.username)
    page.fill("input[name=password]", PASSWORD)
    press(page, page.locator("form[action='/account/login/'] button[type=submit]"))
    assert page.url == f"{live_server.url}/account/2fa/"
    confirm_password(page, live_server.url, "/account/2fa/webauthn/add/")
    complaints = watch(page)
    page.fill("input[name=name]", "Хурууны хээ")
    page.locator("label[for=id_passwordless]").click()
    press(page, page.locator("form[data-passkey] button"))
    assert "/recovery-codes/" in page.url
    page.goto(f"{live_server.url}/account/logout/")
    press(page, page.locator("main button[type=submit]"))
    page.goto(f"{live_server.url}/account/login/")
    press(page, page.locator("form[data-passkey=login] button"))
    assert page.url == f"{live_server.url}/admin/"
    assert complaints == []
