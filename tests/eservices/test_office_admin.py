"""What the agency keeps of the services, in the back office: sentences, never a 500."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from eservices.models import (
    Company,
    CompanyMember,
    CompanyRole,
    InfoRequest,
    InstrumentKind,
    LabScope,
    Service,
    Tariff,
)
from organisation.models import Role, Unit, User
from tests.casework.office import in_mongolian, sign_in
from tests.eservices.factories import make_company, make_member
from tests.eservices.officers import Office
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]

PAGES = (
    "company",
    "service",
    "tariff",
    "refusalreason",
    "instrumentkind",
    "labscope",
    "inforequest",
)


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATOR, Unit.objects.head_office())


def address(model: str, part: str = "") -> str:
    return f"/admin/eservices/{model}/{part}"


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


# --- who ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.ADMINISTRATOR, set(PAGES)),
        (Role.AUDITOR, set(PAGES)),
        (Role.CLERK, {"company"}),
        (Role.HEAD, {"company"}),
        (Role.OFFICER, {"company"}),
        (Role.FINANCE, set()),
        (Role.OPERATOR, set()),
    ],
)
def test_who_opens_which_list(role: str, seen: set[str]) -> None:
    client = sign_in(make_user(role, Unit.objects.head_office()))
    codes = {page: client.get(address(page)).status_code for page in PAGES}
    assert {page for page, code in codes.items() if code == 200} == seen
    assert set(codes.values()) <= {200, 403}


@pytest.mark.parametrize("page", ["company", "service", "tariff", "labscope"])
def test_an_auditor_reads_every_row_and_writes_none(page: str) -> None:
    models = {
        "company": Company,
        "service": Service,
        "tariff": Tariff,
        "labscope": LabScope,
    }
    make_company()
    client = sign_in(make_user(Role.AUDITOR, Unit.objects.head_office()))
    one = models[page]._default_manager.order_by("pk")[0]
    assert client.get(address(page, f"{one.pk}/change/")).status_code == 200
    assert client.post(address(page, f"{one.pk}/change/"), {}).status_code == 403
    assert client.post(address(page, f"{one.pk}/delete/"), {}).status_code == 403


# --- services -------------------------------------------------------------------
def service_form(**changes: Any) -> dict[str, Any]:
    service = Service.objects.get(code="S3")
    kept = {
        "unit": service.unit_id,
        "legal_basis_mn": service.legal_basis_mn,
        "legal_basis_en": "",
        "valid_months": 120,
        "payment_days": 14,
        "note": "",
    }
    return kept | changes


def test_a_service_is_not_opened_without_a_legal_basis(administrator: User) -> None:
    Service.objects.update(is_open=False)
    service = Service.objects.get(code="S3")
    typed = service_form(is_open="on", legal_basis_mn="  ")
    client = sign_in(administrator)
    answer = client.post(address("service", f"{service.pk}/change/"), typed)
    assert errors_of(answer) == {
        "legal_basis_mn": [
            in_mongolian(
                "Write the legal basis first: without it no service is opened."
            )
        ]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(is_open=True, legal_basis_mn="")


def test_a_service_with_its_legal_basis_is_opened(administrator: User) -> None:
    Service.objects.update(is_open=False)
    service = Service.objects.get(code="S3")
    typed = service_form(is_open="on", legal_basis_mn="Хэмжил зүйн тухай хууль")
    sign_in(administrator).post(address("service", f"{service.pk}/change/"), typed)
    service.refresh_from_db()
    assert (service.is_open, service.legal_basis_mn) == (
        True,
        "Хэмжил зүйн тухай хууль",
    )


def test_there_are_five_services_and_no_sixth(administrator: User) -> None:
    client = sign_in(administrator)
    assert client.get(address("service", "add/")).status_code == 403
    assert Service.objects.count() == 5


# --- tariff ---------------------------------------------------------------------
def price(**changes: Any) -> dict[str, Any]:
    return {
        "service": Service.objects.get(code="S5").pk,
        "line_code": "capability.repair",
        "name_mn": "Чадавхын үнэлгээ",
        "name_en": "",
        "unit": "piece",
        "amount": "150000",
        "legal_basis": "",
        "first_day": "2026-01-01",
        "last_day": "",
        "note": "",
    } | changes


def prices() -> list[tuple[int, date, date | None]]:
    rows = Tariff.objects.filter(service__code="S5").order_by("days")
    return [(row.amount, row.days.lower, row.days.upper) for row in rows]


def test_a_newer_price_ends_the_one_before_it(administrator: User) -> None:
    client = sign_in(administrator)
    client.post(address("tariff", "add/"), price())
    client.post(
        address("tariff", "add/"), price(amount="180000", first_day="2027-01-01")
    )
    assert prices() == [
        (150_000, date(2026, 1, 1), date(2027, 1, 1)),
        (180_000, date(2027, 1, 1), None),
    ]


@pytest.mark.parametrize(
    "days",
    [
        {"first_day": "2026-01-01"},
        {"first_day": "2025-06-01"},
        {"first_day": "2025-06-01", "last_day": "2026-01-01"},
    ],
)
def test_two_prices_on_one_day_are_refused_with_a_sentence(
    administrator: User, days: dict[str, str]
) -> None:
    client = sign_in(administrator)
    client.post(address("tariff", "add/"), price())
    answer = client.post(address("tariff", "add/"), price(**days))
    assert list(errors_of(answer)) == ["first_day"]
    assert len(prices()) == 1


def test_of_a_price_only_the_last_day_and_the_note_change(administrator: User) -> None:
    client = sign_in(administrator)
    client.post(address("tariff", "add/"), price())
    row = Tariff.objects.get(service__code="S5")
    typed = price(
        amount="1", first_day="2020-01-01", last_day="2026-12-31", note="Дууссан"
    )
    client.post(address("tariff", f"{row.pk}/change/"), typed)
    row.refresh_from_db()
    assert (row.amount, row.note) == (150_000, "Дууссан")
    assert prices() == [(150_000, date(2026, 1, 1), date(2027, 1, 1))]


@pytest.mark.parametrize("page", ["tariff", "labscope"])
def test_a_last_day_before_the_first_is_told(administrator: User, page: str) -> None:
    typed = price() if page == "tariff" else scope()
    typed |= {"first_day": "2026-02-01", "last_day": "2026-01-01"}
    answer = sign_in(administrator).post(address(page, "add/"), typed)
    assert errors_of(answer) == {
        "last_day": [in_mongolian("The last day is before the first.")]
    }


# --- scopes and kinds -----------------------------------------------------------
def scope(**changes: Any) -> dict[str, Any]:
    return {
        "unit": Unit.objects.get(code="selenge").pk,
        "kind": InstrumentKind.objects.get(code="02.001").pk,
        "range_from": "",
        "range_to": "60",
        "classes": "III",
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "note": "",
    } | changes


def test_a_scope_has_days_and_a_range(administrator: User) -> None:
    LabScope.objects.filter(unit__code="selenge").delete()
    sign_in(administrator).post(address("labscope", "add/"), scope())
    made = LabScope.objects.get(unit__code="selenge")
    assert (made.days.lower, made.days.upper) == (date(2026, 1, 1), date(2027, 1, 1))
    assert (made.range_from, made.range_to) == (None, Decimal(60))


def test_a_range_that_ends_before_it_begins_is_told(administrator: User) -> None:
    typed = scope(range_from="100")
    answer = sign_in(administrator).post(address("labscope", "add/"), typed)
    assert list(errors_of(answer)) == ["range_to"]


def test_the_code_of_a_kind_stays(administrator: User) -> None:
    kind = InstrumentKind.objects.get(code="02.001")
    typed = {
        "code": "99.999",
        "name_mn": "Худалдааны жин",
        "name_en": "",
        "group": "02",
        "group_mn": "Масс",
        "group_en": "",
        "unit": "kg",
        "interval_months": "24",
        "norm_hours": "",
        "note": "",
        "is_active": "on",
    }
    sign_in(administrator).post(address("instrumentkind", f"{kind.pk}/change/"), typed)
    kind.refresh_from_db()
    assert (kind.code, kind.interval_months) == ("02.001", 24)


# --- companies ------------------------------------------------------------------
def company_form(company: Company, **changes: Any) -> dict[str, Any]:
    members = list(company.members.order_by("pk"))
    form = {
        "name": company.name,
        "aimag_code": "45",
        "sum": "",
        "address": "",
        "activity": "",
        "phone": "",
        "email": "",
        "is_active": "on",
        "members-TOTAL_FORMS": len(members),
        "members-INITIAL_FORMS": len(members),
    }
    for place, member in enumerate(members):
        form |= {
            f"members-{place}-id": member.pk,
            f"members-{place}-company": company.pk,
            f"members-{place}-valid_to": "",
        }
    return form | changes


def test_a_clerk_confirms_the_owner_with_one_button() -> None:
    company = make_company(checked_at=None)
    clerk = make_user(Role.CLERK, Unit.objects.get(code="darkhan-uul"))
    client = sign_in(clerk)
    page = address("company", f"{company.pk}/change/")
    assert 'name="_confirm"' in client.get(page).content.decode()
    client.post(page, {"_confirm": "1"})
    company.refresh_from_db()
    assert company.checked_by == clerk
    assert 'name="_confirm"' not in client.get(page).content.decode()


def test_a_clerk_changes_nothing_else_of_a_company() -> None:
    company = make_company()
    client = sign_in(make_user(Role.CLERK, Unit.objects.get(code="darkhan-uul")))
    page = address("company", f"{company.pk}/change/")
    assert client.post(page, company_form(company, name="Өөр")).status_code == 403


def test_a_membership_is_ended_by_its_day_and_the_row_stays(
    administrator: User,
) -> None:
    company = make_company()
    make_member(company, CompanyRole.VIEWER)
    today = timezone.localdate()
    typed = company_form(company, **{"members-1-valid_to": f"{today}"})
    page = address("company", f"{company.pk}/change/")
    assert sign_in(administrator).post(page, typed).status_code == 302
    ended = CompanyMember.objects.get(company=company, role=CompanyRole.VIEWER)
    assert ended.valid_to == today


@pytest.mark.parametrize("days", [0, 1, -9999])
def test_the_last_owner_stays_and_a_day_to_come_is_none(
    administrator: User, days: int
) -> None:
    company = make_company()
    day = timezone.localdate() + timedelta(days=days)
    typed = company_form(company, **{"members-0-valid_to": f"{day}"})
    page = address("company", f"{company.pk}/change/")
    assert sign_in(administrator).post(page, typed).status_code == 200
    assert company.members.get().valid_to is None


def test_a_company_is_found_by_its_register_number(administrator: User) -> None:
    company, other = make_company(), make_company(name="Өөр ХХК")
    client = sign_in(administrator)
    page = client.get(address("company"), {"q": company.register_no}).content.decode()
    assert (company.name in page, other.name in page) == (True, False)


def test_companies_are_neither_made_nor_deleted_here(administrator: User) -> None:
    company = make_company()
    client = sign_in(administrator)
    assert client.get(address("company", "add/")).status_code == 403
    assert client.post(address("company", f"{company.pk}/delete/")).status_code == 403


def test_questions_are_read_only(administrator: User) -> None:
    office = Office("verification")
    office.bring_to("info_requested")
    question = InfoRequest.objects.get()
    client = sign_in(administrator)
    page = address("inforequest", f"{question.pk}/change/")
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "outdated"}).status_code == 403


def test_after_confirming_the_officer_is_back_at_the_application() -> None:
    office = Office("verification")
    Company.objects.update(checked_at=None)
    client = sign_in(office.clerk)
    case = f"/admin/casework/case/{office.application.pk}/change/"
    page = client.get(case).content.decode()
    link = re.search(r'href="(/admin/eservices/company/[^"]+)"', page)
    assert link is not None
    answer = client.post(html.unescape(link[1]), {"_confirm": "1"})
    assert (answer.status_code, answer["Location"]) == (302, case)
    assert Company.objects.get(pk=office.company.pk).checked_at is not None


def test_confirming_leads_to_no_strange_place() -> None:
    office = Office("verification")
    page = address("company", f"{office.company.pk}/change/")
    for strange in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        Company.objects.update(checked_at=None)
        query = urlencode({"next": strange})
        answer = sign_in(office.clerk).post(f"{page}?{query}", {"_confirm": "1"})
        assert answer["Location"] == address("company")
