"""Two who act on one application at the same moment: one outcome, nothing doubled."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from casework.actions import perform
from casework.actors import THE_SYSTEM, Actor, applicant, staff
from casework.chain import faults_of
from casework.errors import CaseworkError
from casework.models import Case
from eservices.models import Certificate, InfoRequest, Invoice
from organisation.models import Role
from tests.casework.test_races import at_once
from tests.eservices.factories import a_reason
from tests.eservices.officers import LATER, SENT, Office, passed
from tests.factories import make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private"),
]

TEXT = {"text": "Тайлбар"}
# Every move a person or the system can make, and the state it starts in.
RACES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("submitted", "take", "clerk", {}),
    (
        "in_review",
        "ask_fields",
        "clerk",
        {"paths": ["activity"], "fault": "wrong", **TEXT},
    ),
    ("in_review", "invoice", "clerk", {}),
    ("in_review", "propose", "clerk", {"proposal": "refused", **TEXT}),
    ("info_requested", "answer_request", "owner", TEXT),
    ("info_requested", "lapse", "system", {}),
    ("awaiting_payment", "paid", "system", {}),
    ("in_work", "results", "clerk", {}),
    ("in_work", "propose", "clerk", {"proposal": "granted", **TEXT}),
    ("proposed", "return_proposal", "head", {"reason": "Дахин шалга."}),
    ("proposed", "grant", "head", TEXT),
    ("proposed", "refuse", "head", {"appeal": "СХЗГ", **TEXT}),
    ("lapsed", "reopen_lapsed", "owner", {}),
    ("submitted", "withdraw_application", "owner", {}),
]


@pytest.fixture
def office() -> Office:
    call_command("load_reference", verbosity=0, without_catalogue=True)
    return Office("verification")


def pair(office: Office, who: str) -> list[Actor]:
    """Two who may do the same."""
    if who == "owner":
        return [applicant(office.owner)] * 2
    if who == "system":
        return [THE_SYSTEM] * 2
    role = Role.HEAD if who == "head" else Role.CLERK
    return [staff(make_user(role, office.unit)) for _ in range(2)]


def with_reason(move: str, data: dict[str, Any]) -> dict[str, Any]:
    """What is refused names its reason."""
    is_refusal = move == "refuse" or data.get("proposal") == "refused"
    return data | ({"refusal_reason": a_reason()} if is_refusal else {})


@pytest.mark.parametrize(("state", "move", "who", "data"), RACES)
def test_two_press_the_same_button_and_one_wins(
    office: Office, state: str, move: str, who: str, data: dict[str, Any]
) -> None:
    case = office.bring_to(state)
    if state == "awaiting_payment":
        office.pay()
    actors, data = pair(office, who), with_reason(move, data)
    version = case.version if who in {"clerk", "head"} else None
    with time_machine.travel(LATER, tick=False):
        given = data if move != "results" else {"results": passed("verification")}
        outcomes = at_once(
            2,
            lambda n: perform(
                case_id=case.pk,
                move=move,
                actor=actors[n],
                version=version,
                data=dict(given),
            ),
        )
    won = [each for each in outcomes if isinstance(each, Case)]
    lost = [each for each in outcomes if isinstance(each, CaseworkError)]
    assert (len(won), len(lost)) == (1, 1)
    assert office.application.events.filter(kind=move).count() == 1 + before(
        state, move
    )
    assert_whole(office)


def before(state: str, move: str) -> int:
    """How often the move was made on the way to the state."""
    return int((state, move) == ("in_work", "results"))


def assert_whole(office: Office) -> None:
    """The chain is unbroken, and documents, questions and invoices stand once."""
    case = Case.objects.get(pk=office.application.pk)
    assert list(faults_of(case, list(case.events.order_by("seq")))) == []
    issued = Certificate.objects.filter(application=case.pk)
    assert issued.count() == (2 if case.state == "granted" else 0)
    open_questions = InfoRequest.objects.filter(application=case.pk, answered_at=None)
    assert open_questions.count() == int(case.state == "info_requested")
    assert Invoice.objects.filter(application=case.pk, cancelled_at=None).count() <= 1


def test_granting_and_refusing_at_once_ends_in_one_of_both(office: Office) -> None:
    case = office.bring_to("proposed")
    heads = pair(office, "head")
    refusal = with_reason("refuse", {"appeal": "СХЗГ", **TEXT})
    acts = [("grant", TEXT), ("refuse", refusal)]
    with time_machine.travel(SENT, tick=False):
        outcomes = at_once(
            2,
            lambda n: perform(
                case_id=case.pk,
                move=acts[n][0],
                actor=heads[n],
                version=case.version,
                data=dict(acts[n][1]),
            ),
        )
    assert sum(isinstance(each, Case) for each in outcomes) == 1
    assert_whole(office)


def test_a_payment_while_it_lapses_is_not_lost(office: Office) -> None:
    case = office.bring_to("awaiting_payment")
    office.pay()
    moves = ("paid", "lapse")
    with time_machine.travel(LATER, tick=False):
        outcomes = at_once(
            2,
            lambda n: perform(
                case_id=case.pk, move=moves[n], actor=THE_SYSTEM, version=None
            ),
        )
    assert sum(isinstance(each, Case) for each in outcomes) == 1
    assert Invoice.objects.get().paid_at is not None
    assert_whole(office)
