"""Reference data of petitions: categories and routing rules."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from feedback.models import Category, RouteRule
from organisation.models import Unit
from organisation.reference import rows

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_categories() -> int:
    """Make the categories that are missing; parents stand before children."""
    made = 0
    for row in rows(DATA / "categories.csv"):
        parent = row["parent"]
        above = Category.objects.get(code=parent) if parent else None
        _category, is_new = Category.objects.get_or_create(
            code=row["code"],
            defaults={
                "parent": above,
                "name_mn": row["name_mn"],
                "name_en": row["name_en"],
                "is_head_only": row["is_head_only"] == "1",
                "order": int(row["order"]),
            },
        )
        made += is_new
    return made


@transaction.atomic
def load_route_rules() -> int:
    """Make the routing rules that are missing."""
    made = 0
    for row in rows(DATA / "route_rules.csv"):
        category = row["category"]
        _rule, is_new = RouteRule.objects.get_or_create(
            order=int(row["order"]),
            defaults={
                "name": row["name"],
                "category": Category.objects.get(code=category) if category else None,
                "aimag_code": row["aimag_code"],
                "keywords": row["keywords"].replace(";", "\n"),
                "unit": Unit.objects.get(code=row["unit"]),
            },
        )
        made += is_new
    return made
