"""Sample companies and their applications in every state; marked, told to nobody.

Made by the real actions on past days. Demo mode only (`manage.py seed_demo`).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from casework.actions import perform
from casework.actors import THE_SYSTEM, Actor, applicant, staff
from casework.daily import remind_applicant
from casework.models import Case
from casework.samples import as_of
from catalogue.models import Edition
from catalogue.status import VALID
from eservices.actions.companies import CompanyFacts, register_company
from eservices.actions.drafts import replace_rows, save_answers, start_draft
from eservices.actions.files import add_file
from eservices.actions.payments import record_payment
from eservices.actions.submission import submit
from eservices.engine import ServiceDefinition, all_services
from eservices.models import Application, Company, Draft, Invoice, RefusalReason
from eservices.results import Given, RowResult
from eservices.review import is_fee_due, lists_with_results, rows_of
from organisation.models import User

REGISTERS = ("9000001", "9000002")
NAMES = ("Жишээ жин ХХК", "Жишээ ноос ХХК")
WHO = {
    "activity": "Худалдаа",
    "aimag": "45",
    "sum": "Дархан",
    "address": "Жишээ хаяг 1",
    "contact_name": "Жишээ Иргэн",
    "phone": "99000000",
    "is_director": "yes",
    "representative_register": "УБ85010112",
}
ANSWERS: dict[str, dict[str, str | list[str]]] = {
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
        "maker": "Жишээ жин ХХК",
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
# Left out while the catalogue holds no Mongolian standard in force.
NAMES_A_STANDARD = frozenset({"product-certification", "standards-registration"})


@dataclass(frozen=True)
class People:
    """Who acts: an officer who proposes, a head who decides, the owner."""

    officer: User
    head: User
    owner: User


@dataclass(frozen=True)
class Story:
    """An application: of which service, how many days ago, and what follows."""

    service: str
    age: int
    state: str
    serials: tuple[str, ...] = ()


STORIES = (
    Story("verification", 2, "submitted", ("Ж-101",)),
    Story("product-certification", 3, "in_review"),
    Story("verification", 5, "info_requested", ("Ж-102",)),
    Story("verification", 6, "awaiting_payment", ("Ж-103", "Ж-104")),
    Story("type-approval", 8, "in_work"),
    Story("verification", 9, "proposed", ("Ж-105",)),
    Story("verification", 20, "granted", ("Ж-106", "Ж-107", "Ж-108")),
    Story("product-certification", 40, "granted"),
    Story("standards-registration", 400, "granted"),
    Story("metrology-capability", 25, "refused"),
    Story("verification", 12, "withdrawn", ("Ж-109",)),
    Story("verification", 45, "lapsed", ("Ж-110",)),
)


def make_samples(*, officer: User, head: User, owner: User) -> int:
    """Make what is not there yet; returns how many applications were made.

    Both act in every unit. Without a Mongolian standard in force in the catalogue the
    services that name one are left out.
    """
    if Company.objects.filter(register_no=REGISTERS[0]).exists():
        return 0
    people = People(officer, head, owner)
    companies = [_company(owner, *each) for each in zip(REGISTERS, NAMES, strict=True)]
    standard = _a_standard()
    told = [
        _tell(story, companies[number % 2], people, standard)
        for number, story in enumerate(STORIES)
        if standard or story.service not in NAMES_A_STANDARD
    ]
    return len(told)


def _company(owner: User, register: str, name: str) -> Company:
    facts = CompanyFacts(
        name=name,
        aimag_code="45",
        sum="Дархан",
        address="Жишээ хаяг 1",
        activity="Худалдаа",
        phone="99000000",
    )
    company = register_company(user=owner, register_no=register, facts=facts)
    company.is_sample = True
    company.checked_at = timezone.now()
    company.save(update_fields=["is_sample", "checked_at"])
    return company


def _a_standard() -> str:
    """A Mongolian standard in force."""
    found = Edition.objects.public().filter(
        standard__body__code="MNS", status__in=VALID, base_code=""
    )
    return found.order_by("code").values_list("code", flat=True).first() or ""


# --- the application ------------------------------------------------------------
def _tell(story: Story, company: Company, people: People, standard: str) -> Case:
    with as_of(story.age):
        application = _send(story, company, people.owner, standard)
    tale = Tale(story, application, people)
    WAYS[story.state](tale)
    return Case.objects.get(pk=application.pk)


def _send(story: Story, company: Company, owner: User, standard: str) -> Application:
    service = next(each for each in all_services() if each.slug == story.service)
    draft = start_draft(user=owner, service=service, company=company)
    for key, raw in _rows(story, standard).items():
        draft = replace_rows(
            draft_id=draft.pk, user=owner, rows=key, raw=raw, version=draft.version
        )
    draft = _answer(draft, service, owner)
    _attach(draft, service, owner)
    draft.refresh_from_db()
    return submit(draft_id=draft.pk, user=owner, version=draft.version)[0]


def _answer(draft: Draft, service: ServiceDefinition, owner: User) -> Draft:
    given = WHO | {"email": owner.email} | ANSWERS[service.slug]
    for step in service.steps:
        typed = {each.key: given[each.key] for each in step.fields if each.key in given}
        draft = save_answers(
            draft_id=draft.pk,
            user=owner,
            step=step.code,
            answers=typed,
            version=draft.version,
        )
    return draft


def _attach(draft: Draft, service: ServiceDefinition, owner: User) -> None:
    """A blank picture for every document that is asked for."""
    words = {"yes": True, "no": False}
    answers = {
        key: words.get(value, value) if isinstance(value, str) else value
        for key, value in draft.answers.items()
    }
    for document in service.documents.values():
        if document.required and document.shown(answers):
            upload = SimpleUploadedFile(
                f"{document.key}.png", _blank_picture(), content_type="image/png"
            )
            add_file(draft_id=draft.pk, user=owner, purpose=document.key, upload=upload)


def _blank_picture() -> bytes:
    paper = io.BytesIO()
    Image.new("RGB", (210, 297), "white").save(paper, "PNG")
    return paper.getvalue()


def _rows(story: Story, standard: str) -> dict[str, list[dict[str, str]]]:
    day = f"{timezone.localdate() - timedelta(days=30)}"
    match story.service:
        case "verification":
            return {"instruments": [_instrument(serial) for serial in story.serials]}
        case "standards-registration":
            return {"standards": [_applied(standard)]}
        case "product-certification":
            return {"products": [_product(standard, day)]}
        case "metrology-capability":
            return {
                "equipment": [{"name": "Жишиг туухай"}],
                "staff": [{"name": "Жишээ Иргэн", "profession": "Инженер"}],
            }
    return {}


def _instrument(serial: str) -> dict[str, str]:
    return {
        "kind": "02.001",
        "maker": "Жишээ жин ХХК",
        "model": "Ж-30",
        "serial": serial,
        "range": "0-30 кг",
        "type_approval": "ЗГ-12",
    }


def _applied(standard: str) -> dict[str, str]:
    return {
        "standard": standard,
        "use_kind": "product",
        "use_text": "Жишээ бүтээгдэхүүн",
        "extent": "whole",
        "basis": "voluntary",
        "since": "2020-01-01",
        "aimag_code": "45",
        "site": "Дархан сум",
    }


def _product(standard: str, day: str) -> dict[str, str]:
    return {
        "name": "Жишээ бүтээгдэхүүн",
        "standard": standard,
        "batch": "series",
        "lab": "Жишээ лаборатори",
        "accreditation_no": "TL-00",
        "protocol": "Ж-7",
        "protocol_on": day,
    }


# --- what follows ---------------------------------------------------------------
@dataclass(frozen=True)
class Tale:
    """An application on its way."""

    story: Story
    application: Application
    people: People

    def on(self, day: int, move: str, actor: Actor | None = None, **data: Any) -> None:
        """A move so many days after receipt, of the officer unless said."""
        with as_of(max(0, self.story.age - day)):
            perform(
                case_id=self.application.pk,
                move=move,
                actor=actor or staff(self.people.officer),
                version=None,
                data=data,
            )

    def take(self) -> None:
        self.on(1, "take")

    def ask(self) -> None:
        self.take()
        self.on(
            1, "ask_fields", paths=["activity"], fault="wrong", text="Тодруулна уу."
        )

    def bill(self) -> None:
        self.take()
        self.on(1, "invoice")

    def work(self) -> None:
        """Paid when something is to be paid, and judged."""
        self.take()
        if is_fee_due(self.application):
            self.on(1, "invoice")
            self._pay()
        else:
            self.on(1, "start_work")
        self._judge()

    def _pay(self) -> None:
        invoice = Invoice.objects.get(application=self.application)
        with as_of(max(0, self.story.age - 2)):
            record_payment(
                invoice=invoice,
                provider="fake",
                provider_id=f"sample-{invoice.number}",
                amount=invoice.total,
                paid_on=timezone.localdate(),
            )

    def _judge(self) -> None:
        """Every line passed, except the last of several."""
        with as_of(max(0, self.story.age - 3)):
            day = timezone.localdate()
        for rows in lists_with_results(self.application):
            lines = rows_of(self.application, rows.key).count()
            results = [_result(line, lines, day) for line in range(1, lines + 1)]
            self.on(3, "results", results=Given(rows.key, results))

    def propose(self, outcome: str = "granted") -> None:
        self.work()
        why = self._reason() if outcome == "refused" else None
        said = "Шалгаж үзлээ."
        self.on(4, "propose", proposal=outcome, refusal_reason=why, text=said)

    def _reason(self) -> RefusalReason:
        """The first that the agency offers for the service."""
        return RefusalReason.objects.offered_for(self.application.kind)[0]

    def grant(self) -> None:
        if Case.objects.get(pk=self.application.pk).state == "granted":
            return  # by the system, at once
        self.propose()
        head = staff(self.people.head)
        self.on(5, "grant", head, text="Шаардлага хангасан тул олгов.")

    def refuse(self) -> None:
        self.propose("refused")
        head = staff(self.people.head)
        said = {"text": "Шаардлага хангаагүй.", "appeal": "Стандарт, хэмжил зүйн газар"}
        self.on(5, "refuse", head, refusal_reason=self._reason(), **said)

    def withdraw(self) -> None:
        self.on(2, "withdraw_application", applicant(self.people.owner))

    def lapse(self) -> None:
        """Asked, reminded twice, never answered."""
        self.ask()
        for day in (8, 12):
            with as_of(self.story.age - day):
                remind_applicant(self.application.pk)
        self.on(18, "lapse", THE_SYSTEM)


def _result(line: int, lines: int, day: date) -> RowResult:
    if line == lines > 1:
        reason = "Алдаа нь зөвшөөрөгдөх хэмжээнээс их."
        return RowResult(line, "failed", reason=reason, done_on=day)
    return RowResult(line, "passed", seal_no=f"Ж-{line}", done_on=day)


WAYS: dict[str, Callable[[Tale], None]] = {
    "submitted": lambda tale: None,
    "in_review": Tale.take,
    "info_requested": Tale.ask,
    "awaiting_payment": Tale.bill,
    "in_work": Tale.work,
    "proposed": Tale.propose,
    "granted": Tale.grant,
    "refused": Tale.refuse,
    "withdrawn": Tale.withdraw,
    "lapsed": Tale.lapse,
}
