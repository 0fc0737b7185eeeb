"""Reference data of casework: deadlines, days off, keeping times, reply templates.

Missing rows are made, present ones never changed: they belong to the agency.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import holidays
from django.db import transaction
from django.utils import timezone

from casework.models import (
    DeadlineRule,
    NonWorkingDay,
    ReplyTemplate,
    RetentionRule,
)
from organisation.reference import rows

DATA = Path(__file__).parent / "data"
YEARS_OF_HOLIDAYS = 5


@transaction.atomic
def load_deadline_rules() -> int:
    """Make the deadline rules that are missing."""
    made = 0
    for row in rows(DATA / "deadline_rules.csv"):
        _rule, is_new = DeadlineRule.objects.get_or_create(
            applies_to=row["applies_to"],
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={
                "days": int(row["days"]),
                "target_days": int(row["target_days"]),
                "day_type": row["day_type"],
                "roll": row["roll"],
                "extension_max": int(row["extension_max"]),
                "pauses_count": row["pauses_count"] == "1",
                "is_legal": row["is_legal"] == "1",
                "legal_reference_mn": row["legal_reference_mn"],
                "legal_reference_en": row["legal_reference_en"],
                "note": row["note"],
            },
        )
        made += is_new
    return made


@cache
def public_holidays(first_year: int) -> tuple[tuple[date, str, str], ...]:
    """Days off of five years from the `holidays` package: date, Mongolian, English.

    Lunar dates are computed there; days the Government moves are not known to
    it, so the table stays editable.
    """
    years = range(first_year, first_year + YEARS_OF_HOLIDAYS)
    mongolian = holidays.country_holidays("MN", years=years, language="mn")
    english = holidays.country_holidays("MN", years=years, language="en_US")
    return tuple(
        (day, mongolian[day], english.get(day, "")) for day in sorted(mongolian)
    )


@transaction.atomic
def load_non_working_days() -> int:
    """Seed the days off of this year and the four after it."""
    known = set(NonWorkingDay.objects.values_list("date", flat=True))
    days = [
        NonWorkingDay(date=day, name_mn=mn, name_en=en, source="holidays (PyPI)")
        for day, mn, en in public_holidays(timezone.localdate().year)
        if day not in known
    ]
    return len(NonWorkingDay.objects.bulk_create(days))


@transaction.atomic
def load_retention_rules() -> int:
    """Make the keeping times that are missing."""
    made = 0
    for row in rows(DATA / "retention_rules.csv"):
        _rule, is_new = RetentionRule.objects.get_or_create(
            kind=row["kind"], defaults={"days": int(row["days"]), "note": row["note"]}
        )
        made += is_new
    return made


@transaction.atomic
def load_reply_templates() -> int:
    """Make the reply templates that are missing."""
    made = 0
    for row in rows(DATA / "reply_templates.csv", delimiter="|"):
        _template, is_new = ReplyTemplate.objects.get_or_create(
            workflow=row["workflow"],
            move=row["move"],
            topic=row["topic"],
            title=row["title"],
            defaults={
                "body_mn": row["body_mn"].replace("\\n", "\n"),
                "body_en": row["body_en"].replace("\\n", "\n"),
            },
        )
        made += is_new
    return made
