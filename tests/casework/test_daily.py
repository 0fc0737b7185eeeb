"""What time does: closes, reminds, returns, tells; once each, however often run."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from casework.actions import perform, recompute_open_cases
from casework.actors import APPLICANT, staff
from casework.daily import run_daily, run_daily_once, step_for
from casework.models import (
    Case,
    Contact,
    DailyRoot,
    DeadlineRule,
    NonWorkingDay,
    Notice,
)
from organisation.models import Unit
from tests.factories import NAMED, answered_petition, do, make_petition, make_user

pytestmark = pytest.mark.usefixtures("reference")
MONDAY = datetime(2026, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Ulaanbaatar"))


@pytest.fixture
def unit():
    return Unit.objects.get(code="darkhan-uul")


@pytest.fixture
def clerk(unit):
    return make_user("clerk", unit)


def days_later(days, hour=10):
    return time_machine.travel(
        MONDAY.replace(hour=hour) + timedelta(days=days), tick=False
    )


def test_silence_closes_on_the_fourteenth_day_and_not_before(unit, clerk):
    with days_later(0):
        case = answered_petition(clerk, unit=unit, **NAMED)
    with days_later(13, hour=23):
        run_daily()
        case.refresh_from_db()
        assert case.state == "answered"
    with days_later(14, hour=1):
        run_daily()
        run_daily()
        case.refresh_from_db()
        assert case.state == "closed"
        assert case.events.filter(kind="close_silent").count() == 1


def test_an_unanswered_question_returns_to_the_clerk_without_claiming_an_answer(
    unit, clerk
):
    with days_later(0):
        case = make_petition(unit=unit, **NAMED)
        do(case, "take", clerk)
        do(case, "ask", clerk, text="Аль дэлгүүр вэ?")
    with days_later(14):
        assert run_daily()["unanswered"] == 0
    with days_later(15):
        assert run_daily()["unanswered"] == 1
        case.refresh_from_db()
        assert (case.state, case.answer_by) == ("in_progress", None)
        assert not case.messages.filter(kind="answer").exists()
        # The pause is shown, and by default helps nobody.
        assert case.due_on == MONDAY.date() + timedelta(days=30)
        (pause,) = case.pauses.all()
        assert (pause.days.upper - pause.days.lower).days == 15


def test_what_stays_incomplete_is_closed(unit, clerk):
    with days_later(0):
        case = make_petition(unit=unit, **NAMED)
        do(case, "return_incomplete", clerk, text="Хаяг дутуу байна.")
    with days_later(15):
        assert run_daily()["unanswered"] == 1
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "incomplete")


def test_the_applicant_is_told_on_the_first_day_late_and_once(unit):
    with days_later(0):
        case = make_petition(unit=unit, **NAMED)
    with days_later(30, hour=23):
        assert run_daily()["told_late"] == 0
    for day in (31, 32):
        with days_later(day):
            run_daily()
    assert case.events.filter(kind="late", is_visible=True).count() == 1
    assert Notice.objects.filter(template="late", channel="sms").count() == 1


@pytest.mark.parametrize(
    ("left", "step"), [(7, 7), (5, 7), (3, 3), (2, 3), (1, 1), (0, 1), (-1, 0)]
)
def test_the_reminder_due_follows_from_the_days_left(left, step):
    today = MONDAY.date()
    assert step_for(today + timedelta(days=left), today) == step


def test_the_clerk_is_reminded_at_7_3_and_1_days_and_the_head_when_late(unit, clerk):
    head = make_user("head", unit)
    with days_later(0):
        case = make_petition(unit=unit, **NAMED)
        do(case, "take", clerk)
    for day in range(20, 35):
        with days_later(day):
            run_daily()
            run_daily()
    reminders = case.notices.filter(recipient__startswith="staff:").order_by("pk")
    told = [(n.template, n.staff_id, n.event.data["step"]) for n in reminders]
    assert told == [
        ("reminder", clerk.pk, 7),
        ("reminder", clerk.pk, 3),
        ("reminder", clerk.pk, 1),
        ("reminder_late", clerk.pk, 0),
        ("reminder_late", head.pk, 0),
    ]


def test_without_an_assignee_the_head_is_reminded(unit):
    head = make_user("head", unit)
    with days_later(0):
        make_petition(unit=unit, **NAMED)
    with days_later(24):
        run_daily()
    assert Notice.objects.get(template="reminder").staff == head


def test_a_day_that_was_slept_through_is_made_up_for(unit, clerk):
    with days_later(0):
        case = make_petition(unit=unit, **NAMED)
        do(case, "take", clerk)
    with days_later(25):
        assert run_daily()["reminders"] == 1


def test_one_root_a_day_marks_the_day_as_done(unit):
    with days_later(0):
        make_petition(unit=unit)
        assert run_daily_once() is True
        assert run_daily_once() is False
    with days_later(1):
        make_petition(unit=unit)
        assert run_daily_once() is True
    first, second = DailyRoot.objects.order_by("day")
    assert second.prev_root == first.root
    assert second.event_count == first.event_count + 2
    call_command("verify_chains", verbosity=0)


def test_verify_chains_fails_when_a_case_lost_its_head(unit):
    case = make_petition(unit=unit)
    Case.objects.filter(pk=case.pk).update(head_hash="0" * 64)
    with pytest.raises(CommandError):
        call_command("verify_chains", verbosity=0)


def test_a_holiday_added_in_mid_case_moves_the_due_date_with_an_event(unit, clerk):
    DeadlineRule.objects.create(
        applies_to="petition.complaint",
        days=5,
        day_type="working",
        legal_reference_mn="Туршилтын дүрэм",
        valid_from=MONDAY.date(),
    )
    with days_later(0):
        working = make_petition(unit=unit, **NAMED)
        calendar = make_petition(unit=unit, kind="request", **NAMED)
        assert working.due_on == MONDAY.date() + timedelta(days=8)  # 10 November off
        NonWorkingDay.objects.create(
            date=MONDAY.date() + timedelta(days=2), name_mn="Нэмэлт амралт"
        )
        assert recompute_open_cases(staff(clerk)) == 1
        assert recompute_open_cases(staff(clerk)) == 0
    working.refresh_from_db()
    assert working.due_on == MONDAY.date() + timedelta(days=9)
    event = working.events.get(kind="due_recomputed")
    assert event.data["from"] == "2026-11-17"
    assert working.notices.filter(template="due_recomputed").count() == 1
    assert calendar.events.filter(kind="due_recomputed").count() == 0


def erase(case, days):
    with days_later(days):
        call_command("erase_expired", verbosity=0)
    case.refresh_from_db()


def test_erasure_blanks_the_person_and_keeps_the_numbers(unit, clerk):
    with days_later(0):
        case = answered_petition(clerk, unit=unit, **NAMED)
    with days_later(14):
        run_daily()
    number, due_on = case.number, case.due_on
    erase(case, 14 + 1824)
    assert case.erased_at is None
    erase(case, 14 + 1826)
    assert case.erased_at is not None
    assert (case.number, case.due_on, case.outcome) == (number, due_on, "solved")
    contact = Contact.objects.get(case=case)
    assert (contact.name, contact.address, contact.phone) == ("", "", "")
    assert case.petition.body == ""
    assert case.summary == ""
    assert {message.body for message in case.messages.all()} == {"—"}
    call_command("verify_chains", verbosity=0)


def test_erasure_leaves_open_and_reopened_cases_alone(unit, clerk):
    with days_later(0):
        open_one = make_petition(unit=unit, **NAMED)
        case = answered_petition(clerk, unit=unit, **NAMED)
    with days_later(14):
        run_daily()
    with days_later(20):
        perform(
            case_id=case.pk,
            move="reopen",
            actor=APPLICANT,
            version=None,
            data={"reason": "Шийдээгүй."},
        )
    for each in (open_one, case):
        erase(each, 4000)
        assert each.erased_at is None
        assert Contact.objects.get(case_id=each.pk).phone == "99112345"


def test_a_citizen_reopens_once_within_thirty_days_and_the_legal_date_stays(
    unit, clerk
):
    with days_later(0):
        case = answered_petition(clerk, unit=unit, **NAMED)
        due_on = case.due_on
    reopening = {
        "case_id": case.pk,
        "move": "reopen",
        "actor": APPLICANT,
        "version": None,
        "data": {"reason": "Шийдээгүй."},
    }
    with days_later(31):
        run_daily()
        with pytest.raises(Exception, match="хугацаа|time to reopen"):
            perform(**reopening)
    with days_later(29):
        reopened = perform(**reopening)
    assert (reopened.state, reopened.round, reopened.due_on) == (
        "in_progress",
        2,
        due_on,
    )
    with days_later(29):
        do(
            case,
            "answer",
            clerk,
            text="Дахин шалгалаа.",
            outcome="explained",
            appeal="СХЗГ",
        )
        with pytest.raises(Exception, match="once already|нэг удаа"):
            perform(**reopening)
