"""The invariants of research G-3, each attacked past the code that keeps it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from psycopg2.extras import DateRange

from casework.chain import all_faults
from casework.errors import CaseworkError, NotAllowed
from casework.models import (
    Case,
    Contact,
    Event,
    Extension,
    Message,
    Notice,
    Pause,
)
from casework.numbers import make_number, next_serial
from casework.roots import broken_roots, publish_root
from feedback.models import Petition
from organisation.models import Unit
from tests.factories import (
    NAMED,
    answered_petition,
    do,
    make_petition,
    make_user,
)

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def unit():
    return Unit.objects.get(code="darkhan-uul")


@pytest.fixture
def clerk(unit):
    return make_user("clerk", unit)


@pytest.fixture
def head(unit):
    return make_user("head", unit)


@pytest.fixture
def petition(unit):
    return make_petition(unit=unit, **NAMED)


def refused(error=IntegrityError):
    """A block the database must refuse, rolled back to before it."""
    return _Refused(error)


class _Refused:
    def __init__(self, error):
        self.raises = pytest.raises(error)
        self.block = transaction.atomic()

    def __enter__(self):
        self.found = self.raises.__enter__()
        self.block.__enter__()
        return self.found

    def __exit__(self, *error):
        self.block.__exit__(*error)
        return self.raises.__exit__(*error)


def check_deferred():
    """Let the checks of the commit run now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_1_the_same_client_key_makes_one_case():
    key = uuid.uuid4()
    first, second = make_petition(client_key=key), make_petition(client_key=key)
    assert first.pk == second.pk
    assert Petition.objects.count() == 1


def test_2_pauses_of_a_case_never_overlap(petition):
    day = timezone.localdate()
    Pause.objects.create(
        case=petition, days=DateRange(day, day + timedelta(days=5)), reason="question"
    )
    with refused():
        Pause.objects.create(
            case=petition,
            days=DateRange(day + timedelta(days=4), None),
            reason="question",
        )


def test_3_one_extension_of_1_to_30_days(petition, head):
    facts = {"decided_by": head, "decided_on": timezone.localdate(), "reason": "x"}
    for days in (0, 31):
        with refused():
            Extension.objects.create(case=petition, days=days, **facts)
    Extension.objects.create(case=petition, days=30, **facts)
    with refused():
        Extension.objects.create(case=petition, days=1, **facts)


@pytest.mark.parametrize("table", ["casework_event", "casework_dailyroot"])
def test_4_events_and_roots_cannot_be_changed_deleted_or_truncated(petition, table):
    publish_root()
    check_deferred()
    attacks = ("UPDATE {} SET id = id + 1000", "DELETE FROM {}", "TRUNCATE {} CASCADE")
    for sql in attacks:
        with refused(InternalError), connection.cursor() as cursor:
            cursor.execute(sql.format(table))


def test_5_answered_is_impossible_without_a_public_decision(petition):
    with refused():
        Case.objects.filter(pk=petition.pk).update(phase="answered", state="answered")
        check_deferred()


def test_6_an_internal_message_is_never_a_decision(petition):
    with refused():
        Message.objects.create(
            case=petition, kind="note", is_public=False, is_decision=True, body="x"
        )
    with refused():
        Message.objects.create(case=petition, kind="note", is_public=True, body="x")
    with refused():
        Message.objects.create(
            case=petition, kind="decision", is_public=False, is_decision=True, body="x"
        )


def test_7_a_duplicate_points_at_a_root_and_a_root_stays_one(unit):
    root, one, two = (make_petition(unit=unit) for _ in range(3))
    Case.objects.filter(pk=one.pk).update(duplicate_of=root.pk)
    with refused():
        Case.objects.filter(pk=two.pk).update(duplicate_of=one.pk)
        check_deferred()
    with refused():
        Case.objects.filter(pk=root.pk).update(duplicate_of=two.pk)
        check_deferred()
    with refused():
        Case.objects.filter(pk=two.pk).update(duplicate_of=two.pk)


def test_7_one_answer_tells_every_duplicate(unit, clerk):
    root = make_petition(unit=unit, **NAMED)
    same = [make_petition(unit=unit, **NAMED) for _ in range(2)]
    for case in same:
        do(case, "duplicate", clerk, root=root)
    do(root, "take", clerk)
    do(root, "answer", clerk, text="Шалгалаа.", outcome="solved", appeal="СХЗГ")
    for case in same:
        case.refresh_from_db()
        assert (case.state, case.outcome) == ("answered", "solved")
        assert case.messages.get(is_decision=True).body == "Шалгалаа."
        assert case.notices.filter(template="answer_with_root").count() == 1


def test_7_a_root_that_ends_without_decision_frees_its_duplicates(unit, clerk):
    root, same = make_petition(unit=unit), make_petition(unit=unit)
    do(same, "duplicate", clerk, root=root)
    do(root, "spam", clerk)
    same.refresh_from_db()
    assert (same.state, same.duplicate_of_id) == ("accepted", None)


