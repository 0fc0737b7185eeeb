"""Applications brought into any state by the moves that lead there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.actions import perform
from casework.actors import THE_SYSTEM, Actor, applicant, staff
from casework.daily import remind_applicants
from casework.models import Case
from eservices.models import Application, Company, Invoice
from eservices.results import Given, RowResult
from organisation.models import Role, Unit, User
from tests.casework.office import in_mongolian
from tests.catalogue.factories import make_edition
from tests.eservices.factories import (
    ROWS,
    a_reason,
    make_application,
    make_company,
    make_draft,
    open_services,
    owner_of,
    upload_to,
)
from tests.factories import make_user

SENT = datetime.fromisoformat("2026-11-02T10:00:00+08:00")
LATER = SENT + timedelta(days=18)  # every day to answer or to pay has passed


class Office:
    """A unit with its people, a company, and an application of one service."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        open_services()
        self.company: Company = make_company()
        self.owner: User = owner_of(self.company)
        with time_machine.travel(SENT, tick=False):
            self.application: Application = self._send()
        self.unit: Unit = self.application.unit
        self.clerk = make_user(Role.CLERK, self.unit)
        self.head = make_user(Role.HEAD, self.unit)
        self.proposer = make_user(Role.HEAD, self.unit)

    def _send(self) -> Application:
        if self.slug == "standards-registration":
            return doubtful_registration(self.company)
        return make_application(
            self.slug, company=self.company, rows=two_rows(self.slug)
        )

    def do(self, move: str, actor: Actor | None = None, **data: Any) -> Case:
        """A move on the newest version."""
        case = Case.objects.get(pk=self.application.pk)
        return perform(
            case_id=case.pk,
            move=move,
            actor=actor or staff(self.clerk),
            version=case.version,
            data=data,
        )

    # --- ways to every state ---
    def bring_to(self, state: str) -> Case:
        """The application in `state`, reached by moves; LATER is after every term."""
        with time_machine.travel(SENT, tick=False):
            WAYS[state](self)
        return Case.objects.get(pk=self.application.pk)

    def take(self) -> None:
        self.do("take")

    def ask(self, **data: Any) -> None:
        self.take()
        asked = {"paths": ["activity"], "fault": "wrong", "text": "Засна уу."}
        self.do("ask_fields", **(asked | data))
        self.remind()

    def invoice(self) -> None:
        self.take()
        self.do("invoice")
        self.remind()

    def pay(self) -> None:
        """As finance records it."""
        Invoice.objects.filter(application=self.application).update(
            paid_at=timezone.now()
        )

    def remind(self) -> None:
        """Both reminders, on their days."""
        for days in (8, 12):
            with time_machine.travel(SENT + timedelta(days=days), tick=False):
                remind_applicants()

    def work(self) -> None:
        if self.slug == "verification":
            self.take()
            self.do("invoice")
            self.pay()
            self.do("paid", THE_SYSTEM)
        else:
            self.take()
            self.do("start_work")
        self.judge()

    def judge(self) -> None:
        """Every row passed."""
        if self.slug == "metrology-capability":
            return
        self.do("results", results=passed(self.slug))

    def judge_on(self, at: datetime) -> None:
        """The same, on a day."""
        with time_machine.travel(at, tick=False):
            self.judge()

    def propose(self, outcome: str = "granted") -> None:
        self.work()
        self.do(
            "propose",
            staff(self.proposer),
            proposal=outcome,
            refusal_reason=a_reason() if outcome == "refused" else None,
            text="Шаардлага хангасан.",
        )

    def grant(self) -> None:
        self.propose()
        self.do("grant", staff(self.head), text="Олгохоор шийдвэрлэв.")

    def refuse(self) -> None:
        self.propose("refused")
        said = {"text": "Хангаагүй.", "appeal": "СХЗГ"}
        self.do("refuse", staff(self.head), refusal_reason=a_reason(), **said)

    def withdraw(self) -> None:
        self.do("withdraw_application", applicant(self.owner))

    def lapse(self) -> None:
        self.ask()
        with time_machine.travel(LATER - timedelta(days=1), tick=False):
            self.do("lapse", THE_SYSTEM)


WAYS: dict[str, Callable[[Office], None]] = {
    "submitted": lambda office: None,
    "in_review": Office.take,
    "info_requested": Office.ask,
    "awaiting_payment": Office.invoice,
    "in_work": Office.work,
    "proposed": Office.propose,
    "granted": Office.grant,
    "refused": Office.refuse,
    "withdrawn": Office.withdraw,
    "lapsed": Office.lapse,
}


def says(message: str, **values: object) -> str:
    """The sentence as the back office says it, for `match`."""
    words = in_mongolian(message)
    return re.escape(words % values if values else words)


def passed(slug: str, lines: int = 2) -> Given:
    """Every row of the list passed."""
    key = {"standards-registration": "standards", "verification": "instruments"}
    results = [
        RowResult(line, "passed", seal_no=f"Т-{line}", done_on=timezone.localdate())
        for line in range(1, lines + 1)
    ]
    return Given(key.get(slug, "products"), results)


def two_rows(slug: str) -> dict[str, list[dict[str, str]]]:
    """Two lines where a service has a list that is judged."""
    rows = ROWS[slug]
    if slug != "verification":
        return rows
    (row,) = rows["instruments"]
    return {"instruments": [row, row | {"serial": "A102"}]}


def instruments(count: int) -> dict[str, list[dict[str, str]]]:
    """So many different scales."""
    (row,) = ROWS["verification"]["instruments"]
    return {"instruments": [row | {"serial": f"B{n:04d}"} for n in range(1, count + 1)]}


def doubtful_registration(company: Company) -> Application:
    """S1 with a standard the catalogue does not hold, so an officer has to look."""
    make_edition("MNS 5217:2012")
    (row,) = ROWS["standards-registration"]["standards"]
    foreign = row | {"standard": "DIN 999999:2001", "publisher": "DIN"}
    draft = make_draft(
        "standards-registration", company=company, rows={"standards": [row, foreign]}
    )
    upload_to(draft, draft.owner, "title_pages")
    draft.refresh_from_db()
    return make_application("standards-registration", draft=draft)
