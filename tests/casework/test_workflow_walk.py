"""The workflow walked at random: whatever is tried, the rules hold after each step."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actions import perform
from casework.actors import APPLICANT, THE_SYSTEM, staff
from casework.chain import faults_of
from casework.errors import CaseworkError
from casework.models import Case, Phase
from casework.workflow import workflow_of
from feedback.workflow import PETITION
from organisation.models import Unit
from tests.factories import NAMED, make_petition, make_user

ROLES = ["clerk", "head", "operator", "officer", "auditor", "administrator"]
ACTORS = [*ROLES, "citizen", "system", "stranger"]
MOVES = list(PETITION.moves)

steps = st.lists(
    st.tuples(st.sampled_from(ACTORS), st.sampled_from(MOVES)), min_size=1, max_size=12
)


@pytest.fixture
def cast(reference):
    unit = Unit.objects.get(code="darkhan-uul")
    office = Unit.objects.get(code="head-office")
    homes = {"officer": office, "auditor": office, "administrator": office}
    people = {role: staff(make_user(role, homes.get(role, unit))) for role in ROLES}
    stranger = staff(make_user("head", Unit.objects.get(code="orkhon")))
    return people | {
        "citizen": APPLICANT,
        "system": THE_SYSTEM,
        "stranger": stranger,
        "unit": unit,
        "root": make_petition(unit=unit),
    }


def inputs(cast, case):
    """Good inputs for every move; a move takes what it needs."""
    return {
        "text": "Тайлбар",
        "reason": "Шалтгаан",
        "appeal": "СХЗГ",
        "outcome": "solved",
        "days": 10,
        "body_name": "Өөр байгууллага",
        "assignee": cast["clerk"].user,
        "unit": Unit.objects.exclude(pk=case.unit_id).filter(kind="aimag").first(),
        "root": cast["root"].case,
    }


def assert_sound(case: Case) -> None:
    """What is true of a case in any state."""
    state = workflow_of(case).states[case.state]
    assert case.phase == state.phase
    assert (case.closed_at is None) == (case.phase != Phase.CLOSED)
    decisions = case.messages.filter(is_decision=True)
    if case.phase == Phase.ANSWERED:
        assert decisions.exists()
        assert all(message.is_public for message in decisions)
    events = list(case.events.order_by("seq"))
    assert list(faults_of(case, events)) == []
    assert len({event.to_state for event in events[-1:]} | {case.state}) <= 2
    moved = [e for e in events if e.to_state]
    assert moved[-1].to_state == case.state
    for before, after in zip(moved, moved[1:], strict=False):
        assert after.from_state == before.to_state
    assert case.pauses.filter(days__endswith__isnull=True).count() <= 1


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(walk=steps, is_named=st.booleans())
def test_no_walk_breaks_a_rule(cast, walk, is_named):
    values = NAMED if is_named else {}
    case = make_petition(unit=cast["unit"], client_key=uuid.uuid4(), **values).case
    for who, move in walk:
        actor, before = cast[who], Case.objects.get(pk=case.pk)
        rule = PETITION.moves[move]
        try:
            after = perform(
                case_id=case.pk,
                move=move,
                actor=actor,
                version=before.version,
                data=inputs(cast, before),
            )
        except CaseworkError:
            after = Case.objects.get(pk=case.pk)
            assert after.version == before.version
            assert after.event_count == before.event_count
        else:
            assert before.state in rule.sources
            assert rule.who & actor.roles_for(before)
            assert who not in {"auditor", "stranger"} or after.unit_id != before.unit_id
            assert after.state == (rule.target or before.state)
            assert after.version == before.version + 1
        assert_sound(Case.objects.get(pk=case.pk))


def test_every_state_can_be_reached_and_every_open_state_left():
    reached = {PETITION.initial} | {m.target for m in PETITION.moves.values()}
    assert set(PETITION.states) <= reached
    for state in PETITION.states.values():
        if state.phase != Phase.CLOSED:
            assert PETITION.moves_from(state.code)


def test_an_auditor_and_an_administrator_have_no_move_of_their_own():
    for move in PETITION.moves.values():
        assert not move.who & {"auditor", "administrator"}
