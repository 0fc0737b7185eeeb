"""Reference data: administrators edit, auditors read, the rest stays outside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from casework.models import Case, DeadlineRule, Event, NonWorkingDay, ReplyTemplate
from feedback.models import Category
from organisation.models import Role, Unit, User
from tests.casework.office import sign_in
from tests.factories import NAMED, make_petition, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

REFERENCE = [
    "organisation/user",
    "organisation/unit",
    "feedback/category",
    "feedback/routerule",
    "casework/deadlinerule",
    "casework/nonworkingday",
    "casework/replytemplate",
    "casework/retentionrule",
]
LISTS = ["casework/event", "casework/notice", "casework/dailyroot"]
NOBODYS = [
    "auth/group",
    "axes/accessattempt",
    "account/emailaddress",
    "mfa/authenticator",
]


@pytest.fixture
def office() -> Unit:
    return Unit.objects.head_office()


@pytest.fixture
def administrator(office: Unit) -> Client:
    return sign_in(make_user(Role.ADMINISTRATOR, office))


# --- who gets in ----------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", REFERENCE + LISTS)
def test_each_role_finds_its_lists_open_or_closed(
    role: str, path: str, office: Unit
) -> None:
    client = sign_in(make_user(role, office))
    opens = role in {Role.ADMINISTRATOR, Role.AUDITOR}
    if (role, path) == (Role.OFFICER, "casework/replytemplate"):
        opens = True
    assert client.get(f"/admin/{path}/").status_code == (200 if opens else 403)
    adds = path in REFERENCE and opens and role != Role.AUDITOR
    assert client.get(f"/admin/{path}/add/").status_code == (200 if adds else 403)


@pytest.mark.parametrize("path", NOBODYS)
def test_pages_of_others_are_not_there(path: str, administrator: Client) -> None:
    assert administrator.get(f"/admin/{path}/").status_code == 404


# How many lists the start page names for each role.
LISTED = {
    Role.CLERK: 3,
    Role.HEAD: 3,
    Role.OPERATOR: 2,
    Role.OFFICER: 12,
    Role.AUDITOR: 31,
    Role.ADMINISTRATOR: 29,
    Role.FINANCE: 2,
    Role.EDITOR: 0,
}


@pytest.mark.parametrize("role", list(Role))
def test_the_start_page_opens_for_every_role(role: Role, office: Unit) -> None:
    make_petition(unit=office)
    answer = sign_in(make_user(role, office)).get("/admin/")
    assert answer.status_code == 200
    names = [
        model["object_name"]
        for app in answer.context["reference"]
        for model in app["models"]
    ]
    assert len(names) == LISTED[role]


def test_an_auditor_reads_a_row_and_changes_nothing(office: Unit) -> None:
    client = sign_in(make_user(Role.AUDITOR, office))
    category = Category.objects.earliest("pk")
    url = f"/admin/feedback/category/{category.pk}/change/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"name_mn": "Өөр"}).status_code == 403
    assert (
        client.post(f"/admin/feedback/category/{category.pk}/delete/").status_code
        == 403
    )


def test_every_registered_page_is_ours_and_from_duties_alone() -> None:
    from branches.admin.base import OwnUnitAdmin
    from organisation.admin import Duties

    own = {"Case", "Petition", "Application", "Survey"}
    for model, page in admin.site._registry.items():
        is_ours = isinstance(page, (Duties, OwnUnitAdmin))
        assert is_ours or model.__name__ in own


def test_lists_and_forms_are_called_what_they_hold(administrator: Client) -> None:
    unit = Unit.objects.earliest("pk")
    titles = [
        administrator.get(f"/admin/organisation/unit/{path}").context["title"]
        for path in ("", f"{unit.pk}/change/", "add/")
    ]
    assert titles == ["Нэгжүүд", "Нэгж", "Шинэ: Нэгж"]


# --- people ---------------------------------------------------------------------
MEMBERSHIP = {
    "memberships-TOTAL_FORMS": "1",
    "memberships-INITIAL_FORMS": "0",
    "memberships-0-role": "clerk",
    "memberships-0-valid_from": "2026-01-01",
}


def person(unit: Unit, **typed: Any) -> dict[str, Any]:
    """The form of a new member of staff."""
    usual = {
        "username": "saraa",
        "first_name": "Сараа",
        "last_name": "Бат",
        "email": "saraa@masm.example",
        **MEMBERSHIP,
        "memberships-0-unit": unit.pk,
    }
    return usual | typed


def test_a_new_person_gets_a_password_shown_once(
    administrator: Client, office: Unit
) -> None:
    answer = administrator.post("/admin/organisation/user/add/", person(office))
    assert answer.status_code == 200
    password = answer.context["password"]
    assert password in answer.content.decode()
    saraa = User.objects.get(username="saraa")
    assert (saraa.is_staff, saraa.is_superuser) == (True, False)
    assert saraa.memberships.get().role == Role.CLERK
    fresh = Client()
    typed = {"login": "saraa", "password": password}
    assert fresh.post("/account/login/", typed)["Location"] == "/admin/"
    again = administrator.get(f"/admin/organisation/user/{saraa.pk}/change/")
    assert password not in again.content.decode()


def change(saraa: User, **typed: Any) -> dict[str, Any]:
    """The form of a person as it stands."""
    usual = {
        "username": saraa.username,
        "first_name": saraa.first_name,
        "last_name": saraa.last_name,
        "email": saraa.email,
        "is_active": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    return usual | typed


def test_a_lost_password_is_replaced_and_a_lock_out_lifted(
    administrator: Client,
) -> None:
    saraa = make_user(Role.CLERK)
    AccessAttempt.objects.create(
        username=saraa.username, ip_address="10.0.0.1", failures_since_start=9
    )
    url = f"/admin/organisation/user/{saraa.pk}/change/"
    answer = administrator.post(url, change(saraa, _new_password="1"))
    saraa.refresh_from_db()
    assert saraa.check_password(answer.context["password"])
    assert not AccessAttempt.objects.exists()


def test_a_lost_second_factor_is_removed(administrator: Client) -> None:
    from allauth.mfa.models import Authenticator

    saraa = make_user(Role.CLERK)
    Authenticator.objects.create(user=saraa, type="totp", data={"secret": "x"})
    url = f"/admin/organisation/user/{saraa.pk}/change/"
    administrator.post(url, change(saraa, _remove_factor="1"))
    assert not Authenticator.objects.exists()


def test_a_person_is_deactivated_and_never_deleted(administrator: Client) -> None:
    saraa = make_user(Role.CLERK)
    url = f"/admin/organisation/user/{saraa.pk}"
    typed = change(saraa)
    del typed["is_active"]
    assert administrator.post(f"{url}/change/", typed).status_code == 302
    assert User.objects.get(pk=saraa.pk).is_active is False
    assert administrator.post(f"{url}/delete/", {"post": "yes"}).status_code == 403


# --- what the clock reads -------------------------------------------------------
@pytest.fixture
def working_rule() -> None:
    """From today complaints are counted in working days."""
    DeadlineRule.objects.create(
        applies_to="petition.complaint",
        days=10,
        day_type="working",
        legal_reference_mn="Туршилт",
        valid_from=date(2026, 1, 1),
    )


def day_in(days: int) -> date:
    """The first Monday to Friday so many days from now that is not off yet."""
    day = timezone.localdate() + timedelta(days=days)
    off = set(NonWorkingDay.objects.values_list("date", flat=True))
    while day.weekday() > 4 or day in off:
        day += timedelta(days=1)
    return day


def test_a_new_day_off_moves_the_open_dates_and_says_how_many(
    working_rule: None, administrator: Client, office: Unit
) -> None:
    cases = [make_petition(unit=office, **NAMED) for _ in range(2)]
    before = cases[0].due_on
    typed = {"date": f"{day_in(3)}", "name_mn": "Шинэ баяр"}
    answer = administrator.post(
        "/admin/casework/nonworkingday/add/", typed, follow=True
    )
    with translation.override("mn"):
        told = gettext("%(count)d due dates moved.") % {"count": 2}
    assert answer.status_code == 200
    assert any(
        f"{message}".startswith("2 ") for message in answer.context["messages"]
    ), told
    for case in Case.objects.all():
        assert case.due_on > before
        event = case.events.get(kind="due_recomputed")
        assert event.data["to"] == f"{case.due_on}"

    day = NonWorkingDay.objects.get(name_mn="Шинэ баяр")
    url = f"/admin/casework/nonworkingday/{day.pk}/delete/"
    administrator.post(url, {"post": "yes"})
    assert {case.due_on for case in Case.objects.all()} == {before}
    assert Event.objects.filter(kind="due_recomputed").count() == 4


def test_a_rule_is_added_and_never_edited(administrator: Client) -> None:
    rule = DeadlineRule.objects.earliest("pk")
    url = f"/admin/casework/deadlinerule/{rule.pk}"
    assert administrator.get(f"{url}/change/").status_code == 200
    assert administrator.post(f"{url}/change/", {"days": 5}).status_code == 403
    assert administrator.post(f"{url}/delete/").status_code == 403
    typed = {
        "applies_to": "petition.complaint",
        "valid_from": "2027-01-01",
        "is_legal": "on",
        "days": "20",
        "day_type": "calendar",
        "roll": "none",
        "extension_max": "30",
        "legal_reference_mn": "Шинэ хууль",
    }
    answer = administrator.post("/admin/casework/deadlinerule/add/", typed)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert DeadlineRule.objects.filter(valid_from=date(2027, 1, 1)).count() == 1


def test_a_legal_rule_without_its_law_is_refused(administrator: Client) -> None:
    typed = {
        "applies_to": "petition.complaint",
        "valid_from": "2027-01-01",
        "is_legal": "on",
        "days": "20",
        "day_type": "calendar",
        "roll": "none",
        "extension_max": "30",
    }
    answer = administrator.post("/admin/casework/deadlinerule/add/", typed)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors


def test_an_officer_keeps_the_reply_templates(office: Unit) -> None:
    client = sign_in(make_user(Role.OFFICER, office))
    typed = {"title": "Шинэ", "move": "reply", "topic": "", "body_mn": "Сайн байна уу."}
    url = "/admin/casework/replytemplate/add/"
    assert client.post(url, typed | {"is_active": "on"}).status_code == 302
    assert ReplyTemplate.objects.get(title="Шинэ").move == "reply"


# --- long lists -----------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", ["casework/event", "casework/notice"])
def test_long_lists_cost_the_same_and_are_searched_by_number(
    path: str,
    count: int,
    administrator: Client,
    office: Unit,
    django_assert_num_queries: Any,
) -> None:
    cases = [make_petition(unit=office, **NAMED) for _ in range(count)]
    administrator.get(f"/admin/{path}/")
    with django_assert_num_queries(5):
        answer = administrator.get(f"/admin/{path}/")
    assert answer.status_code == 200
    found = administrator.get(f"/admin/{path}/", {"q": cases[0].number})
    changelist = found.context["cl"]
    assert {row.case_id for row in changelist.result_list} == {cases[0].pk}
