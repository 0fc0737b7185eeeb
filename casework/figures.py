"""Public figures of petitions, computed, never typed; small numbers are hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

SMALLEST_GROUP = 5
CACHE_SECONDS = 300


@dataclass(frozen=True)
class Figures:
    """How many, how fast, how satisfied; None where there are too few to say.

    Shares are whole per cents; medians are whole days.
    """

    received: int
    decided: int
    on_time: int | None
    median_days: int | None
    confirmed_solved: int | None
    rated: int
    late_now: int


@dataclass(frozen=True)
class UnitFigures:
    """The same of one unit."""

    code: str
    name_mn: str
    name_en: str
    figures: Figures


_COLUMNS = """
    COUNT(*) AS received,
    COUNT(*) FILTER (WHERE decided_on IS NOT NULL) AS decided,
    COUNT(*) FILTER (WHERE decided_on <= due_on) AS on_time,
    COUNT(*) FILTER (WHERE decided_on IS NOT NULL AND due_on IS NOT NULL) AS timed,
    PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY decided_on - received_on)
        FILTER (WHERE decided_on IS NOT NULL) AS median_days,
    COUNT(*) FILTER (WHERE solved) AS solved,
    COUNT(*) FILTER (WHERE solved IS NOT NULL) AS rated,
    COUNT(*) FILTER (
        WHERE phase IN ('received', 'studying', 'waiting') AND due_on < %(today)s
    ) AS late_now
"""

# Samples and spam are no figures. A case is decided on the day of its first
# public decision; a reopening does not make it young again.
_CASES = """
    FROM (
        SELECT c.unit_id, c.received_on, c.due_on, c.phase,
            (SELECT (MIN(m.created_at) AT TIME ZONE 'Asia/Ulaanbaatar')::date
             FROM casework_message m
             WHERE m.case_id = c.id AND m.is_decision) AS decided_on,
            (SELECT r.is_solved FROM casework_rating r
             WHERE r.case_id = c.id ORDER BY r.round DESC LIMIT 1) AS solved
        FROM casework_case c
        WHERE c.workflow = 'petition' AND c.received_on >= %(since)s
            AND NOT c.is_sample
            AND NOT c.is_suspected AND c.outcome <> 'spam'
    ) AS each_case
"""


def quarter_start(today: date) -> date:
    """The first day of the quarter before the one that has just begun, or of this.

    In the first month of a quarter the last one still counts, else the figures
    would be empty four times a year.
    """
    back = today - timedelta(days=30)
    return date(back.year, 3 * ((back.month - 1) // 3) + 1, 1)


def public_figures() -> tuple[date, Figures]:
    """The figures of the whole house since the quarter began."""
    found: tuple[date, Figures] | None = cache.get("figures")
    if found is None:
        found = _read_public()
        cache.set("figures", found, CACHE_SECONDS)
    return found


def _read_public() -> tuple[date, Figures]:
    today = timezone.localdate()
    since = quarter_start(today)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} {_CASES}",
            {"today": today, "since": since},
        )
        return since, _figures(cursor.fetchone())


def unit_figures() -> list[UnitFigures]:
    """The figures of each unit that received something, in Mongolian order."""
    found: list[UnitFigures] | None = cache.get("unit_figures")
    if found is None:
        found = _read_units()
        cache.set("unit_figures", found, CACHE_SECONDS)
    return found


def _read_units() -> list[UnitFigures]:
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT u.code, u.name_mn, u.name_en, {_COLUMNS} {_CASES} "
            "JOIN organisation_unit u ON u.id = each_case.unit_id "
            "GROUP BY u.id ORDER BY u.kind = 'aimag', u.sort_key",
            {"today": today, "since": quarter_start(today)},
        )
        return [
            UnitFigures(row[0], row[1], row[2], _figures(row[3:]))
            for row in cursor.fetchall()
        ]


def _figures(row: tuple[int, ...]) -> Figures:
    received, decided, on_time, timed, median, solved, rated, late = row
    return Figures(
        received=received,
        decided=decided,
        on_time=_percent(on_time, timed),
        median_days=median if decided >= SMALLEST_GROUP else None,
        confirmed_solved=_percent(solved, rated),
        rated=rated,
        late_now=late,
    )


def _percent(part: int, whole: int) -> int | None:
    if whole < SMALLEST_GROUP:
        return None
    return round(100 * part / whole)
