"""Every person tries every move in every state; the table of who may stands here.

It is written by hand from research (i), not read out of the workflow.
"""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from casework.actions import perform
from casework.actors import APPLICANT, THE_SYSTEM, Actor, applicant, staff
from casework.chain import faults_of
from casework.errors import CaseworkError
from casework.models import Case, Phase
from eservices.models import Certificate, CompanyRole
from eservices.workflow import APPLICATION
from organisation.models import Role, Unit
from tests.eservices.factories import a_reason, make_company, make_member, owner_of
from tests.eservices.officers import LATER, WAYS, Office, passed
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]

OFFICERS = {"clerk", "head", "proposer", "officer"}
# The one head who did not propose it; who proposed it is a head as well.
HEAD = {"head"}
WRITERS = {"owner", "preparer"}
OWNER = {"owner"}
SYSTEM = {"system"}

# What of it is possible, and to whom; everything else is refused to everybody.
COMMON: dict[str, dict[str, set[str]]] = {
    "submitted": {
        "take": OFFICERS,
        "reply": OFFICERS,
        "forward": OFFICERS,
        "withdraw_application": OWNER,
    },
    "in_review": {
        "ask_fields": OFFICERS,
        "propose_refusal": OFFICERS,
        "reply": OFFICERS,
        "assign": OFFICERS,
        "forward": OFFICERS,
        "withdraw_application": OWNER,
    },
    "info_requested": {
        "answer_request": WRITERS,
        "reply": OFFICERS,
        "assign": OFFICERS,
        "withdraw_application": OWNER,
        "lapse": SYSTEM,
    },
    "in_work": {
        "results": OFFICERS,
        "propose_grant": OFFICERS,
        "propose_refusal": OFFICERS,
        "reply": OFFICERS,
        "assign": OFFICERS,
        "withdraw_application": OWNER,
    },
    "proposed": {
        "grant": HEAD,
        "refuse": HEAD,
        "return_proposal": HEAD,
        "reply": OFFICERS,
    },
    "granted": {},
    "refused": {},
    "withdrawn": {},
    "lapsed": {"reopen_lapsed": WRITERS},
}
# Instruments cost something: first the invoice, then the payment, then the work.
PAID = COMMON | {
    "in_review": COMMON["in_review"] | {"invoice": OFFICERS},
    "awaiting_payment": {
        "paid": {"system", "finance"},
        "reply": OFFICERS,
        "assign": OFFICERS,
        "withdraw_application": OWNER,
        # It is tried with the payment recorded, so it does not lapse any more,
        # and the invoice is not taken back.
    },
}
# Nothing is to be paid: the work begins, or is done, at once.
FREE = COMMON | {
    "in_review": COMMON["in_review"]
    | {"start_work": OFFICERS, "results": OFFICERS, "propose_grant": OFFICERS},
}
EXPECTED = {"verification": PAID, "standards-registration": FREE}
CASES = [(slug, state) for slug, table in EXPECTED.items() for state in table]

# What is tried; a proposal is tried both ways.
ACTS = {
    "take": "take",
    "assign": "assign",
    "forward": "forward",
    "reply": "reply",
    "ask_fields": "ask_fields",
    "answer_request": "answer_request",
    "invoice": "invoice",
    "cancel_invoice": "cancel_invoice",
    "start_work": "start_work",
    "paid": "paid",
    "results": "results",
    "propose_grant": "propose",
    "propose_refusal": "propose",
    "return_proposal": "return_proposal",
    "grant": "grant",
    "refuse": "refuse",
    "grant_automatically": "grant_automatically",
    "withdraw_application": "withdraw_application",
    "lapse": "lapse",
    "reopen_lapsed": "reopen_lapsed",
}


