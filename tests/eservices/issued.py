"""Applications that are granted, and the certificates that come of it."""

from __future__ import annotations

import uuid
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.actions import open_case
from casework.actors import THE_SYSTEM
from casework.models import Case, Contact, Message, MessageKind, Phase
from catalogue.models import Edition
from eservices.certificates.issue import issue_certificates
from eservices.models import (
    Application,
    AppliedStandardRow,
    Certificate,
    Company,
    CompanyMember,
    InstrumentKind,
    InstrumentRow,
    ProductRow,
)
from organisation.models import Role, Unit, User
from tests.factories import make_user

_serial = count(1)


def a_company(name: str = "Говь сүлжмэл ХХК", **facts: Any) -> Company:
    """A company with an owner."""
    with transaction.atomic():
        company = Company.objects.create(
            register_no=f"{2000000 + next(_serial)}",
            name=name,
            sum="Дархан сум",
            address="5-р баг, 12",
            **facts,
        )
        CompanyMember.objects.create(company=company, user=a_person(), role="owner")
    return company


def a_person() -> User:
    """Somebody who is signed in, not staff."""
    return User.objects.create(username=f"person-{next(_serial)}", is_staff=False)


def an_application(
    slug: str,
    *,
    company: Company | None = None,
    unit: Unit | None = None,
    answers: dict[str, Any] | None = None,
    **facts: Any,
) -> Application:
    """An application as submitted, without rows; a citizen's without a company."""
    applicant = company.members.get().user if company else a_person()
    application = Application(
        workflow="application",
        kind=slug,
        summary="Өргөдөл",
        channel="web",
        unit=unit or Unit.objects.get(code="darkhan-uul"),
        client_key=uuid.uuid4(),
        company=company,
        applicant=applicant,
        bundle=uuid.uuid4(),
        answers=answers or {},
        **facts,
    )
    contact = Contact(
        name="Дорж Оюун", phone="99112345", email="oyun@example.mn", reply_by="email"
    )
    open_case(
        case=application,
        contact=contact,
        actor=THE_SYSTEM,
        rule=None,
        is_accepted=False,
    )
    return application


def grant(application: Application) -> list[Certificate]:
    """Decide as the head of the unit does, in one transaction."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=application.pk)
        now = timezone.now()
        Message.objects.create(
            case_id=application.pk,
            kind=MessageKind.DECISION,
            is_public=True,
            is_decision=True,
            body="Олгов.",
        )
        Case.objects.filter(pk=application.pk).update(
            state="granted", phase=Phase.ANSWERED, answered_at=now
        )
        return issue_certificates(application=application, at=now)


def a_product(
    name: str = "Хонины ноосон цамц", *, company: Company | None = None, **facts: Any
) -> Certificate:
    """A certificate of conformity (S4); `company=None` for a new one."""
    application = an_application(
        "product-certification",
        company=company or a_company(),
        answers={"object": "product", "mandatory": "voluntary", "site": "Дархан"},
        **facts,
    )
    add_product(application, name)
    (certificate,) = grant(application)
    return certificate


def add_product(
    application: Application, name: str, edition: Edition | None = None
) -> ProductRow:
    """A row of S4."""
    return ProductRow.objects.create(
        application=application,
        position=application.productrow_set.count() + 1,
        name=name,
        mark="Говь",
        edition=edition,
        designation=edition.code if edition else "MNS 0377:2013",
        batch="series",
        lab="Дархан-Уул аймгийн лаборатори",
        accreditation_no="TL-12",
        protocol="№ 45",
        protocol_on=date(2026, 11, 2),
        result="passed",
    )


def of_instruments(
    serials: list[str],
    *,
    company: Company | None = None,
    failed: frozenset[str] = frozenset(),
    work: str = "verification",
    **facts: Any,
) -> Application:
    """An application for instruments (S2) with a result for each serial number."""
    application = an_application(
        "verification",
        company=company,
        answers={"work": work, "occasion": "periodic"},
        **facts,
    )
    kind = InstrumentKind.objects.get(code="02.001")
    today = timezone.localdate()
    InstrumentRow.objects.bulk_create(
        InstrumentRow(
            application=application,
            position=place,
            kind=kind,
            maker="CAS",
            model="SW-1",
            serial=serial,
            range_text="0-30 кг",
            accuracy="III",
            location="Хүнсний захын 14-р лангуу",
            result="failed" if serial in failed else "passed",
            result_reason="Алдаа нь зөвшөөрөгдөх хэмжээнээс их"
            if serial in failed
            else "",
            seal_no=f"Т-{place}",
            done_on=today,
            due_on=None if serial in failed else today.replace(year=today.year + 1),
        )
        for place, serial in enumerate(serials, start=1)
    )
    return application


def of_standards(
    editions: list[Edition], *, company: Company | None = None, **facts: Any
) -> Application:
    """A registration of standards (S1), as the system grants it."""
    application = an_application(
        "standards-registration",
        company=company or a_company(),
        is_automatic=True,
        **facts,
    )
    AppliedStandardRow.objects.bulk_create(
        AppliedStandardRow(
            application=application,
            position=place,
            edition=edition,
            designation=edition.code,
            use_kind="product",
            use_text="Ноосон сүлжмэл эдлэлийн үйлдвэрлэл",
            extent="whole",
            basis="voluntary",
            since=date(2025, 3, 1),
            aimag_code="45",
            site="Дархан-Уул, Дархан сум",
        )
        for place, edition in enumerate(editions, start=1)
    )
    return application


def the_head(unit: Unit) -> User:
    """The head of a unit."""
    return make_user(Role.HEAD, unit)
