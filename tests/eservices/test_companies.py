"""Companies and who acts for them: registering, roles, invitations, the last owner."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from casework.errors import CaseworkError, NotAllowed
from eservices import invitation_mail
from eservices.actions import companies, invitations
from eservices.actions.companies import CompanyFacts
from eservices.models import Company, CompanyMember, CompanyRole, Invitation
from organisation.models import User
from tests.eservices.factories import make_company, make_member, make_person, owner_of

REGISTER = "/account/companies/register/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
FACTS = {
    "name": "Жин ХХК",
    "aimag_code": "45",
    "sum": "Дархан",
    "address": "5-р баг, 3-12",
    "activity": "Худалдаа",
    "phone": "9911-2345",
    "email": "jin@company.example",
}


def in_mongolian(message: str) -> str:
    """The sentence as the page says it."""
    with translation.override("mn"):
        return gettext(message)


def desk_of(user: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def role_of(user: User, company: Company) -> str:
    """What the person is today."""
    found = CompanyMember.objects.of(user).filter(company=company)
    return found.values_list("role", flat=True).first() or ""


def invite(
    company: Company, email: str = "new@company.example", role: str = "viewer"
) -> str:
    """Invite by the action and read the link in the mail."""
    made = invitations.invite(
        company_id=company.pk, user=owner_of(company), email=email, role=role
    )
    assert invitation_mail.deliver(made.pk)
    found = re.search(r"/account/invitations/\w+/", str(mail.outbox[-1].body))
    assert found is not None
    return found.group()


# --- registering ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/services/verification/apply/", "/services/verification/apply/"),
        ("https://elsewhere.example/", "/account/companies/5123456/"),
    ],
)
def test_who_came_from_an_application_goes_back_to_it(wanted: str, place: str) -> None:
    desk = desk_of(make_person())
    page = desk.get(REGISTER, {"next": wanted}).content.decode()
    assert (f'name="next" value="{wanted}"' in page) == (wanted == place)
    answer = desk.post(REGISTER, FACTS | {"register_no": "5123456", "next": wanted})
    assert answer["Location"] == place


def test_the_first_person_is_the_owner_not_yet_checked() -> None:
    user = make_person()
    answer = desk_of(user).post(REGISTER, FACTS | {"register_no": " 512-3456 "})
    assert answer["Location"] == "/account/companies/5123456/"
    company = Company.objects.get()
    assert (company.name, company.phone, company.checked_at) == (
        "Жин ХХК",
        "99112345",
        None,
    )
    assert role_of(user, company) == "owner"
    page = desk_of(user).get(answer["Location"]).content.decode()
    assert in_mongolian("not yet checked") in page


def test_a_number_that_is_taken_says_so_and_not_who() -> None:
    company = make_company(register_no="5123456")
    answer = desk_of(make_person()).post(REGISTER, FACTS | {"register_no": "5123456"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert in_mongolian("A company with this register number is here already.") in page
    assert "/feedback/" in page
    for secret in (company.name, owner_of(company).email, owner_of(company).last_name):
        assert secret not in page
    assert FACTS["address"] in page  # nothing typed is lost


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"register_no": ""}, "Write the company's register number."),
        (
            {"register_no": "12"},
            "A company's register number has 7 digits, like 2683989. Check it.",
        ),
        (
            {"register_no": "УБ12345"},
            "Write the register number in digits only.",
        ),
        ({"name": " "}, "Write the name of the company."),
        ({"aimag_code": "99"}, "Choose where the company is."),
        (
            {"phone": "123"},
            "A phone number has 8 digits, like 99112233. Check it.",
        ),
        ({"email": "x"}, "Write an address like name@example.mn."),
    ],
)
def test_wrong_input_is_told(wrong: dict[str, str], sentence: str) -> None:
    typed = FACTS | {"register_no": "5123456"} | wrong
    answer = desk_of(make_person()).post(REGISTER, typed)
    assert answer.status_code == 422
    assert in_mongolian(sentence) in answer.content.decode().replace("&#x27;", "'")
    assert not Company.objects.exists()


def test_nobody_tries_all_numbers() -> None:
    client = desk_of(make_person())
    for number in range(10):
        client.post(REGISTER, FACTS | {"register_no": f"512345{number}"})
    refused = client.post(REGISTER, FACTS | {"register_no": "5999999"})
    assert refused.status_code == 429
    assert Company.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_at_once_one_is_told() -> None:
    people = [make_person(), make_person()]

    def register(user: User) -> str:
        try:
            companies.register_company(
                user=user, register_no="5123456", facts=CompanyFacts("Жин ХХК")
            )
        except companies.RegisterTaken:
            return "taken"
        finally:
            connections.close_all()
        return "made"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(register, people)) == ["made", "taken"]
    assert CompanyMember.objects.count() == 1


# --- what is written of it ------------------------------------------------------
def test_an_owner_changes_the_address_and_until_it_is_checked_the_name() -> None:
    for checked_at, name in ((None, "Шинэ ХХК"), (timezone.now(), "Хуучин ХХК")):
        company = make_company(checked_at=checked_at, name="Хуучин ХХК")
        client = desk_of(owner_of(company))
        path = f"/account/companies/{company.register_no}/"
        answer = client.post(path, FACTS | {"name": "Шинэ ХХК"})
        assert answer.status_code == 302
        company.refresh_from_db()
        assert (company.name, company.address) == (name, FACTS["address"])


# --- invitations ----------------------------------------------------------------
def test_an_invited_person_signs_in_and_accepts_once() -> None:
    company = make_company()
    link = invite(company, role="preparer")
    assert Client().get(link)["Location"].startswith("/account/sign-in/?next=")
    guest = make_person(email="new@company.example")
    client = desk_of(guest)
    assert company.name in client.get(link).content.decode()
    assert role_of(guest, company) == ""  # a GET accepts nothing
    answer = client.post(link)
    assert answer["Location"] == f"/account/companies/{company.register_no}/"
    assert role_of(guest, company) == "preparer"
    assert client.post(link).status_code == 404
    assert CompanyMember.objects.filter(company=company).count() == 2


def test_the_mail_is_in_both_languages_and_the_link_stands_nowhere_else() -> None:
    company = make_company()
    link = invite(company)
    assert company.name in mail.outbox[-1].body
    assert "You" in mail.outbox[-1].body or "Open this address" in mail.outbox[-1].body
    token = link.split("/")[-2]
    assert token not in repr(list(Invitation.objects.values()))


def test_a_forwarded_link_opens_nothing_for_another_address() -> None:
    company = make_company()
    link = invite(company)
    stranger = make_person()
    client = desk_of(stranger)
    page = client.get(link).content.decode()
    assert company.name not in page
    client.post(link)
    assert role_of(stranger, company) == ""


def test_an_invitation_ends_after_two_weeks_or_when_it_is_taken_back() -> None:
    company = make_company()
    link = invite(company)
    client = desk_of(make_person(email="new@company.example"))
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        client = desk_of(User.objects.get(email="new@company.example"))
        assert client.get(link).status_code == 404
        assert client.post(link).status_code == 404
    client = desk_of(User.objects.get(email="new@company.example"))
    made = Invitation.objects.get()
    owner = desk_of(owner_of(company))
    path = f"/account/companies/{company.register_no}/invitations/{made.pk}/cancel/"
    assert owner.post(path).status_code == 302
    assert client.post(link).status_code == 404
    assert CompanyMember.objects.filter(company=company).count() == 1


def test_inviting_an_address_again_ends_the_first_link() -> None:
    company = make_company()
    first, second = invite(company), invite(company)
    client = desk_of(make_person(email="new@company.example"))
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "x", "role": "viewer"}, "Write an address like name@example.mn."),
        ({"email": "a@b.mn", "role": "king"}, "Choose a role."),
        (
            {"email": "here@company.example", "role": "viewer"},
            "This person acts for the company already.",
        ),
    ],
)
def test_a_wrong_invitation_is_told(typed: dict[str, str], sentence: str) -> None:
    company = make_company(owner=make_person(email="here@company.example"))
    path = f"/account/companies/{company.register_no}/invite/"
    answer = desk_of(owner_of(company)).post(path, typed)
    assert answer.status_code == 422
    assert in_mongolian(sentence) in answer.content.decode()
    assert not Invitation.objects.exists()


# --- the last owner -------------------------------------------------------------
def member_of(user: User, company: Company) -> CompanyMember:
    return CompanyMember.objects.of(user).get(company=company)


def test_the_last_owner_cannot_leave_and_is_told_so() -> None:
    company = make_company()
    owner = owner_of(company)
    path = f"/account/companies/{company.register_no}/members/"
    client = desk_of(owner)
    member = member_of(owner, company)
    told = in_mongolian(
        "A company keeps at least one owner. Make somebody else owner first."
    )
    for act, form in (("end", {}), ("role", {"role": "viewer"})):
        page = client.post(f"{path}{member.pk}/{act}/", form, follow=True)
        assert (page.status_code, told in page.content.decode()) == (200, True)
    assert role_of(owner, company) == "owner"


def test_an_owner_leaves_after_naming_another() -> None:
    company = make_company()
    owner, other = owner_of(company), make_member(company, CompanyRole.VIEWER)
    path = f"/account/companies/{company.register_no}/members/"
    client = desk_of(owner)
    client.post(f"{path}{member_of(other, company).pk}/role/", {"role": "owner"})
    answer = client.post(f"{path}{member_of(owner, company).pk}/end/")
    assert answer["Location"] == "/account/"
    assert (role_of(owner, company), role_of(other, company)) == ("", "owner")
    assert client.get(f"/account/companies/{company.register_no}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_end_each_other_at_once_leave_one() -> None:
    company = make_company()
    pair = [owner_of(company), make_member(company)]
    members = {user.pk: member_of(user, company) for user in pair}

    def end_the_other(user: User) -> bool:
        other = next(one for one in pair if one != user)
        try:
            companies.end_membership(
                company_id=company.pk, user=user, member_id=members[other.pk].pk
            )
        except NotAllowed:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(end_the_other, pair)) == [False, True]
    assert CompanyMember.objects.current().filter(company=company).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_an_owner_whoever_writes() -> None:
    company = make_company()
    with pytest.raises(IntegrityError), transaction.atomic():
        company.members.update(valid_to=timezone.localdate())


# --- who may what ---------------------------------------------------------------
def acts(company: Company, victim: CompanyMember) -> dict[str, Any]:
    """Every act on a company by its code, to be done by a user."""
    invited = Invitation.objects.get(company=company)
    return {
        "change": lambda user: companies.change_company(
            company_id=company.pk, user=user, facts=CompanyFacts("Б ХХК")
        ),
        "role": lambda user: companies.change_role(
            company_id=company.pk, user=user, member_id=victim.pk, role="preparer"
        ),
        "invite": lambda user: invitations.invite(
            company_id=company.pk, user=user, email="z@b.mn", role="viewer"
        ),
        "cancel": lambda user: invitations.cancel_invitation(
            company_id=company.pk, user=user, invitation_id=invited.pk
        ),
        "end": lambda user: companies.end_membership(
            company_id=company.pk, user=user, member_id=victim.pk
        ),
    }


# Who does it; + done, - refused.
RIGHTS = """
owner      change+ role+ invite+ cancel+ end+
preparer   change- role- invite- cancel- end-
viewer     change- role- invite- cancel- end-
former     change- role- invite- cancel- end-
stranger   change- role- invite- cancel- end-
"""


@pytest.mark.parametrize("line", RIGHTS.strip().splitlines())
def test_only_an_owner_looks_after_a_company(line: str) -> None:
    who, *expected = line.split()
    company = make_company()
    victim = member_of(make_member(company, CompanyRole.VIEWER), company)
    invite(company)
    user = {
        "owner": lambda: owner_of(company),
        "preparer": lambda: make_member(company, CompanyRole.PREPARER),
        "viewer": lambda: make_member(company, CompanyRole.VIEWER),
        "former": lambda: _former(company),
        "stranger": lambda: owner_of(make_company()),
    }[who]()
    found = []
    for code, act in acts(company, victim).items():
        try:
            act(user)
        except CaseworkError:
            found.append(f"{code}-")
        else:
            found.append(f"{code}+")
    assert found == expected


def _former(company: Company) -> User:
    user = make_member(company)
    member_of(user, company)
    CompanyMember.objects.filter(user=user).update(valid_to=timezone.localdate())
    return user


# A route, then the answers of owner, preparer, viewer and of another company's owner.
PAGES = """
GET   companies/{register}/                          200 200 200 404
POST  companies/{register}/                          302 404 404 404
GET   companies/{register}/members/                  200 200 200 404
POST  companies/{register}/invite/                   302 404 404 404
POST  companies/{register}/members/{member}/role/    302 404 404 404
POST  companies/{register}/members/{member}/end/     302 302 302 404
POST  companies/{register}/invitations/{invited}/cancel/ 302 404 404 404
GET   companies/7777777/                             404 404 404 404
"""


@pytest.mark.parametrize("line", PAGES.strip().splitlines())
def test_the_pages_of_a_company_by_role(line: str) -> None:
    method, path, *expected = line.split()
    company = make_company()
    people = [
        owner_of(company),
        make_member(company, CompanyRole.PREPARER),
        make_member(company, CompanyRole.VIEWER),
        owner_of(make_company()),
    ]
    invite(company)
    form = FACTS | {"role": "viewer"}
    found = []
    for user in people:
        victim = make_member(company, CompanyRole.PREPARER)
        address = path.format(
            register=company.register_no,
            member=member_of(victim, company).pk,
            invited=Invitation.objects.get().pk if "invited" in path else 0,
        )
        client = desk_of(user)
        answer = client.generic(
            method,
            f"/account/{address}",
            "&".join(f"{key}={value}" for key, value in form.items()),
            content_type="application/x-www-form-urlencoded",
        )
        found.append(f"{answer.status_code}")
        # Who may not is told so, and nothing has happened.
        if path.endswith("end/"):
            assert (role_of(victim, company) == "") == (user == people[0])
    assert found == expected
