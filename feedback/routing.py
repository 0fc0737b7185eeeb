"""Which unit answers a petition: ordered rules, then plain defaults."""

from __future__ import annotations

from dataclasses import dataclass

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
    *, body: str, category: Category | None, aimag_code: str, unit: Unit | None
) -> Route:
    """Choose the unit.

    The applicant's own choice wins; then the first rule that fits; then the
    category's unit; then the department of the aimag; then the head office.
    """
    if unit is not None and unit.is_active:
        return Route(unit, None, "chosen")
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
    rules = RouteRule.objects.filter(is_active=True, unit__is_active=True)
    folded = fold(body)
    for rule in rules.select_related("unit", "category"):
        if _fits(rule, folded, category, aimag_code):
            return rule
    return None


def _fits(
    rule: RouteRule, folded: str, category: Category | None, aimag_code: str
) -> bool:
    if rule.category is not None:
        within = {category.pk, category.parent_id} if category else set()
        if rule.category.pk not in within:
            return False
    if rule.aimag_code and rule.aimag_code != aimag_code:
        return False
    words = [fold(line) for line in rule.keywords.splitlines() if line.strip()]
    return not words or any(word in folded for word in words)
