"""Public figures of the services, computed from the applications; small ones hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from casework.figures import CACHE_SECONDS, SMALLEST_GROUP, quarter_start
from casework.workflow import Text
from eservices.engine import all_services
from eservices.models import InfoRequest
from organisation.two_languages import in_active

_MARK = "service_figures.refusals"
# How an application ends; a lapsed one was not answered or not paid in time.
ENDINGS = ("granted", "refused", "withdrawn", "lapsed")


@dataclass(frozen=True)
class ServiceFigures:
    """How many, how fast, with what end; None where there are too few to say.

    The share is whole per cents, median and 95th percentile are whole days.
    """

    received: int | None
    on_time: int | None
    median_days: int | None
    most_days: int | None  # 95 of 100 took no longer
    granted: int | None
    refused: int | None
    withdrawn: int | None
    lapsed: int | None


@dataclass(frozen=True)
class UnitLine:
    """One service in one unit."""

    name_mn: str
    name_en: str
    figures: ServiceFigures


@dataclass(frozen=True)
class RefusalLine:
    """How many were refused for one reason."""

    code: str
    name_mn: str
    name_en: str
    count: int

    @property
    def name(self) -> str:
        """The reason in the active language."""
        return in_active(self.name_mn, self.name_en)


@dataclass(frozen=True)
class ServiceLine:
    """One service in the whole house; `faults` are our questions by their reason."""

    code: str
    slug: str
    figures: ServiceFigures
    units: tuple[UnitLine, ...]
    faults: dict[str, int]
    refusals: tuple[RefusalLine, ...]

    @property
    def name(self) -> Text:
        """As people call it, in the active language."""
        return next(each.name for each in all_services() if each.slug == self.slug)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why applications were sent back, in words, most often first."""
        ordered = sorted(self.faults.items(), key=lambda item: -item[1])
        return [(str(InfoRequest.Reason(code).label), count) for code, count in ordered]


_FIGURES = """
SELECT each_case.kind, unit.name_mn, unit.name_en,
    COUNT(*),
    COUNT(decided_on),
    COUNT(*) FILTER (WHERE decided_on <= due_on),
    COUNT(*) FILTER (WHERE decided_on IS NOT NULL AND due_on IS NOT NULL),
    PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY decided_on - received_on)
        FILTER (WHERE decided_on IS NOT NULL),
    PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY decided_on - received_on)
        FILTER (WHERE decided_on IS NOT NULL),
    COUNT(*) FILTER (WHERE state = 'granted'),
    COUNT(*) FILTER (WHERE state = 'refused'),
    COUNT(*) FILTER (WHERE state = 'withdrawn'),
    COUNT(*) FILTER (WHERE state = 'lapsed')
FROM (
    SELECT c.kind, c.unit_id, c.received_on, c.due_on, c.state,
        (SELECT (MIN(m.created_at) AT TIME ZONE 'Asia/Ulaanbaatar')::date
         FROM casework_message m
         WHERE m.case_id = c.id AND m.is_decision) AS decided_on
    FROM casework_case c
    WHERE c.workflow = 'application' AND c.received_on >= %(since)s
        AND NOT c.is_sample
) AS each_case
LEFT JOIN organisation_unit unit ON unit.id = each_case.unit_id
GROUP BY GROUPING SETS (
    (each_case.kind),
    (each_case.kind, unit.id, unit.name_mn, unit.name_en, unit.sort_key)
)
ORDER BY each_case.kind, unit.sort_key NULLS FIRST
"""
_FAULTS = """
SELECT c.kind, request.reason, COUNT(*)
FROM eservices_inforequest request
JOIN casework_case c ON c.id = request.application_id
WHERE c.received_on >= %(since)s AND NOT c.is_sample
GROUP BY c.kind, request.reason
HAVING COUNT(*) >= %(smallest)s
"""
_REFUSALS = """
SELECT c.kind, reason.code, reason.name_mn, reason.name_en, COUNT(*)
FROM eservices_application application
JOIN casework_case c ON c.id = application.case_id
JOIN eservices_refusalreason reason ON reason.id = application.refusal_reason_id
WHERE c.state = 'refused' AND c.received_on >= %(since)s AND NOT c.is_sample
GROUP BY c.kind, reason.id
HAVING COUNT(*) >= %(smallest)s
ORDER BY c.kind, COUNT(*) DESC, reason.position
"""


def service_figures() -> list[ServiceLine]:
    """The figures of each service since the quarter began, in order of their codes."""
    found: list[ServiceLine] | None = cache.get(_MARK)
    if found is None:
        found = _read(quarter_start(timezone.localdate()))
        cache.set(_MARK, found, CACHE_SECONDS)
    return found


def _read(since: date) -> list[ServiceLine]:
    facts: dict[str, date | int] = {"since": since, "smallest": SMALLEST_GROUP}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, facts)
        rows = cursor.fetchall()
        cursor.execute(_FAULTS, facts)
        faults = cursor.fetchall()
        cursor.execute(_REFUSALS, facts)
        refusals = cursor.fetchall()
    return [
        _line(service.code, service.slug, rows, faults, refusals)
        for service in sorted(all_services(), key=lambda each: each.code)
    ]


def _line(
    code: str,
    slug: str,
    rows: list[Any],
    faults: list[tuple[str, str, int]],
    refusals: list[tuple[str, str, str, str, int]],
) -> ServiceLine:
    own = [row for row in rows if row[0] == slug]
    whole = next((_figures(row[3:]) for row in own if row[1] is None), _NOTHING)
    return ServiceLine(
        code=code,
        slug=slug,
        figures=whole,
        units=tuple(
            UnitLine(row[1], row[2], _figures(row[3:]))
            for row in own
            if row[1] is not None
        ),
        faults={reason: count for kind, reason, count in faults if kind == slug},
        refusals=tuple(RefusalLine(*each[1:]) for each in refusals if each[0] == slug),
    )


def _figures(row: tuple[int, ...]) -> ServiceFigures:
    received, decided, on_time, timed, median, most, *endings = row
    is_enough = decided >= SMALLEST_GROUP
    return ServiceFigures(
        received=_shown(received),
        on_time=round(100 * on_time / timed) if timed >= SMALLEST_GROUP else None,
        median_days=median if is_enough else None,
        most_days=most if is_enough else None,
        **dict(zip(ENDINGS, map(_shown, endings), strict=True)),
    )


def _shown(count: int) -> int | None:
    """A count that tells nothing of single applicants; none at all is told too."""
    return count if count == 0 or count >= SMALLEST_GROUP else None


_NOTHING = ServiceFigures(0, None, None, None, 0, 0, 0, 0)
