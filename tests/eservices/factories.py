"""The cast of the services: companies, their people, drafts, applications.

Made with the real actions; the reference data must be loaded (fixture `reference`).
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from eservices.actions.drafts import replace_rows, save_answers, start_draft
from eservices.actions.files import add_file
from eservices.actions.submission import submit
from eservices.engine import ServiceDefinition, service_at
from eservices.models import (
    Application,
    Company,
    CompanyMember,
    CompanyRole,
    Draft,
    RefusalReason,
    Service,
)
from organisation.models import User
from tests.casework.file_samples import pdf

_serial = count(1)
REGISTER = "УБ85010112"

# Enough of every service to be sent.
ANSWERS: dict[str, dict[str, Any]] = {
    "standards-registration": {},
    "verification": {
        "work": "verification",
        "occasion": "periodic",
        "purpose": "trade",
        "place": "laboratory",
    },
    "type-approval": {
        "role": "maker",
        "path": "full",
        "kind": "02.001",
        "maker": "Хэмжүүр ХХК",
        "country": "MN",
        "models": "Ж-30\nЖ-60",
        "range": "0-60 кг",
        "accuracy": "III",
        "samples": "0001",
    },
    "product-certification": {
        "object": "product",
        "scheme": "1a",
        "mandatory": "voluntary",
        "site_aimag": "45",
        "site": "Дархан сум, 3-р баг",
    },
    "metrology-capability": {
        "activities": ["repair"],
        "groups": ["02"],
        "premises": "own",
        "site_aimag": "45",
        "site": "Дархан сум, 3-р баг",
    },
}
ROWS: dict[str, dict[str, list[dict[str, str]]]] = {
    "standards-registration": {
        "standards": [
            {
                "standard": "MNS 5217:2012",
                "use_kind": "product",
                "use_text": "Шошгоны галиг",
                "extent": "whole",
                "basis": "voluntary",
                "since": "2020-01-01",
                "aimag_code": "45",
                "site": "Дархан сум",
            }
        ]
    },
    "verification": {
        "instruments": [
            {
                "kind": "02.001",
                "maker": "CAS",
                "model": "SW-1",
                "serial": "A101",
                "range": "0-30 кг",
                "type_approval": "ЗГ-12",
            }
        ]
    },
    "type-approval": {},
    "product-certification": {
        "products": [
            {
                "name": "Цагаан будаа",
                "standard": "MNS 5217:2012",
                "batch": "series",
                "lab": "Хүнсний лаборатори",
                "accreditation_no": "TL-12",
                "protocol": "П-7",
                "protocol_on": "2020-01-01",
            }
        ]
    },
    "metrology-capability": {
        "equipment": [{"name": "Жишиг туухай"}],
        "staff": [{"name": "Бат Дорж", "profession": "Инженер"}],
    },
}
WHO: dict[str, Any] = {
    "activity": "Худалдаа",
    "aimag": "45",
    "sum": "Дархан",
    "address": "5-р баг, 3-12",
    "contact_name": "Дорж Оюун",
    "phone": "99112345",
    "email": "oyun@company.example",
    "is_director": "yes",
    "representative_register": REGISTER,
}


def a_reason() -> RefusalReason:
    """A reason for refusing that is offered for every service."""
    return RefusalReason.objects.get(code="requirements_not_met")


def make_person(**values: Any) -> User:
    """A person with an account and no duty here."""
    number = next(_serial)
    defaults = {
        "username": f"person-{number}",
        "email": f"person-{number}@company.example",
        "first_name": "Оюун",
        "last_name": "Дорж",
    }
    user = User(**(defaults | values))
    user.set_unusable_password()
    user.save()
    return user


def make_company(owner: User | None = None, **values: Any) -> Company:
    """A confirmed company with an owner."""
    number = next(_serial)
    defaults = {
        "register_no": f"{5_000_000 + number}",
        "name": f"Хэмжүүр {number} ХХК",
        "aimag_code": "45",
        "sum": "Дархан",
        "address": "5-р баг",
        "activity": "Худалдаа",
        "phone": "99112345",
        "email": f"company-{number}@company.example",
        "checked_at": timezone.now(),
    }
    company = Company.objects.create(**(defaults | values))
    make_member(company, user=owner)
    return company


def make_member(
    company: Company, role: str = CompanyRole.OWNER, *, user: User | None = None
) -> User:
    """A person who acts for a company."""
    user = user or make_person()
    CompanyMember.objects.create(
        company=company, user=user, role=role, valid_from=date(2020, 1, 1)
    )
    return user


def owner_of(company: Company) -> User:
    """The first owner of a company."""
    members = CompanyMember.objects.filter(company=company, role=CompanyRole.OWNER)
    return members.select_related("user").order_by("pk")[0].user


def open_services() -> None:
    """Let every service take applications."""
    Service.objects.update(is_open=True)


def make_draft(
    service: str | ServiceDefinition,
    *,
    company: Company | None = None,
    user: User | None = None,
    answers: dict[str, Any] | None = None,
    rows: dict[str, list[dict[str, str]]] | None = None,
    is_complete: bool = True,
    with_files: bool = True,
    as_citizen: bool = False,
) -> Draft:
    """A draft ready to be sent, or an empty one. S1 and S4 need MNS 5217:2012."""
    found = service_at(service) if isinstance(service, str) else service
    assert found is not None
    if company is None and not as_citizen:
        company = make_company(owner=user)
    if user is None:
        user = owner_of(company) if company else make_person()
    draft = start_draft(user=user, service=found, company=company)
    if is_complete:
        _fill(draft, found, user, answers or {}, rows, with_files=with_files)
    draft.refresh_from_db()
    return draft


def _fill(
    draft: Draft,
    service: ServiceDefinition,
    user: User,
    answers: dict[str, Any],
    rows: dict[str, list[dict[str, str]]] | None,
    *,
    with_files: bool,
) -> None:
    chosen = ROWS[service.slug] if rows is None else rows
    for key, raw in chosen.items():
        draft.refresh_from_db()
        replace_rows(
            draft_id=draft.pk, user=user, rows=key, raw=raw, version=draft.version
        )
    given = WHO | ANSWERS[service.slug] | answers
    for step in service.steps:
        draft.refresh_from_db()
        typed = {f.key: given[f.key] for f in step.fields if f.key in given}
        save_answers(
            draft_id=draft.pk,
            user=user,
            step=step.code,
            answers=typed,
            version=draft.version,
        )
    if with_files:
        _add_files(draft, service, user)


def _add_files(draft: Draft, service: ServiceDefinition, user: User) -> None:
    for document in service.documents.values():
        if document.required and document.shown(given_answers(draft)):
            upload_to(draft, user, document.key)


def given_answers(draft: Draft) -> dict[str, Any]:
    """The answers of a draft with yes and no as they are checked."""
    words = {"yes": True, "no": False}
    return {
        key: words.get(value, value) if isinstance(value, str) else value
        for key, value in draft.answers.items()
    }


def upload_to(draft: Draft, user: User, purpose: str) -> None:
    """Add a PDF to a draft for a purpose."""
    upload = SimpleUploadedFile(f"{purpose}.pdf", pdf(), content_type="application/pdf")
    add_file(draft_id=draft.pk, user=user, purpose=purpose, upload=upload)


def make_application(
    service: str = "verification",
    *,
    state: str = "",
    draft: Draft | None = None,
    **values: Any,
) -> Application:
    """An application as it was sent; a `state` is written without its move.

    States that answer or end a case are reached by moves only (officers.Office).
    """
    draft = draft or make_draft(service, **values)
    sent = submit(draft_id=draft.pk, user=draft.owner, version=draft.version)
    application = sent[0]
    if state and state != application.state:
        put_into_state(application, state)
        application.refresh_from_db()
    return application


def put_into_state(application: Application, state: str) -> None:
    """Write a state that is neither answered nor closed, as a move would."""
    from casework.models import Case
    from casework.workflow import workflow_of

    phase = workflow_of(application).states[state].phase
    assert phase in {"received", "studying", "waiting"}
    Case.objects.filter(pk=application.pk).update(state=state, phase=phase)


def unique_text(seed: str) -> str:
    """A short text that no other test has."""
    return hashlib.sha256(f"{seed}{next(_serial)}".encode()).hexdigest()[:8]


def day_before(days: int) -> date:
    """So many days ago."""
    return timezone.localdate() - timedelta(days=days)
