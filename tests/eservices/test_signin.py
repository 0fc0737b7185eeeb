"""Sign-in by an e-mailed code: the same answer for everybody, and few guesses."""

from __future__ import annotations

import io
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from casework.models import TokenBucket
from organisation import code_mail, emailed_codes
from organisation.models import Role, SignInCode, User
from tests.eservices.factories import make_person
from tests.factories import make_unit, make_user

SIGN_IN, CODE = "/account/sign-in/", "/account/sign-in/code/"
EMAIL = "bat@company.example"
pytestmark = pytest.mark.django_db


def in_mongolian(message: str) -> str:
    """The sentence as the page says it."""
    with translation.override("mn"):
        return gettext(message)


def ask(client: Client, email: str = EMAIL, **more: str) -> Any:
    """Ask for a code."""
    return client.post(SIGN_IN, {"email": email, **more})


def mailed_code() -> str:
    """Send the newest code as the worker does; the digits in the mail."""
    code_mail.deliver(SignInCode.objects.latest("pk").pk)
    found = re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    return found.group() if found else ""


def enter(client: Client, email: str = EMAIL, **more: str) -> Any:
    """Ask, look into the mail, type."""
    ask(client, email, **more)
    return client.post(CODE, {"code": mailed_code()})


# --- the way in -----------------------------------------------------------------
def test_a_new_person_gets_an_account_that_no_password_opens(client: Client) -> None:
    assert ask(client)["Location"] == CODE
    answer = client.post(CODE, {"code": mailed_code()})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    user = User.objects.get()
    assert (user.email, user.is_staff, user.has_usable_password()) == (
        EMAIL,
        False,
        False,
    )
    assert client.get("/account/").status_code == 200


def test_the_same_address_leads_to_the_same_account(client: Client) -> None:
    enter(client)
    enter(Client(), " BAT@Company.example ")
    assert User.objects.count() == 1


def test_the_code_may_be_typed_in_any_spelling(client: Client) -> None:
    ask(client)
    digits = mailed_code().replace("-", " ")
    assert client.post(CODE, {"code": f" {digits} "}).status_code == 302


def test_afterwards_one_goes_where_one_wanted(client: Client) -> None:
    page = client.get("/account/certificates/")
    assert page["Location"] == f"{SIGN_IN}?next=%2Faccount%2Fcertificates%2F"
    answer = enter(client, next="/account/certificates/")
    assert answer["Location"] == "/account/certificates/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_nobody_is_sent_elsewhere(client: Client, elsewhere: str) -> None:
    assert enter(client, next=elsewhere)["Location"] == "/account/"


def test_the_session_gets_another_key(client: Client) -> None:
    ask(client)
    before = client.session.session_key
    client.post(CODE, {"code": mailed_code()})
    assert client.session.session_key != before


def test_the_mail_is_in_the_language_of_the_page(client: Client) -> None:
    client.post("/en/account/sign-in/", {"email": EMAIL})
    mailed_code()
    assert mail.outbox[-1].subject.startswith("Your sign-in code: ")
    ask(client)
    mailed_code()
    with translation.override("mn"):
        assert gettext("Hotline: %(phone)s").split("%")[0] in mail.outbox[-1].body


def test_the_page_in_english_leads_to_english_pages(client: Client) -> None:
    answer = client.post("/en/account/sign-in/", {"email": EMAIL})
    assert answer["Location"] == "/en/account/sign-in/code/"
    answer = client.post("/en/account/sign-in/code/", {"code": mailed_code()})
    assert answer["Location"] == "/en/account/"


# --- nobody learns who is here ------------------------------------------------
def test_known_unknown_and_staff_addresses_get_the_same_answer() -> None:
    make_person(email="known@company.example")
    make_user(Role.CLERK, make_unit(), email="staff@masm.example")
    pages = []
    for email in ("known@company.example", "new@company.example", "staff@masm.example"):
        client = Client()
        answer = ask(client, email)
        page = client.get(CODE).content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        pages.append((answer.status_code, page.replace(email, "")))
    assert pages[0] == pages[1] == pages[2]


def test_staff_are_told_by_mail_that_there_is_no_code(client: Client) -> None:
    make_user(Role.CLERK, make_unit(), email=EMAIL)
    ask(client)
    assert mailed_code() == ""
    assert "/account/login/" in mail.outbox[-1].body


@pytest.mark.parametrize("name", ["email", "username"])
def test_staff_do_not_enter_even_with_the_right_digits(
    client: Client, name: str
) -> None:
    make_user(Role.CLERK, make_unit(), **{name: EMAIL})
    ask(client)
    right = emailed_codes.digits_of(SignInCode.objects.get())
    assert client.post(CODE, {"code": right}).status_code == 422
    assert client.get("/account/").status_code == 302
    assert User.objects.count() == 1


def test_a_closed_account_stays_closed(client: Client) -> None:
    make_person(email=EMAIL, is_active=False)
    ask(client)
    right = emailed_codes.digits_of(SignInCode.objects.get())
    assert client.post(CODE, {"code": right}).status_code == 422
    assert User.objects.count() == 1


