"""Which unit answers a petition: ordered rules, then plain defaults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from casework.subjects import Subject
from feedback.models import Category, RouteRule
from mongolian.folding import fold
from organisation.models import Unit


@dataclass(frozen=True)
class Route:
    """The unit chosen, and why: a rule, or a code of facts.ROUTED_BY."""

    unit: Unit
    rule: RouteRule | None
    routed_by: str


def route(
    *,
    body: str,
    category: Category | None,
    aimag_code: str,
    unit: Unit | None,
    about: Subject | None = None,
) -> Route:
    """Choose the unit.

    The applicant's own choice wins; then who issued what it is about, so that the
    file is where the complaint is; then the first rule that fits; then the
    category's unit; then the department of the aimag; then the head office.
    """
    if unit is not None and unit.is_active:
        return Route(unit, None, "chosen")
    if about is not None and about.unit.is_active:
        return Route(about.unit, None, "about")
    rule = _first_rule(body, category, aimag_code)
    if rule is not None:
        return Route(rule.unit, rule, "")
    if category is not None and category.default_unit is not None:
        return Route(category.default_unit, None, "category")
    if aimag_code:
        local = Unit.objects.active().filter(
            kind=Unit.Kind.AIMAG, aimag_code=aimag_code
        )
        found = local.first()
        if found is not None:
            return Route(found, None, "aimag")
    return Route(Unit.objects.head_office(), None, "default")


def _first_rule(
    body: str, category: Category | None, aimag_code: str
) -> RouteRule | None:
    within = {category.pk, category.parent_id} if category else set()
    folded = fold(body)
    for pk, wanted, aimag, keywords in _active_rules():
        if (
            (wanted is None or wanted in within)
            and (not aimag or aimag == aimag_code)
            and _mentions(folded, keywords)
        ):
            return RouteRule.objects.select_related("unit").get(pk=pk)
    return None


def _active_rules() -> list[tuple[int, int | None, str, str]]:
    """Key, category, aimag and keywords of every rule that holds now, in order."""
    # Only what decides is read of every rule; the one that fits is read whole.
    # Written as SQL, which every petition then need not wait to be composed.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rule.id, rule.category_id, rule.aimag_code, rule.keywords "
            "FROM feedback_routerule AS rule "
            "JOIN organisation_unit AS unit ON unit.id = rule.unit_id "
            'WHERE rule.is_active AND unit.is_active ORDER BY rule."order"'
        )
        rules: list[tuple[int, int | None, str, str]] = cursor.fetchall()
    return rules


def _mentions(folded: str, keywords: str) -> bool:
    """Whether any of the keywords (one a line) is in the text; true without any."""
    words = _folded_lines(keywords)
    return not words or any(word in folded for word in words)


@lru_cache(maxsize=1000)  # the rules' keywords are the same for every petition
def _folded_lines(keywords: str) -> tuple[str, ...]:
    return tuple(fold(line) for line in keywords.splitlines() if line.strip())