def test_7_a_duplicate_of_a_duplicate_or_of_another_unit_is_refused(unit, clerk):
    root, one, two = (make_petition(unit=unit) for _ in range(3))
    elsewhere = make_petition(unit=Unit.objects.get(code="orkhon"))
    do(one, "duplicate", clerk, root=root)
    for wrong in (one, elsewhere, two):
        with pytest.raises(CaseworkError):
            do(two, "duplicate", clerk, root=wrong)


def test_10_a_forged_event_is_found_at_its_place(petition, clerk):
    do(petition, "take", clerk)
    assert list(all_faults()) == []
    check_deferred()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_event DISABLE TRIGGER ALL")
        cursor.execute(
            "UPDATE casework_event SET at = at - interval '1 day' WHERE seq = 2"
        )
    assert [(f.number, f.seq, f.what) for f in all_faults()] == [
        (petition.number, 2, "hash")
    ]


def test_10_a_cut_tail_is_found_by_the_published_root(petition, clerk):
    do(petition, "take", clerk)
    publish_root()
    assert list(broken_roots()) == []
    before = Event.objects.get(case=petition, seq=2)
    check_deferred()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_event DISABLE TRIGGER ALL")
        cursor.execute("ALTER TABLE casework_notice DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM casework_notice WHERE event_id > %s", [before.pk])
        cursor.execute("DELETE FROM casework_event WHERE seq = 3")
    # Even when the case's head is moved back with it, the root tells.
    Case.objects.filter(pk=petition.pk).update(event_count=2, head_hash=before.hash)
    assert list(all_faults()) == []
    assert len(list(broken_roots())) == 1


def test_11_closed_means_closed_at(petition):
    with refused():
        Case.objects.filter(pk=petition.pk).update(phase="closed")
    with refused():
        Case.objects.filter(pk=petition.pk).update(closed_at=timezone.now())


def test_12_nobody_deletes_a_case_or_moves_its_receipt(petition):
    for sql in (
        "DELETE FROM feedback_petition; DELETE FROM casework_case",
        "TRUNCATE casework_case CASCADE",
        "UPDATE casework_case SET received_at = received_at - interval '1 day'",
        "UPDATE casework_case SET received_on = received_on - 1",
        "UPDATE casework_case SET number = '26-999999-9'",
        "DELETE FROM casework_contact",
        "DELETE FROM casework_message",
    ):
        Message.objects.create(case=petition, kind="reply", is_public=True, body="x")
        check_deferred()
        with refused(InternalError), connection.cursor() as cursor:
            cursor.execute(sql)


def test_14_every_visible_change_tells_or_records_that_nobody_could_be_told(
    unit, clerk
):
    named, silent = make_petition(unit=unit, **NAMED), make_petition(unit=unit)
    for case in (named, silent):
        do(case, "take", clerk)
        do(case, "ask", clerk, text="Хэзээ вэ?")
    for event in Event.objects.filter(is_visible=True):
        expected = ["sms"] if event.case_id == named.pk else []
        assert event.data["told"] == expected
        assert [n.channel for n in event.notices.all()] == expected
    hidden = Event.objects.filter(is_visible=False)
    assert not Notice.objects.filter(event__in=hidden).exists()


def test_17_staff_see_the_cases_of_their_unit_only(petition, clerk):
    stranger = make_user("clerk", Unit.objects.get(code="orkhon"))
    auditor = make_user("auditor", Unit.objects.get(code="head-office"))
    nobody = make_user("clerk")
    assert list(Case.objects.visible_to(clerk)) == [petition.case]
    assert list(Case.objects.visible_to(stranger)) == []
    assert list(Case.objects.visible_to(auditor)) == [petition.case]
    assert list(Case.objects.visible_to(nobody)) == []


def test_18_a_user_who_acted_cannot_be_deleted(petition, clerk):
    do(petition, "take", clerk)
    with pytest.raises(ProtectedError):
        clerk.delete()


def test_an_auditor_and_a_stranger_change_nothing(petition):
    auditor = make_user("auditor", Unit.objects.get(code="head-office"))
    stranger = make_user("head", Unit.objects.get(code="orkhon"))
    for user in (auditor, stranger):
        with pytest.raises(NotAllowed):
            do(petition, "take", user)


def test_an_erased_contact_is_blank(petition):
    with refused():
        Contact.objects.filter(case=petition).update(erased_at=timezone.now())


def test_numbers_are_without_gaps(unit):
    made = [make_petition(unit=unit).number for _ in range(5)]
    year = timezone.localdate().year
    series = f"case-{year % 100}"
    last = next_serial(series) - 1
    assert made == [make_number(year, last - 4 + n) for n in range(5)]


def test_a_case_answered_once_is_answered_for_good_reason(unit, clerk):
    case = answered_petition(clerk, unit=unit, **NAMED)
    decision = case.messages.get(is_decision=True)
    assert decision.appeal == "Стандарт, хэмжил зүйн газар"
    assert case.events.last().data["outcome"] == "solved"
