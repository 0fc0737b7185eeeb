"""Days begin at midnight in Ulaanbaatar and are written in Mongolian."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from mongolian.dates import (
    format_long,
    format_numeric,
    format_weekday,
    to_ulaanbaatar,
    today_ulaanbaatar,
)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 12, 8, 15, 59, 59, tzinfo=UTC), date(2026, 12, 8)),
        (datetime(2026, 12, 8, 16, 0, tzinfo=UTC), date(2026, 12, 9)),
        (
            datetime(2026, 12, 8, 23, 0, tzinfo=timezone(timedelta(hours=-5))),
            date(2026, 12, 9),
        ),
        # Summer time, last kept in 2016, began the day one hour earlier.
        (datetime(2016, 7, 1, 15, 30, tzinfo=UTC), date(2016, 7, 2)),
    ],
)
def test_the_day_changes_at_midnight_in_ulaanbaatar(
    moment: datetime, day: date
) -> None:
    assert today_ulaanbaatar(moment) == day


def test_the_moment_stays_the_same_on_another_clock() -> None:
    moment = datetime(2026, 12, 9, 1, 30, tzinfo=UTC)

    there = to_ulaanbaatar(moment)

    assert there == moment
    assert there.isoformat() == "2026-12-09T09:30:00+08:00"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        to_ulaanbaatar(datetime(2026, 12, 9))


def test_a_date_is_written_in_words_and_digits() -> None:
    day = date(2026, 12, 9)

    assert format_long(day) == "2026 оны 12 сарын 9"
    assert format_numeric(day) == "2026.12.09"
    assert format_numeric(date(2027, 1, 3)) == "2027.01.03"


def test_a_week_from_monday_to_sunday() -> None:
    week = [date(2026, 12, 7) + timedelta(days=n) for n in range(7)]

    assert [format_weekday(day) for day in week] == [
        "Даваа",
        "Мягмар",
        "Лхагва",
        "Пүрэв",
        "Баасан",
        "Бямба",
        "Ням",
    ]
