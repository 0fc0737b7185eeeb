"""The account of the clock in words, and its drawing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from casework.actions import perform
from casework.actors import APPLICANT
from casework.clock import PausedDays, due_date
from casework.deadlines import base_of
from casework.ledger import (
    ClockPart,
    ClockView,
    clock_view,
    days_late,
    ledger_lines,
)
from casework.models import Case, DeadlineRule, NonWorkingDay
from mongolian.dates import ULAANBAATAR
from mongolian.working_days import WorkCalendar
from organisation.actions import add_member
from organisation.models import Role
from tests.factories import NAMED, do, make_petition, make_user

RECEIVED = datetime(2026, 11, 9, 16, 2, tzinfo=ULAANBAATAR)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def _told(case: Case) -> list[tuple[str, str, str]]:
    case = Case.objects.get(pk=case.pk)
    return [(line.label, line.value, line.note) for line in ledger_lines(case)]


def test_a_statutory_petition_names_the_law(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    with time_machine.travel(RECEIVED + timedelta(days=1), tick=False):
        assert _told(petition) == [
            ("Received", "2026-11-09, Monday", ""),
            (
                "Legal time",
                "+ 30 days",
                "Law on petitions and complaints to state bodies, article 16",
            ),
            ("Extended", "no", ""),
            ("Last day", "2026-12-09, Wednesday", ""),
        ]


def test_a_courtesy_petition_says_that_no_law_binds(reference: None) -> None:
    petition = make_petition(on=RECEIVED)
    assert _told(petition)[1:] == [
        (
            "Our own aim",
            "+ 30 days",
            "Internal aim: the legal deadline does not bind messages without name and "
            "address",
        ),
        ("We aim to answer by", "2026-12-09, Wednesday", ""),
    ]


def test_mongolian_weekdays(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    with translation.override("mn"):
        assert ledger_lines(petition)[-1].value == "2026.12.09, Лхагва"


def test_an_extension_says_how_long_who_and_why(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    with time_machine.travel(RECEIVED + timedelta(days=5), tick=False):
        head = make_user(Role.HEAD, petition.unit)
        do(petition, "extend", head, days=10, reason="Шинжилгээ хийлгэж байна.")
        assert _told(petition)[2:] == [
            (
                "Extended",
                "+ 10 days",
                "Decided by the head of the unit on 2026-11-14. "
                "Reason: Шинжилгээ хийлгэж байна.",
            ),
            ("Last day", "2026-12-19, Saturday", ""),
        ]


def test_waiting_for_the_applicant_is_told_and_does_not_count(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    with time_machine.travel(RECEIVED, tick=False) as clock:
        clerk = make_user(Role.CLERK, petition.unit)
        do(petition, "take", clerk)
        do(petition, "ask", clerk, text="Аль зах вэ?")
        clock.shift(timedelta(days=4))
        assert _told(petition)[2] == (
            "We waited for your answer",
            "4 days",
            "Does not move the last day.",
        )


def test_every_day_off_that_counted_is_named_after_the_sum(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    rule = DeadlineRule.objects.create(
        applies_to="test",
        days=5,
        day_type="working",
        roll="next_working_day",
        legal_reference_en="a law",
        legal_reference_mn="хууль",
        valid_from=date(2026, 1, 1),
    )
    NonWorkingDay.objects.filter(date__range=("2026-11-09", "2026-12-01")).delete()
    NonWorkingDay.objects.create(
        date=date(2026, 11, 11), name_mn="Тест", name_en="Test day"
    )
    Case.objects.filter(pk=petition.pk).update(deadline_rule=rule)
    assert _told(petition)[1:3] == [
        ("Legal time", "+ 5 working days", "a law"),
        ("Day off, not counted", "2026-11-11, Wednesday", "Test day"),
    ]
    clock = clock_view(Case.objects.get(pk=petition.pk))
    assert clock is not None
    assert "holiday" in clock.legend


def test_a_pause_that_counts_adds_days(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    assert petition.deadline_rule is not None
    counted = due_date(
        start=petition.received_on,
        base=base_of(petition.deadline_rule),
        calendar=WorkCalendar(),
        pauses=[PausedDays(date(2026, 11, 12), date(2026, 11, 15))],
        pause_moves_date=True,
    )
    lines = ledger_lines(petition, counted)
    assert (lines[2].label, lines[2].value) == ("We waited for your answer", "+ 3 days")
    assert lines[-1].value == "2026-12-12, Saturday"


def test_reopening_leaves_the_legal_dates_and_adds_an_aim(reference: None) -> None:
    with time_machine.travel(RECEIVED, tick=False) as clock:
        petition = _answered()
        clock.shift(timedelta(days=25))
        _reopen(petition)
        lines = _told(petition)
        assert lines[-2][:2] == ("Last day", "2026-12-09, Wednesday")
        assert lines[-1] == (
            "New aim after reopening",
            "2026-12-18, Friday",
            "The legal dates stay as they were.",
        )
        case = Case.objects.get(pk=petition.pk)
        assert case.binding_day == date(2026, 12, 18)
        clock.shift(timedelta(days=14))
        assert days_late(case) == 0
        clock.shift(timedelta(days=1))
        assert days_late(case) == 1


def test_late_on_the_first_day_after_and_not_on_the_last(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    last = datetime(2026, 12, 9, 23, 59, tzinfo=ULAANBAATAR)
    with time_machine.travel(last, tick=False) as clock:
        assert days_late(petition) == 0
        clock.shift(timedelta(minutes=1))
        assert days_late(petition) == 1


def test_without_a_rule_there_is_neither_account_nor_clock(reference: None) -> None:
    petition = make_petition(on=RECEIVED)
    Case.objects.filter(pk=petition.pk).update(deadline_rule=None, due_on=None)
    case = Case.objects.get(pk=petition.pk)
    assert ledger_lines(case) == []
    assert clock_view(case) is None


# --- the drawing ----------------------------------------------------------------
def _view(case: Case, day: int) -> ClockView:
    with time_machine.travel(RECEIVED + timedelta(days=day), tick=False):
        view = clock_view(Case.objects.get(pk=case.pk))
    assert view is not None
    return view


def test_the_clock_halfway(reference: None) -> None:
    view = _view(make_petition(on=RECEIVED, **NAMED), 14)
    assert (view.start, view.due) == (date(2026, 11, 9), date(2026, 12, 9))
    assert (view.day_number, view.days_left, view.days_late) == (14, 16, 0)
    assert (view.today_at, view.today_anchor) == (467, "middle")
    assert (view.due_at, view.due_anchor, view.shows_start) == (1000, "end", True)
    assert (len(view.ticks), view.ticks[1], view.ticks[-1]) == (31, 33, 1000)
    assert view.major_ticks == (0, 167, 333, 500, 667, 833, 1000)
    assert view.scale.startswith("M0 18H1000M0 18v6M33 18v6")
    assert view.scale.endswith("M833 18v13M1000 18v13")
    assert view.segments == (ClockPart("elapsed", 0, 467),)
    assert view.legend == ()


def test_the_clock_on_the_day_of_receipt_and_on_the_last(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    first = _view(petition, 0)
    assert (first.day_number, first.today_at, first.segments) == (0, 0, ())
    last = _view(petition, 30)
    assert (last.days_left, last.days_late, last.is_late) == (0, 0, False)


def test_the_clock_of_a_late_case_runs_on(reference: None) -> None:
    view = _view(make_petition(on=RECEIVED, **NAMED), 40)
    assert (view.is_late, view.days_late, view.days_left) == (True, 10, 0)
    assert (view.due_at, view.today_at) == (750, 1000)
    assert view.segments == (ClockPart("elapsed", 0, 750), ClockPart("late", 750, 250))
    assert view.legend == ("late",)


def test_the_extension_is_a_part_of_the_clock(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    with time_machine.travel(RECEIVED, tick=False):
        head = make_user(Role.HEAD, petition.unit)
        do(petition, "extend", head, days=30, reason="Шинжилгээ")
    view = _view(petition, 10)
    assert view.segments[0] == ClockPart("extension", 500, 500)
    assert len(view.ticks) == 13  # one in five days on a long scale


def test_the_clock_stops_at_the_answer(reference: None) -> None:
    with time_machine.travel(RECEIVED, tick=False):
        petition = _answered()
    view = _view(petition, 20)
    assert (view.is_done, view.day_number) == (True, 0)


def test_a_withdrawn_case_has_no_clock(reference: None) -> None:
    petition = make_petition(on=RECEIVED, **NAMED)
    perform(case_id=petition.pk, move="withdraw", actor=APPLICANT, version=None)
    assert clock_view(Case.objects.get(pk=petition.pk)) is None


def _answered() -> Case:
    unit_clerk = make_user(Role.CLERK)
    petition = make_petition(**NAMED)
    add_member(user=unit_clerk, unit=petition.unit, role=Role.CLERK)
    do(petition, "take", unit_clerk)
    return do(
        petition,
        "answer",
        unit_clerk,
        text="Шалгалаа.",
        outcome="solved",
        appeal="Дээд газар",
    )


def _reopen(case: Case) -> None:
    perform(
        case_id=case.pk,
        move="reopen",
        actor=APPLICANT,
        version=None,
        data={"reason": f"Болоогүй {timezone.now():%d}"},
    )
