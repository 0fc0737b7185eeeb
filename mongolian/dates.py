"""Dates as Mongolia counts and writes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ULAANBAATAR = ZoneInfo("Asia/Ulaanbaatar")

_WEEKDAYS = ("Даваа", "Мягмар", "Лхагва", "Пүрэв", "Баасан", "Бямба", "Ням")


def to_ulaanbaatar(moment: datetime) -> datetime:
    """Return the same moment on Ulaanbaatar's clock.

    Raises ValueError for a naive datetime: Python would take it for the
    machine's own time.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(ULAANBAATAR)


def today_ulaanbaatar(now: datetime) -> date:
    """Return the calendar day in Ulaanbaatar at an aware moment."""
    return to_ulaanbaatar(now).date()


def format_long(day: date) -> str:
    """Return a date in words: 2026 оны 12 сарын 9."""
    return f"{day.year} оны {day.month} сарын {day.day}"


def format_weekday(day: date) -> str:
    """Return the day of the week: Лхагва."""
    return _WEEKDAYS[day.weekday()]


def format_numeric(day: date) -> str:
    """Return a date in digits: 2026.12.09."""
    return f"{day.year:04}.{day.month:02}.{day.day:02}"
