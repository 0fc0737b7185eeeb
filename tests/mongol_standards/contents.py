"""A row of everything the services and the pages of units keep, for the surface."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import time, timedelta

from django.utils import timezone

from branches.models import (
    Document,
    LocalFigure,
    OpeningHours,
    Page,
    Picture,
    Place,
    ServiceOffer,
    SpecialDay,
    StaffMember,
)
from casework.files import storage
from casework.models import Attachment, Message, MessageKind
from catalogue.models import Edition
from eservices.actions.drafts import start_draft
from eservices.engine import service_at
from eservices.models import (
    Application,
    ApplicationFile,
    Certificate,
    Company,
    CompanyMember,
    Draft,
    FieldTrip,
    InfoRequest,
    Instrument,
    Invitation,
    Invoice,
    Payment,
    StandardAlert,
)
from organisation.models import Unit, User
from tests.branches.factories import make_text
from tests.casework.file_samples import pdf
from tests.catalogue.factories import make_edition
from tests.eservices.factories import make_member, make_person, open_services
from tests.eservices.issued import a_company, grant, of_instruments, of_standards


@dataclass(frozen=True)
class Desk:
    """A company with what stands on its desk, and a stranger's company."""

    owner: User
    viewer: User
    stranger: User
    company: Company
    application: Application
    file: Attachment
    certificate: Certificate
    instrument: Instrument
    draft: Draft
    invoice: Invoice
    invitation: Invitation
    member: CompanyMember
    trip: FieldTrip

    @classmethod
    def build(cls, unit: Unit, officer: User) -> Desk:
        """In `unit`, which the reference data hold."""
        company = a_company()
        owner = company.members.get().user
        application = of_instruments(["A-1"], company=company, unit=unit)
        certificate, *_rest = grant(of_instruments(["A-2"], company=company, unit=unit))
        _alerted(company, unit)
        member = CompanyMember.objects.get(
            user=make_member(company, "viewer", user=make_person(username="viewer"))
        )
        _asked(application)
        invoice = _billed(application, officer)
        service = service_at("verification")
        assert service is not None
        open_services()
        return cls(
            owner=owner,
            viewer=member.user,
            stranger=a_company().members.get().user,
            company=company,
            application=application,
            file=_file_of(application),
            certificate=certificate,
            instrument=Instrument.objects.get(),
            draft=start_draft(user=owner, service=service, company=company),
            invoice=invoice,
            invitation=_invited(company, owner),
            member=member,
            trip=_trip(unit),
        )


def _alerted(company: Company, unit: Unit) -> None:
    edition = Edition.objects.filter(code="MNS 5217:2012").first()
    edition = edition or make_edition("MNS 5217:2012")
    (certificate,) = grant(of_standards([edition], company=company, unit=unit))
    StandardAlert.objects.create(
        certificate=certificate, edition=edition, status="withdrawn"
    )


def _asked(application: Application) -> None:
    question = Message.objects.create(
        case_id=application.pk, kind=MessageKind.QUESTION, is_public=True, body="?"
    )
    InfoRequest.objects.create(
        application=application, paths=["activity"], reason="wrong", message=question
    )


def _billed(application: Application, officer: User) -> Invoice:
    line = {
        "code": "travel_km",
        "name_mn": "Зам",
        "name_en": "Travel",
        "unit": "km",
        "quantity": 10,
        "amount": 100,
        "total": 1000,
        "basis": "",
    }
    invoice = Invoice.objects.create(
        number="НЭХ-037-2026-000001",
        application=application,
        unit=application.unit,
        lines=[line],
        total=1000,
        due_on=timezone.localdate() + timedelta(days=14),
        issued_by=officer,
    )
    Payment.objects.create(
        invoice=invoice,
        provider="bank",
        provider_id="T1",
        amount=100,
        state=Payment.State.PARTIAL,
        paid_on=timezone.localdate(),
    )
    return invoice


def _file_of(application: Application) -> Attachment:
    """A document the company sent with it."""
    content = pdf()
    file = Attachment.objects.create(
        case_id=application.pk,
        original_name="a.pdf",
        path=storage.save(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_type="application/pdf",
        scan_state="clean",
    )
    ApplicationFile.objects.create(attachment=file, purpose="label")
    return file


def _invited(company: Company, owner: User) -> Invitation:
    return Invitation.objects.create(
        company=company,
        email="new@company.example",
        role="viewer",
        token_hash="0" * 64,
        invited_by=owner,
        expires_at=timezone.now() + timedelta(days=7),
    )


def _trip(unit: Unit) -> FieldTrip:
    day = timezone.localdate() + timedelta(days=10)
    return FieldTrip.objects.create(
        unit=unit,
        aimag_code=unit.aimag_code,
        sum_mn="Хонгор",
        starts_on=day,
        ends_on=day,
        capacity=10,
    )


def fill_pages(unit: Unit, editor: User) -> Page:
    """A row of everything on the page of a unit; returns a text."""
    OpeningHours.objects.get_or_create(
        unit=unit, weekday=0, defaults={"opens": time(9), "closes": time(18)}
    )
    SpecialDay.objects.create(unit=unit, day=timezone.localdate(), reason_mn="Сургалт")
    StaffMember.objects.create(unit=unit, name="Дорж Оюун", post_mn="Байцаагч")
    ServiceOffer.objects.get_or_create(unit=unit, service="verification")
    LocalFigure.objects.create(
        unit=unit, label_mn="Жин", period="2026", value=3, source_mn="Тайлан"
    )
    Place.objects.get_or_create(unit=unit)
    Picture.objects.create(
        unit=unit,
        sha256="a" * 64,
        alt_mn="Байр",
        width=480,
        height=320,
        widths=[480],
        uploaded_by=editor,
    )
    Document.objects.create(
        unit=unit,
        title_mn="Тушаал",
        sha256="b" * 64,
        original_name="a.pdf",
        content_type="application/pdf",
        size=1,
        uploaded_by=editor,
    )
    return make_text(unit, editor)
