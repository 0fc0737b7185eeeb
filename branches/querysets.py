"""Questions asked of the pages of units."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from branches.permissions import units_written_by, writes_everywhere

if TYPE_CHECKING:
    from organisation.models import User


class OwnQuerySet(models.QuerySet[Any]):
    """Rows of a unit."""

    def visible_to(self, user: User | AnonymousUser) -> OwnQuerySet:
        """What the person edits: rows of their own units, or of all."""
        if writes_everywhere(user):
            return self
        return self.filter(unit__in=units_written_by(user))


class PageQuerySet(OwnQuerySet):
    """Texts."""

    def live(self, now: datetime) -> PageQuerySet:
        """Those shown at `now`, each with `live_id`, its revision of that moment."""
        from branches.models import Revision

        newest = (
            Revision.objects.filter(page=OuterRef("pk"), state="approved")
            .filter(go_live_at__lte=now)
            .order_by("-go_live_at", "-no")
        )
        shown = self.filter(
            Q(removed_at__isnull=True) | Q(removed_at__gt=now), unit__is_active=True
        ).annotate(
            live_id=Subquery(newest.values("pk")[:1]),
            live_since=Subquery(newest.values("go_live_at")[:1]),
            live_until=Subquery(newest.values("expire_at")[:1]),
        )
        return shown.filter(live_id__isnull=False).filter(
            Q(live_until__isnull=True) | Q(live_until__gt=now)
        )


class RevisionQuerySet(models.QuerySet[Any]):
    """Revisions."""

    def visible_to(self, user: User | AnonymousUser) -> RevisionQuerySet:
        """Revisions of the texts the person edits."""
        if writes_everywhere(user):
            return self
        return self.filter(page__unit__in=units_written_by(user))

    def newest_first(self) -> RevisionQuerySet:
        """By number."""
        return self.order_by(F("no").desc())
