"""Questions asked of cases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from organisation.permissions import duties

if TYPE_CHECKING:
    from casework.models import DeadlineRule
    from organisation.models import User


class CaseQuerySet(models.QuerySet[Any]):
    """Cases."""

    def visible_to(self, user: User) -> CaseQuerySet:
        """Cases of the user's units, those they entered, or all (by role)."""
        mine = duties(user)
        if mine.sees_all:
            return self
        if not mine.unit_ids:
            return self.none()
        return self.filter(Q(unit__in=mine.unit_ids) | Q(entered_by=user))

    def unresolved(self) -> CaseQuerySet:
        """Cases the agency still owes a decision."""
        from casework.models.case import UNRESOLVED

        return self.filter(UNRESOLVED)

    def overdue(self, today: date) -> CaseQuerySet:
        """Unresolved cases past their due date."""
        return self.unresolved().filter(due_on__lt=today)

    def due_within(self, today: date, days: int) -> CaseQuerySet:
        """Unresolved cases due from `today` for so many days."""
        until = today + timedelta(days=days)
        return self.unresolved().filter(due_on__gte=today, due_on__lte=until)


class DeadlineRuleQuerySet(models.QuerySet["DeadlineRule"]):
    """Deadline rules."""

    def in_force(self, applies_to: str, day: date) -> DeadlineRule | None:
        """The newest rule for `applies_to` that is valid on `day`, if any.

        Of all rules, whatever was filtered before. Written as SQL, which every
        submission then need not wait to be composed.
        """
        rules = self.raw(
            "SELECT * FROM casework_deadlinerule "
            "WHERE applies_to = %s AND valid_from <= %s "
            "ORDER BY valid_from DESC LIMIT 1",
            [applies_to, day],
        )
        return next(iter(rules), None)
