"""Drafts nobody goes on with: their owner is told, then they are cleared.

How long they are kept is a keeping time (casework.RetentionRule) like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from casework.models import RetentionRule
from eservices.actions.drafts import clear_draft
from eservices.models import Draft
from eservices.querysets import DraftQuerySet

RULE = "application.draft"
NOTICE = timedelta(days=14)  # between the mail and the end


@dataclass(frozen=True)
class Keeping:
    """How long a draft is kept without a change, seen from one moment."""

    days: int
    now: datetime

    @classmethod
    def of_today(cls) -> Keeping | None:
        """As the agency set it; None where it set nothing: then all are kept."""
        rule = RetentionRule.objects.filter(kind=RULE).first()
        return cls(rule.days, timezone.now()) if rule else None

    def _changed_before(self, days: timedelta) -> DraftQuerySet:
        return Draft.objects.filter(changed_at__lte=self.now - days)

    def to_tell(self) -> DraftQuerySet:
        """Whose time is nearly over and whose owner does not know."""
        first = max(timedelta(days=self.days) - NOTICE, timedelta())
        never = Q(told_at__isnull=True) | Q(told_at__lt=F("changed_at"))
        return self._changed_before(first).filter(never)

    def to_clear(self) -> DraftQuerySet:
        """Whose time is over, and whose owner was told long enough ago."""
        told = Q(told_at__gte=F("changed_at"), told_at__lte=self.now - NOTICE)
        return self._changed_before(timedelta(days=self.days)).filter(told)

    def last_day(self, draft: Draft) -> date:
        """The day on which it is cleared when its owner is told now."""
        over = draft.changed_at + timedelta(days=self.days)
        return timezone.localdate(max(over, self.now + NOTICE))


def look_after_drafts() -> int:
    """For the day: have owners told, and clear what is over; how many are gone.

    One not told yet, as after a failed mail, is told by the next run.
    """
    from eservices.tasks import tell_of_clearing

    keeping = Keeping.of_today()
    if keeping is None:
        return 0
    for pk in list(keeping.to_tell().order_by("pk").values_list("pk", flat=True)):
        tell_of_clearing.enqueue(pk)
    over = list(keeping.to_clear().order_by("pk").values_list("pk", flat=True))
    return sum(clear_draft(draft_id=pk, among=keeping.to_clear()) for pk in over)