# --- few guesses ----------------------------------------------------------------
def test_after_five_wrong_codes_the_right_one_is_refused(client: Client) -> None:
    ask(client)
    right = mailed_code()
    for left in (4, 3, 2, 1):
        page = client.post(CODE, {"code": "00000000"}).content.decode()
        assert f"{left}" in page
    last = client.post(CODE, {"code": "00000000"})
    told = in_mongolian("This code is over. Ask for a new one below.")
    assert (last.status_code, told in last.content.decode()) == (422, True)
    assert client.post(CODE, {"code": right}).status_code == 422
    assert client.get("/account/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_tries_sent_all_at_once_are_counted_one_by_one() -> None:
    code = emailed_codes.start(email=EMAIL, language="mn")

    def guess(number: int) -> bool:
        try:
            return bool(emailed_codes.spend_try(key=code.key, typed=f"{number:08d}"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(guess, range(24)))
    code.refresh_from_db()
    assert code.tries == emailed_codes.TRIES


def test_a_code_enters_once(client: Client) -> None:
    ask(client)
    right = mailed_code()
    kept = dict(client.session)
    client.post(CODE, {"code": right})
    other = Client()
    session = other.session
    session.update({"sign_in": kept["sign_in"]})
    session.save()
    other.cookies["sessionid"] = f"{session.session_key}"
    assert other.post(CODE, {"code": right}).status_code == 422
    assert other.get("/account/").status_code == 302


def test_a_code_is_over_after_a_quarter_of_an_hour(client: Client) -> None:
    ask(client)
    right = mailed_code()
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert client.post(CODE, {"code": right}).status_code == 422
        assert emailed_codes.forget_old() == 1


def test_a_code_belongs_to_the_browser_that_asked(client: Client) -> None:
    ask(client)
    right = mailed_code()
    assert Client().post(CODE, {"code": right})["Location"] == SIGN_IN


def test_a_new_code_ends_the_old_one_for_this_browser(client: Client) -> None:
    ask(client)
    old = mailed_code()
    ask(client)
    assert client.post(CODE, {"code": old}).status_code == 422


@pytest.mark.parametrize("email", [EMAIL, "nobody@company.example"])
def test_an_address_gets_six_codes_in_half_an_hour(email: str) -> None:
    make_person(email=EMAIL)
    for _ in range(6):
        assert ask(Client(), email).status_code == 302
    refused = ask(Client(), email.upper())
    told = in_mongolian(
        "Too many codes were asked for. Please try again in half an hour."
    )
    assert (refused.status_code, told in refused.content.decode()) == (429, True)
    assert ask(Client(), "other@company.example").status_code == 302
    assert not TokenBucket.objects.filter(key__contains="@").exists()


def test_one_place_cannot_write_to_everybody() -> None:
    for number in range(40):
        ask(Client(), f"person{number}@company.example")
    assert ask(Client(), "late@company.example").status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert ask(elsewhere, "late@company.example").status_code == 302


# --- what is kept ---------------------------------------------------------------
def test_neither_code_nor_address_is_logged_and_no_code_is_stored(
    client: Client,
) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        ask(client)
        digits = mailed_code()
        client.post(CODE, {"code": digits})
    finally:
        logging.getLogger().removeHandler(handler)
    written = log.getvalue()
    assert "request" in written
    kept = repr(list(SignInCode.objects.values()))
    for secret in (digits, digits.replace("-", "")):
        assert secret not in written
        assert secret not in kept
    assert EMAIL not in written


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write your e-mail address."),
        ("bat@", "Write an address like name@example.mn."),
        ("б" * 200 + "@x.mn", "Write an address like name@example.mn."),
    ],
)
def test_a_wrong_address_is_told(client: Client, typed: str, sentence: str) -> None:
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert in_mongolian(sentence) in answer.content.decode()
    assert not SignInCode.objects.exists()


def test_the_demo_shows_the_code_because_nothing_is_mailed(
    client: Client, settings: Any
) -> None:
    settings.EMAIL_URL = "consolemail://"
    ask(client)
    code = SignInCode.objects.get()
    shown = emailed_codes.grouped(emailed_codes.digits_of(code))
    assert shown in client.get(CODE).content.decode()
    settings.DEMO_MODE = False
    assert shown not in client.get(CODE).content.decode()


# --- the account ----------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "2fa/totp/activate/",
        "2fa/recovery-codes/",
        "2fa/recovery-codes/generate/",
        "password/change/",
    ],
)
def test_what_is_for_staff_is_not_there(client: Client, path: str) -> None:
    enter(client)
    assert client.get(f"/account/{path}").status_code == 404


def test_a_person_may_add_a_passkey_after_signing_in(client: Client) -> None:
    enter(client)
    assert client.get("/account/2fa/")["Location"] == "/account/2fa/webauthn/"
    page = client.get("/account/2fa/webauthn/add/")
    assert page.status_code == 200
    assert 'name="passwordless" value="on" checked' in page.content.decode()


def test_the_back_office_stays_closed(client: Client) -> None:
    enter(client)
    assert client.get("/admin/").status_code in {302, 403}
    assert client.get("/admin/", follow=True).status_code == 403


def test_anonymous_pages_set_no_cookie_and_know_nobody(client: Client) -> None:
    answer = client.get("/")
    assert list(answer.cookies) == []
    assert in_mongolian("My desk") in answer.content.decode()