def inputs(office: Office) -> dict[str, dict[str, Any]]:
    """Good inputs for every act."""
    other = "verification-laboratory" if office.slug == "verification" else "orkhon"
    text = {"text": "Тайлбар"}
    why = {"refusal_reason": a_reason()}
    return {
        "assign": {"assignee": office.clerk},
        "forward": {"unit": Unit.objects.get(code=other), "reason": "Тэнд хийнэ."},
        "reply": text,
        "ask_fields": text | {"paths": ["activity"], "fault": "incomplete"},
        "results": {"results": passed(office.slug)},
        "propose_grant": text | {"proposal": "granted"},
        "propose_refusal": text | {"proposal": "refused"} | why,
        "cancel_invoice": {"reason": "Мөр нь буруу."},
        "return_proposal": {"reason": "Дахин шалга."},
        "grant": text,
        "refuse": text | {"appeal": "СХЗГ"} | why,
    }


def cast(office: Office) -> dict[str, Actor]:
    """Everybody who may come to a case."""
    head_office = Unit.objects.head_office()
    homes = {Role.OFFICER: head_office, Role.ADMINISTRATOR: head_office}
    of_staff = (Role.OFFICER, Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR)
    people = {
        str(role): staff(make_user(role, homes.get(role, office.unit)))
        for role in (*of_staff, Role.FINANCE, Role.EDITOR)
    }
    elsewhere = Unit.objects.get(code="selenge")
    return people | {
        "clerk": staff(office.clerk),
        "head": staff(office.head),
        "proposer": staff(office.proposer),
        "head elsewhere": staff(make_user(Role.HEAD, elsewhere)),
        "owner": applicant(office.owner),
        "preparer": applicant(make_member(office.company, CompanyRole.PREPARER)),
        "viewer": applicant(make_member(office.company, CompanyRole.VIEWER)),
        "rival": applicant(owner_of(make_company())),
        "by code": APPLICANT,
        "system": THE_SYSTEM,
    }


class Undo(Exception):
    """What a try wrote is taken back."""


def succeeds(case: Case, act: str, actor: Actor, data: dict[str, Any]) -> bool:
    """Whether the act can be done; the database agrees, and nothing stays."""
    try:
        with transaction.atomic():
            perform(
                case_id=case.pk,
                move=ACTS[act],
                actor=actor,
                version=case.version,
                data=data,
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            assert_sound(Case.objects.get(pk=case.pk))
            raise Undo
    except Undo:
        return True
    except CaseworkError:
        return False


def assert_sound(case: Case) -> None:
    """What is true of an application after any move."""
    assert case.phase == APPLICATION.states[case.state].phase
    assert (case.closed_at is None) == (case.phase != Phase.CLOSED)
    assert list(faults_of(case, list(case.events.order_by("seq")))) == []
    certificates = Certificate.objects.filter(application=case.pk)
    assert certificates.exists() == (case.state == "granted")
    waits = case.pauses.filter(days__endswith__isnull=True).exists()
    assert waits == (case.phase == Phase.WAITING)
    open_questions = case.application.info_requests.filter(answered_at=None)
    assert open_questions.exists() == (case.state == "info_requested")
    application = case.application
    if application.decided_by_id:
        assert application.decided_by_id != application.proposed_by_id


@pytest.mark.parametrize(("slug", "state"), CASES)
def test_who_may_do_what_in_which_state(slug: str, state: str) -> None:
    office = Office(slug)
    case = office.bring_to(state)
    if state == "awaiting_payment":
        office.pay()
    people = cast(office)
    if state == "in_review" and slug != "verification":
        office.judge_on(LATER)
        case.refresh_from_db()
    with time_machine.travel(LATER, tick=False):
        data = inputs(office)
        possible = {
            act: {
                name
                for name, actor in people.items()
                if succeeds(case, act, actor, dict(data.get(act, {})))
            }
            for act in ACTS
        }
    assert {act: who for act, who in possible.items() if who} == EXPECTED[slug][state]


def test_the_table_speaks_of_every_state_and_every_move() -> None:
    assert set(EXPECTED["verification"]) == set(WAYS) == set(APPLICATION.states)
    assert set(ACTS.values()) == set(APPLICATION.moves)
