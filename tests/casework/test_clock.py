"""The legal clock against a replay that lives through every day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.clock import Base, PausedDays, due_date
from mongolian.working_days import WorkCalendar

MONDAY = date(2026, 11, 9)
FREE = WorkCalendar(frozenset(), frozenset())


def replay(start, base, extension, pauses, calendar, moves):
    """Live day by day: a day counts unless it is off or paused."""
    total, counted, day = base.days + extension, 0, start
    while counted < total:
        day += timedelta(days=1)
        if base.counts_working_days and not calendar.is_working(day):
            continue
        if moves and any(p.first <= day < p.after for p in pauses):
            continue
        counted += 1
    while base.rolls and not calendar.is_working(day):
        day += timedelta(days=1)
    return day


@st.composite
def histories(draw):
    """A receipt, a rule, days off, an extension, pauses that never overlap."""
    start = MONDAY + timedelta(days=draw(st.integers(0, 400)))
    off = draw(st.frozensets(st.integers(1, 200), max_size=25))
    worked = draw(st.frozensets(st.integers(1, 200), max_size=5))
    calendar = WorkCalendar(
        frozenset(start + timedelta(days=n) for n in off),
        frozenset(start + timedelta(days=n) for n in worked - off),
    )
    base = Base(
        days=draw(st.integers(1, 90)),
        counts_working_days=draw(st.booleans()),
        rolls=draw(st.booleans()),
    )
    pauses, day = [], start
    for gap, length in draw(
        st.lists(st.tuples(st.integers(1, 40), st.integers(1, 30)), max_size=4)
    ):
        first = day + timedelta(days=gap)
        day = first + timedelta(days=length)
        pauses.append(PausedDays(first, day))
    return start, base, draw(st.integers(0, 30)), pauses, calendar


@settings(max_examples=10_000, deadline=None)
@given(histories(), st.booleans())
def test_the_clock_equals_a_day_by_day_replay(history, moves):
    start, base, extension, pauses, calendar = history
    found = due_date(
        start=start,
        base=base,
        calendar=calendar,
        extension_days=extension,
        pauses=pauses,
        pause_moves_date=moves,
    )
    assert found.due_on == replay(start, base, extension, pauses, calendar, moves)


def test_thirty_calendar_days_from_the_day_of_receipt():
    found = due_date(start=MONDAY, base=Base(30), calendar=FREE)
    assert found.due_on == date(2026, 12, 9)
    assert [step.kind for step in found.steps] == ["start", "base", "due"]


def test_a_pause_begun_after_the_breach_heals_nothing():
    late = PausedDays(MONDAY + timedelta(days=31), MONDAY + timedelta(days=60))
    found = due_date(
        start=MONDAY,
        base=Base(30),
        calendar=FREE,
        pauses=[late],
        pause_moves_date=True,
    )
    assert found.due_on == MONDAY + timedelta(days=30)
    assert found.steps[-2].kind == "pause_ignored"


def test_pauses_do_not_move_the_date_unless_the_agency_says_so():
    pause = PausedDays(MONDAY + timedelta(days=3), MONDAY + timedelta(days=10))
    found = due_date(start=MONDAY, base=Base(30), calendar=FREE, pauses=[pause])
    assert found.due_on == MONDAY + timedelta(days=30)


def test_a_holiday_in_a_working_day_deadline_is_named_in_the_account():
    independence = date(2026, 12, 29)
    found = due_date(
        start=date(2026, 12, 28),
        base=Base(3, counts_working_days=True),
        calendar=WorkCalendar(frozenset({independence}), frozenset()),
    )
    assert found.due_on == date(2027, 1, 1)
    assert [s.day for s in found.steps if s.kind == "day_off"] == [independence]


def test_the_last_day_rolls_off_a_weekend_when_the_rule_rolls():
    found = due_date(start=MONDAY, base=Base(5, rolls=True), calendar=FREE)
    assert found.due_on == date(2026, 11, 16)
    assert [s.day.weekday() for s in found.steps if s.kind == "roll"] == [5, 6]
