"""Open now, or when next; in Ulaanbaatar, with lunch, special days and days off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from branches.models import OpeningHours, SpecialDay
from branches.opening import Calendar, Now

UB = ZoneInfo("Asia/Ulaanbaatar")
WEEK = [
    OpeningHours(
        weekday=day,
        opens=time(8, 30),
        closes=time(17, 30),
        break_from=time(12),
        break_to=time(13),
    )
    for day in range(5)
]
# 2026-11-26 is a Thursday and the day of the Republic, 2026-11-24 a Tuesday.
DAYS_OFF = {date(2026, 11, 26): "Бүгд Найрамдах Улсын өдөр"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UB)


@pytest.mark.parametrize(
    ("moment", "now", "until", "next_at"),
    [
        ("2026-11-24 08:29", Now.CLOSED, None, "2026-11-24 08:30"),
        ("2026-11-24 08:30", Now.OPEN, time(12), None),
        ("2026-11-24 12:00", Now.LUNCH, time(13), "2026-11-24 13:00"),
        ("2026-11-24 13:00", Now.OPEN, time(17, 30), None),
        ("2026-11-24 17:30", Now.CLOSED, None, "2026-11-25 08:30"),
        ("2026-11-25 18:00", Now.CLOSED, None, "2026-11-27 08:30"),  # day off
        ("2026-11-26 10:00", Now.CLOSED, None, "2026-11-27 08:30"),
        ("2026-11-28 10:00", Now.CLOSED, None, "2026-11-30 08:30"),  # Saturday
    ],
)
def test_the_week(moment: str, now: Now, until: time | None, next_at: str) -> None:
    found = Calendar(WEEK, days_off=DAYS_OFF).at(at(moment))
    assert (found.now, found.until) == (now, until)
    assert found.next_at == (at(next_at) if next_at else None)


def test_a_special_day_goes_before_the_week_and_the_day_off() -> None:
    special = [
        SpecialDay(
            day=date(2026, 11, 26),
            opens=time(10),
            closes=time(14),
            reason_mn="Тусгай цаг",
        ),
        SpecialDay(day=date(2026, 11, 27), reason_mn="Сургалттай"),
    ]
    calendar = Calendar(WEEK, special, DAYS_OFF)
    assert calendar.at(at("2026-11-26 11:00")).until == time(14)
    closed = calendar.at(at("2026-11-27 11:00"))
    assert (closed.now, closed.reason) == (Now.CLOSED, "Сургалттай")
    assert closed.next_at == at("2026-11-30 08:30")


def test_the_clock_is_that_of_ulaanbaatar() -> None:
    found = Calendar(WEEK).at(datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
    assert found.now == Now.OPEN


def test_nothing_is_invented_where_nobody_wrote_the_hours() -> None:
    special = [SpecialDay(day=date(2026, 11, 24), reason_mn="Хаалттай")]
    assert Calendar([], special).at(at("2026-11-24 10:00")).now == Now.UNKNOWN


def test_closed_for_long_has_no_next_opening() -> None:
    only_far = [
        SpecialDay(day=date(2026, 11, 24 + ahead), reason_mn="Засвартай")
        for ahead in range(7)
    ]
    hours = [OpeningHours(weekday=1, opens=time(9), closes=time(12))]
    found = Calendar(hours, only_far).at(at("2026-11-24 10:00"))
    assert found.next_at == at("2026-12-01 09:00")
