"""Sign-in by DAN, against an OpenID provider of our own on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from eservices.models import Company, CompanyMember
from eservices.sealed import unseal
from mongol_standards import environment
from organisation.models import Role, User
from tests.eservices import openid
from tests.eservices.factories import make_company, make_member, make_person, owner_of
from tests.eservices.openid import Provider, query_of
from tests.factories import make_unit, make_user

LEAVE = "/account/dan/login/"
PERSON = {
    "sub": "person-1",
    "given_name": "Оюун",
    "family_name": "Дорж",
    "email": "oyun@person.example",
    "email_verified": True,
    "register_number": "УБ85010112",
}
FOR_A_COMPANY = {"company_register": "5123456", "company_name": "Хэмжүүр ХХК"}
FAILED = "DAN could not be reached or did not sign you in. Please try again."
pytestmark = pytest.mark.django_db


@pytest.fixture
def dan(settings: Any) -> Iterator[Provider]:
    """DAN is configured and knows the person."""
    with openid.running() as provider:
        provider.person = dict(PERSON)
        settings.DAN_URL = provider.url
        settings.SOCIALACCOUNT_PROVIDERS = provider.settings()
        yield provider


def in_mongolian(message: str) -> str:
    """The sentence as the page says it."""
    with translation.override("mn"):
        return gettext(message)


def go(client: Client, dan: Provider, **form: str) -> str:
    """Leave for DAN and sign in there; the address one comes back to."""
    page = client.post(LEAVE, form)
    assert page.status_code == 200
    url = page["Refresh"].partition("url=")[2]
    assert url.startswith(f"{dan.url}/authorize?")
    back = dan.authorize(query_of(url))
    assert back.startswith("http://testserver/account/dan/callback/?")
    return back.removeprefix("http://testserver")


def enter(client: Client, dan: Provider, **form: str) -> Any:
    """There and back."""
    return client.get(go(client, dan, **form))


# --- who comes in ---------------------------------------------------------------
def test_a_person_gets_an_account_with_a_name_and_a_sealed_register(
    client: Client, dan: Provider
) -> None:
    answer = enter(client, dan, next="/account/certificates/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/certificates/")
    user = User.objects.get()
    assert (user.first_name, user.last_name, user.email) == (
        "Оюун",
        "Дорж",
        "oyun@person.example",
    )
    assert (user.is_staff, user.has_usable_password()) == (False, False)
    kept = SocialAccount.objects.get()
    assert list(kept.extra_data) == ["register"]
    assert "УБ85010112" not in str(kept.extra_data)
    assert unseal(kept.extra_data["register"]) == "УБ85010112"
    assert not SocialToken.objects.exists()
    assert client.get("/account/").status_code == 200


def test_the_same_person_gets_the_same_account(client: Client, dan: Provider) -> None:
    enter(client, dan)
    dan.person["given_name"] = "Оюунаа"
    enter(Client(), dan)
    assert User.objects.get().first_name == "Оюунаа"


def test_the_page_shows_the_register_masked(client: Client, dan: Provider) -> None:
    enter(client, dan)
    page = client.get("/account/me/").content.decode()
    assert "УБ••••••12" in page
    assert "УБ85010112" not in page


def test_an_address_that_dan_has_not_verified_is_not_believed(
    client: Client, dan: Provider
) -> None:
    dan.person["email_verified"] = False
    enter(client, dan)
    assert User.objects.get().email == ""


def test_dan_does_not_open_the_account_of_an_address(
    client: Client, dan: Provider
) -> None:
    known = make_person(email=PERSON["email"])
    enter(client, dan)
    assert client.session["_auth_user_id"] != f"{known.pk}"
    assert SocialAccount.objects.get().user.email == ""


def test_who_is_signed_in_adds_dan_to_their_account(
    client: Client, dan: Provider
) -> None:
    user = make_person()
    client.force_login(user)
    answer = enter(client, dan, process="connect", next="/account/me/")
    assert answer["Location"] == "/account/me/"
    assert SocialAccount.objects.get().user == user
    assert User.objects.count() == 1


def test_what_is_of_another_account_is_not_added(client: Client, dan: Provider) -> None:
    enter(Client(), dan)
    client.force_login(make_person())
    page = client.get(go(client, dan, process="connect"), follow=True)
    told = in_mongolian(
        "With this DAN you have another account here. Sign out and sign in with DAN."
    )
    assert told in page.content.decode()


# --- companies ------------------------------------------------------------------
def test_dan_confirms_a_new_company(client: Client, dan: Provider) -> None:
    dan.person |= FOR_A_COMPANY
    enter(client, dan)
    company = Company.objects.get()
    assert (company.register_no, company.name, company.source) == (
        "5123456",
        "Хэмжүүр ХХК",
        "khur",
    )
    assert company.checked_at is not None
    assert owner_of(company) == User.objects.get()


def test_who_had_registered_it_unchecked_no_longer_acts_for_it(
    client: Client, dan: Provider
) -> None:
    company = make_company(register_no="5123456", checked_at=None)
    stranger = owner_of(company)
    dan.person |= FOR_A_COMPANY
    enter(client, dan)
    current = CompanyMember.objects.current().filter(company=company)
    assert [each.user.first_name for each in current] == ["Оюун"]
    assert not CompanyMember.objects.of(stranger).exists()


def test_the_members_of_a_checked_company_stay(client: Client, dan: Provider) -> None:
    company = make_company(register_no="5123456")
    make_member(company, "preparer")
    dan.person |= FOR_A_COMPANY
    enter(client, dan)
    enter(Client(), dan)
    roles = CompanyMember.objects.current().filter(company=company)
    assert sorted(roles.values_list("role", flat=True)) == [
        "owner",
        "owner",
        "preparer",
    ]


def test_a_number_that_is_none_confirms_nothing(client: Client, dan: Provider) -> None:
    dan.person |= {"company_register": "12", "register_number": "X"}
    enter(client, dan)
    assert not Company.objects.exists()
    assert SocialAccount.objects.get().extra_data == {}


# --- who does not come in -------------------------------------------------------
def test_staff_do_not_enter_and_do_not_connect(client: Client, dan: Provider) -> None:
    enter(Client(), dan)
    User.objects.update(is_staff=True)
    page = client.get(go(client, dan), follow=True)
    told = in_mongolian("Staff sign in with user name and password, not with DAN.")
    assert told in page.content.decode()
    assert client.get("/account/").status_code == 302
    client.force_login(make_user(Role.CLERK, make_unit()))
    dan.person["sub"] = "person-2"
    enter(client, dan, process="connect")
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"is_forged": True},
        {"id_token": {"aud": "another portal"}},
        {"id_token": {"iss": "https://evil.example"}},
        {"id_token": {"exp": 1}},
        {"id_token": {"sub": "somebody else"}},
    ],
)
def test_a_token_that_is_not_right_opens_nothing(
    client: Client, dan: Provider, spoilt: dict[str, Any]
) -> None:
    back = go(client, dan)
    for name, value in spoilt.items():
        setattr(dan, name, value)
    page = client.get(back, follow=True)
    assert in_mongolian(FAILED) in page.content.decode()
    assert not User.objects.exists()


def test_a_way_back_works_once_and_in_one_browser(
    client: Client, dan: Provider
) -> None:
    back = go(client, dan)
    assert Client().get(back)["Location"] == "/account/sign-in/"
    assert client.get(back)["Location"] == "/account/"
    assert client.get(back)["Location"] == "/account/sign-in/"


def test_dan_that_is_down_is_told(client: Client, dan: Provider) -> None:
    back = go(client, dan)
    dan.is_down = True
    for answer in (client.post(LEAVE), client.get(back)):
        assert answer["Location"] == "/account/sign-in/"
    assert in_mongolian(FAILED) in client.get("/account/sign-in/").content.decode()


def test_who_stops_at_dan_comes_back_to_the_sign_in_page(
    client: Client, dan: Provider
) -> None:
    page = client.post(LEAVE, {"next": "/en/account/"})
    state = query_of(page["Refresh"].partition("url=")[2])["state"][0]
    answer = client.get(f"/account/dan/callback/?error=access_denied&state={state}")
    assert answer["Location"] == "/en/account/sign-in/"


def test_nobody_is_sent_elsewhere_afterwards(client: Client, dan: Provider) -> None:
    assert enter(client, dan, next="https://evil.example/")["Location"] == "/account/"


# --- on and off -----------------------------------------------------------------
def test_without_settings_there_is_no_dan(client: Client) -> None:
    assert client.post(LEAVE).status_code == 404
    assert client.get("/account/dan/callback/?code=1&state=2").status_code == 404
    assert "/account/dan/" not in client.get("/account/sign-in/").content.decode()


@pytest.mark.usefixtures("dan")
def test_with_settings_the_page_offers_it(client: Client) -> None:
    assert LEAVE in client.get("/account/sign-in/").content.decode()
    assert client.get(LEAVE).status_code == 405


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"DAN_URL": "https://sso.example"}, "DAN_CLIENT_ID"),
        ({"DAN_CLIENT_ID": "a", "DAN_SECRET": "b"}, "DAN_URL"),
        (
            {
                "DAN_URL": "http://sso.example",
                "DAN_CLIENT_ID": "a",
                "DAN_SECRET": "b",
            },
            "DAN_URL",
        ),
    ],
)
def test_half_a_configuration_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], name: str
) -> None:
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        environment.openid("DAN")


def test_a_whole_configuration_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAN_URL", "https://sso.example/")
    monkeypatch.setenv("DAN_CLIENT_ID", "portal")
    monkeypatch.setenv("DAN_SECRET", "secret")
    app = environment.openid("DAN")
    assert app is not None
    assert app["settings"]["server_url"] == "https://sso.example"
