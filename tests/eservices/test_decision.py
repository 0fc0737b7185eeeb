"""The proposal and the decision: two persons, reasons, and documents or none."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from casework.actors import staff
from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.models import Case, Message
from eservices.models import Application, Certificate
from eservices.results import Given, RowResult
from organisation.models import Role
from tests.catalogue.factories import make_edition
from tests.eservices.factories import (
    a_reason,
    make_application,
    make_company,
    open_services,
)
from tests.eservices.officers import SENT, Office, passed, says
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]


@pytest.fixture
def instruments() -> Office:
    return Office("verification")


@pytest.fixture
def registration() -> Office:
    return Office("standards-registration")


def said(office: Office) -> Message:
    return Message.objects.get(case=office.application.pk, is_decision=True)


# --- who decides ----------------------------------------------------------------
def test_who_proposed_it_does_not_decide_it(instruments: Office) -> None:
    instruments.bring_to("proposed")
    for move in ("grant", "refuse", "return_proposal"):
        with pytest.raises(
            NotAllowed, match=says("You proposed this; another person decides.")
        ):
            instruments.do(
                move,
                staff(instruments.proposer),
                text="Олгов.",
                appeal="СХЗГ",
                reason="Дахин.",
                refusal_reason=a_reason(),
            )


def test_the_database_refuses_one_person_for_both(instruments: Office) -> None:
    instruments.bring_to("proposed")
    mine = Application.objects.filter(pk=instruments.application.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(decided_by=instruments.proposer)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(decided_by=instruments.head, proposed_by=None)


@pytest.mark.django_db(transaction=True)
def test_granted_without_a_document_does_not_reach_the_database() -> None:
    office = Office("verification")
    office.bring_to("proposed")
    with pytest.raises(IntegrityError):
        grant_past_the_action(office)
    assert Case.objects.get(pk=office.application.pk).state == "proposed"


@transaction.atomic
def grant_past_the_action(office: Office) -> None:
    """Write the state and a decision, and no certificate."""
    Message.objects.create(
        case_id=office.application.pk,
        kind="decision",
        is_public=True,
        is_decision=True,
        body="Олгов.",
    )
    mine = Case.objects.filter(pk=office.application.pk)
    mine.update(state="granted", phase="answered")


def test_a_head_who_returned_it_may_decide_the_next_proposal(
    instruments: Office,
) -> None:
    instruments.bring_to("proposed")
    with time_machine.travel(SENT, tick=False):
        instruments.do(
            "return_proposal", staff(instruments.head), reason="Дахин шалга."
        )
        again = Application.objects.get(pk=instruments.application.pk)
        assert (again.proposed_outcome, again.proposed_by) == ("", None)
        instruments.do("propose", proposal="granted", text="Дахин шалгав.")
        instruments.do("grant", staff(instruments.proposer), text="Олгов.")
    decided = Application.objects.get(pk=instruments.application.pk)
    assert (decided.proposed_by, decided.decided_by) == (
        instruments.clerk,
        instruments.proposer,
    )


def test_what_is_proposed_to_be_refused_is_not_granted(instruments: Office) -> None:
    with time_machine.travel(SENT, tick=False):
        instruments.propose("refused")
        with pytest.raises(
            NotAllowed,
            match=says(
                "It is proposed to refuse it. Return the proposal if you do not agree."
            ),
        ):
            instruments.do("grant", staff(instruments.head), text="Олгов.")


# --- what comes of it -----------------------------------------------------------
def test_a_grant_says_so_and_issues_a_document_for_every_instrument(
    instruments: Office,
) -> None:
    case = instruments.bring_to("granted")
    decision = said(instruments)
    assert (case.outcome, decision.body) == ("granted", "Олгохоор шийдвэрлэв.")
    assert decision.appeal == instruments.unit.appeal_to
    assert Certificate.objects.filter(application=case.pk).count() == 2
    event = case.events.get(kind="grant")
    assert (event.user, event.data["certificates"]) == (instruments.head, 2)


def test_an_instrument_that_failed_gets_a_notice(instruments: Office) -> None:
    with time_machine.travel(SENT, tick=False):
        instruments.work()
        failed = RowResult(2, "failed", reason="Алдаа их", done_on=SENT.date())
        instruments.do("results", results=Given("instruments", [failed]))
        instruments.do("propose", proposal="granted", text="Дүгнэв.")
        instruments.do("grant", staff(instruments.head), text="Олгов.")
    issued = Certificate.objects.filter(application=instruments.application.pk)
    assert sorted(issued.values_list("is_positive", flat=True)) == [False, True]


def test_a_refusal_has_reason_and_appeal_and_no_document(instruments: Office) -> None:
    case = instruments.bring_to("refused")
    decision = said(instruments)
    assert (case.outcome, decision.body, decision.appeal) == (
        "refused",
        "Хангаагүй.",
        "СХЗГ",
    )
    assert not Certificate.objects.filter(application=case.pk).exists()


@pytest.mark.parametrize("missing", ["text", "appeal", "refusal_reason"])
def test_a_refusal_without_reason_or_appeal_is_none(
    instruments: Office, missing: str
) -> None:
    given: dict[str, Any] = {"text": "Хангаагүй.", "appeal": "СХЗГ"}
    given |= {"refusal_reason": a_reason()} | {missing: ""}
    with time_machine.travel(SENT, tick=False):
        instruments.propose("refused")
        with pytest.raises(MissingInput) as refused:
            instruments.do("refuse", staff(instruments.head), **given)
    assert refused.value.field == missing


# --- before it is proposed ------------------------------------------------------
def test_every_line_has_a_result_before_it_is_proposed(registration: Office) -> None:
    with time_machine.travel(SENT, tick=False):
        registration.take()
        one = passed("standards-registration", 1)
        registration.do("results", results=one)
        with pytest.raises(
            CaseworkError,
            match=says(
                "Lines without a result: %(count)d. Enter the results first.", count=1
            ),
        ):
            registration.do("propose", proposal="granted", text="Олгох.")
        refused: dict[str, Any] = {"proposal": "refused", "refusal_reason": a_reason()}
        registration.do("propose", text="Татгалзах.", **refused)


def test_nothing_is_proposed_to_be_granted_when_no_line_passed(
    registration: Office,
) -> None:
    failed = [RowResult(n, "failed", reason="Хүчингүй") for n in (1, 2)]
    with time_machine.travel(SENT, tick=False):
        registration.take()
        registration.do("results", results=Given("standards", failed))
        with pytest.raises(
            CaseworkError, match=says("No line passed, so there is nothing to grant.")
        ):
            registration.do("propose", proposal="granted", text="Олгох.")


# --- without a person -----------------------------------------------------------
def test_the_system_grants_a_clean_registration_at_once() -> None:
    open_services()
    make_edition("MNS 5217:2012")
    application = make_application(
        "standards-registration", company=make_company(), state="granted"
    )
    event = application.events.get(kind="grant_automatically")
    fresh = Application.objects.get(pk=application.pk)
    assert (fresh.state, fresh.outcome, fresh.is_automatic) == (
        "granted",
        "granted",
        True,
    )
    assert (event.actor, event.user, fresh.decided_by) == ("system", None, None)
    assert fresh.certificates.count() == 1
    assert Message.objects.get(case=fresh.pk, is_decision=True).author is None


def test_nobody_presses_what_only_the_system_does() -> None:
    office = Office("standards-registration")
    officer = make_user(Role.OFFICER, office.unit)
    with pytest.raises(NotAllowed):
        office.do("grant_automatically", staff(officer))
