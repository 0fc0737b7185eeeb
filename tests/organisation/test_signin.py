"""Staff sign-in: password, second factor, lock-out; and nothing for strangers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.signals import user_logged_in
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from organisation.models import Role, User
from tests.factories import make_unit, make_user

LOGIN = "/account/login/"
CODE = "/account/2fa/authenticate/"
PASSWORD = "a long pass phrase"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return make_user(Role.CLERK, make_unit())


@pytest.fixture
def guarded(settings: Any) -> None:
    """Failures are counted, as outside of tests."""
    settings.AXES_ENABLED = True


@pytest.fixture
def second_factor(settings: Any) -> None:
    """The second factor is demanded, as outside of demo mode."""
    settings.STAFF_SECOND_FACTOR = True


def in_mongolian(message: str) -> str:
    """The sentence as the page says it."""
    with translation.override("mn"):
        return gettext(message)


def try_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    """Send the sign-in form."""
    return client.post(LOGIN, {"login": user.username, "password": password})


def confirm(client: Client) -> None:
    """Give the password once more, as asked before the account is changed."""
    answer = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302


def code_of(secret: str) -> str:
    """The six digits the app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def with_app(user: User) -> str:
    """Give the person an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


# --- password -------------------------------------------------------------------
def test_staff_sign_in_with_name_and_password(clerk: User, client: Client) -> None:
    answer = try_in(client, clerk)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_the_admin_sends_to_the_one_sign_in(client: Client) -> None:
    answer = client.get("/admin/casework/case/")
    assert answer["Location"] == "/admin/login/?next=/admin/casework/case/"
    answer = client.get(answer["Location"])
    assert answer["Location"] == f"{LOGIN}?next=%2Fadmin%2Fcasework%2Fcase%2F"


def test_a_wrong_password_is_told_in_one_sentence(clerk: User, client: Client) -> None:
    answer = try_in(client, clerk, "wrong")
    assert answer.status_code == 200
    told = in_mongolian("The user name or the password is wrong.")
    assert told in answer.content.decode()


def test_an_unknown_name_gets_the_same_answer(clerk: User, client: Client) -> None:
    known = try_in(client, clerk, "wrong").content.decode()
    unknown = client.post(LOGIN, {"login": "nobody", "password": "wrong"})
    told = in_mongolian("The user name or the password is wrong.")
    assert told in known
    assert told in unknown.content.decode()


def test_who_was_deactivated_does_not_get_in(clerk: User, client: Client) -> None:
    try_in(client, clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302
    fresh = Client()
    try_in(fresh, clerk)
    assert fresh.get("/admin/").status_code == 302


def test_without_a_duty_there_is_a_sentence_and_no_circle(client: Client) -> None:
    try_in(client, make_user(Role.CLERK))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "password/reset/",
        "password/reset/done/",
        "email/",
        "confirm-email/",
        "password/set/",
        "login/code/confirm/",
        "2fa/webauthn/signup/",
    ],
)
def test_strangers_are_offered_nothing(path: str, client: Client) -> None:
    assert client.get(f"/account/{path}").status_code == 404
    assert client.post(f"/account/{path}").status_code == 404


def test_the_sign_in_page_offers_no_way_for_strangers(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    assert "signup" not in page
    assert "password/reset" not in page


# --- lock-out -------------------------------------------------------------------
def test_after_five_failures_the_right_password_is_refused(
    guarded: None, clerk: User, client: Client
) -> None:
    for _ in range(5):
        last = try_in(client, clerk, "wrong")
    told = in_mongolian("Locked for a while")
    assert told in last.content.decode()
    answer = try_in(client, clerk)
    assert answer.status_code == 429
    assert told in answer.content.decode()
    assert "30" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_a_lock_out_is_of_one_name_and_address(
    guarded: None, clerk: User, client: Client
) -> None:
    for _ in range(6):
        try_in(client, clerk, "wrong")
    colleague = make_user(Role.CLERK, make_unit())
    assert try_in(Client(), colleague)["Location"] == "/admin/"
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert try_in(elsewhere, clerk)["Location"] == "/admin/"


def test_a_lock_out_ends_after_half_an_hour(
    guarded: None, clerk: User, client: Client
) -> None:
    for _ in range(5):
        try_in(client, clerk, "wrong")
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert try_in(client, clerk)["Location"] == "/admin/"


# --- second factor --------------------------------------------------------------
def test_without_a_factor_only_its_setup_opens(
    second_factor: None, clerk: User, client: Client
) -> None:
    try_in(client, clerk)
    for path in ("/admin/", "/admin/casework/case/", "/admin/feedback/petition/add/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")
    assert client.get("/account/2fa/").status_code == 200


def test_the_app_is_set_up_and_then_asked_for(
    second_factor: None, clerk: User, client: Client
) -> None:
    try_in(client, clerk)
    asked = client.get("/account/2fa/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/")
    confirm(client)
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert "data:image" not in page.content.decode()
    answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    assert client.get("/admin/").status_code == 200
    client.post("/account/logout/")

    assert try_in(client, clerk)["Location"] == CODE
    assert client.get("/admin/").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        answer = client.post(CODE, {"code": code_of(secret)})
        assert answer["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200


def test_a_recovery_code_works_once(
    second_factor: None, clerk: User, client: Client
) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    with_app(clerk)
    code = RecoveryCodes.activate(clerk).get_unused_codes()[0]
    for expected in ("/admin/", None):
        fresh = Client()
        try_in(fresh, clerk)
        assert fresh.post(CODE, {"code": code}).get("Location") == expected


def test_a_stolen_password_buys_five_guesses_at_the_code(
    guarded: None, second_factor: None, clerk: User, client: Client
) -> None:
    secret = with_app(clerk)
    try_in(client, clerk)
    for _ in range(5):
        last = client.post(CODE, {"code": "000000"})
    assert in_mongolian("Locked for a while") in last.content.decode()
    # The half-made sign-in is over, and a new one is locked.
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == LOGIN
    assert try_in(client, clerk).status_code == 429


def test_every_page_of_the_account_opens(clerk: User, client: Client) -> None:
    try_in(client, clerk)
    confirm(client)
    for path in (
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "password/change/",
        "sessions/",
        "logout/",
        "reauthenticate/",
    ):
        answer = client.get(f"/account/{path}")
        assert answer.status_code == 200, path
        assert not re.search(r"<script(?![^>]*(\ssrc=|application/json))", page(answer))
        assert " style=" not in page(answer)


def page(answer: Any) -> str:
    """The answer as text."""
    return answer.content.decode()


# --- idle -----------------------------------------------------------------------
def test_after_an_idle_half_hour_one_signs_in_again(
    clerk: User, client: Client
) -> None:
    try_in(client, clerk)
    assert client.get("/admin/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert client.get("/admin/")["Location"] == f"{LOGIN}?next=/admin/"


def test_signing_in_is_signalled_once(clerk: User, client: Client) -> None:
    heard = []

    def hear(sender: Any, user: User, **kwargs: Any) -> None:
        heard.append(user)

    user_logged_in.connect(hear)
    try_in(client, clerk)
    user_logged_in.disconnect(hear)
    assert heard == [clerk]


def test_the_back_offices_own_ways_lead_to_the_account(
    clerk: User, client: Client
) -> None:
    try_in(client, clerk)
    changing = client.get("/admin/password_change/")
    assert changing["Location"] == "/account/password/change/"
    assert client.post("/admin/logout/")["Location"] == "/"
    assert client.get("/admin/").status_code == 302
