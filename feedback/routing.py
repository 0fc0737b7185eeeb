"""Which unit answers a petition: ordered rules, then plain defaults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

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
    # Only what decides is read of every rule; the one that fits is read whole.
    rules = RouteRule.objects.filter(is_active=True, unit__is_active=True).values_list(
        "pk", "category_id", "aimag_code", "keywords"
    )
    within = {category.pk, category.parent_id} if category else set()
    folded = fold(body)
    for pk, wanted, aimag, keywords in rules:
        if (
            (wanted is None or wanted in within)
            and (not aimag or aimag == aimag_code)
            and _mentions(folded, keywords)
        ):
            return RouteRule.objects.select_related("unit").get(pk=pk)
    return None


def _mentions(folded: str, keywords: str) -> bool:
    """Whether any of the keywords (one a line) is in the text; true without any."""
    words = _folded_lines(keywords)
    return not words or any(word in folded for word in words)


@lru_cache(maxsize=1000)  # the rules' keywords are the same for every petition
def _folded_lines(keywords: str) -> tuple[str, ...]:
    return tuple(fold(line) for line in keywords.splitlines() if line.strip())
