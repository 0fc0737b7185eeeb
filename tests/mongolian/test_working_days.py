"""Working days, held against a plain list of days and the `holidays` package."""

from datetime import date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mongolian.working_days import WorkCalendar

YEARS = range(2023, 2032)
MONGOLIA = holidays.country_holidays("MN", years=YEARS)
CALENDAR = WorkCalendar(non_working=frozenset(MONGOLIA))
DAYS = st.dates(date(2023, 1, 1), date(2030, 12, 31))

NEAR = st.dates(date(2026, 1, 1), date(2026, 3, 31))
SWAPPED = st.builds(
    WorkCalendar,
    non_working=st.frozensets(NEAR, max_size=40),
    worked_weekends=st.frozensets(NEAR, max_size=10),
)


def naive_working_days(calendar: WorkCalendar, start: date, length: int) -> list[date]:
    """The working days among `length` days after start, by the plain rule."""
    days = [start + timedelta(days=n) for n in range(1, length + 1)]
    return [
        day
        for day in days
        if day not in calendar.non_working
        and (day.isoweekday() <= 5 or day in calendar.worked_weekends)
    ]


def test_naadam_and_the_weekend_are_skipped() -> None:
    assert CALENDAR.add_working_days(date(2026, 7, 9), 1) == date(2026, 7, 16)
    assert CALENDAR.add_working_days(date(2026, 7, 10), 3) == date(2026, 7, 20)
    assert CALENDAR.next_working_day(date(2026, 7, 10)) == date(2026, 7, 16)


def test_the_lunar_new_year_is_skipped() -> None:
    assert CALENDAR.add_working_days(date(2026, 2, 17), 1) == date(2026, 2, 23)


def test_a_working_day_needs_no_rolling() -> None:
    assert CALENDAR.next_working_day(date(2026, 12, 9)) == date(2026, 12, 9)


def test_a_day_swapped_by_the_government_moves_the_deadline() -> None:
    friday, saturday, monday = date(2026, 5, 22), date(2026, 5, 23), date(2026, 5, 25)
    plain = WorkCalendar()
    swapped = WorkCalendar(
        non_working=frozenset({monday}), worked_weekends=frozenset({saturday})
    )

    assert plain.add_working_days(friday, 1) == monday
    assert swapped.add_working_days(friday, 1) == saturday
    assert swapped.add_working_days(friday, 2) == date(2026, 5, 26)


def test_a_day_in_both_lists_is_a_day_off() -> None:
    saturday = date(2026, 7, 11)
    calendar = WorkCalendar(frozenset({saturday}), frozenset({saturday}))

    assert calendar.is_working(saturday) is False


def test_no_days_added_is_the_start_even_on_a_day_off() -> None:
    sunday = date(2026, 7, 12)

    assert CALENDAR.add_working_days(sunday, 0) == sunday


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="not taken away"):
        CALENDAR.add_working_days(date(2026, 7, 9), -1)


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="not a datetime"):
        CALENDAR.is_working(datetime(2026, 7, 11))


def rest_of(length: int, start: date) -> WorkCalendar:
    """A calendar without work for so many days from start."""
    return WorkCalendar(frozenset(start + timedelta(days=n) for n in range(length)))


def test_a_calendar_without_work_is_reported_and_does_not_hang() -> None:
    start = date(2026, 1, 1)  # 401 days later is a Friday

    assert rest_of(400, start).next_working_day(start) == date(2027, 2, 5)
    with pytest.raises(ValueError, match="no working day within 400 days"):
        rest_of(401, start).next_working_day(start)
    with pytest.raises(ValueError, match="no working day within 400 days"):
        rest_of(402, start).add_working_days(start, 1)


def test_the_end_of_the_calendar_is_an_error_of_value() -> None:
    with pytest.raises(ValueError, match="ends here"):
        CALENDAR.add_working_days(date.max, 1)


@given(calendar=SWAPPED, start=NEAR, count=st.integers(1, 60))
def test_adding_days_is_a_walk_from_day_to_day(
    calendar: WorkCalendar, start: date, count: int
) -> None:
    walked = naive_working_days(calendar, start, 200)

    assert calendar.add_working_days(start, count) == walked[count - 1]


@given(calendar=SWAPPED, start=NEAR, end=NEAR)
def test_days_between_are_those_a_walk_meets(
    calendar: WorkCalendar, start: date, end: date
) -> None:
    first, last = sorted((start, end))
    walked = naive_working_days(calendar, first, (last - first).days)

    assert calendar.working_days_between(first, last) == len(walked)
    assert calendar.working_days_between(last, first) == -len(walked)


@given(calendar=SWAPPED, start=NEAR, count=st.integers(0, 60))
def test_days_between_undo_days_added(
    calendar: WorkCalendar, start: date, count: int
) -> None:
    end = calendar.add_working_days(start, count)

    assert calendar.working_days_between(start, end) == count


def test_every_day_of_nine_years_agrees_with_the_holidays_package() -> None:
    first = date(YEARS.start, 1, 1)
    days = [first + timedelta(days=n) for n in range(365 * len(YEARS))]

    ours = {day for day in days if CALENDAR.is_working(day)}

    assert ours == {day for day in days if MONGOLIA.is_working_day(day)}


@given(start=DAYS, count=st.integers(1, 120))
def test_deadlines_agree_with_the_holidays_package(start: date, count: int) -> None:
    expected = MONGOLIA.get_nth_working_day(start, count)

    assert CALENDAR.add_working_days(start, count) == expected


@given(start=DAYS, end=DAYS)
def test_counts_agree_with_the_holidays_package(start: date, end: date) -> None:
    first, last = sorted((start, end))
    expected = MONGOLIA.get_working_days_count(first + timedelta(days=1), last)

    assert CALENDAR.working_days_between(first, last) == (
        expected if first < last else 0
    )
