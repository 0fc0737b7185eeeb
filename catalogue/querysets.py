"""Questions asked of editions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from catalogue.permissions import may_see_drafts

if TYPE_CHECKING:
    from organisation.models import User

BEGINNINGS = ("approved", "published", "effective")
ENDS = ("replaced", "withdrawn")


class EditionQuerySet(models.QuerySet[Any]):
    """Editions."""

    def public(self) -> EditionQuerySet:
        """What everybody sees today: no draft of the office, none before its day."""
        today = timezone.localdate()
        return self.filter(
            Q(publish_on__isnull=True) | Q(publish_on__lte=today), is_published=True
        )

    def visible_to(self, user: User | AnonymousUser) -> EditionQuerySet:
        """The office also sees its drafts."""
        return self if may_see_drafts(user) else self.public()

    def in_force_on(self, day: date) -> EditionQuerySet:
        """Editions begun by `day` and not ended by it, as their events say.

        Where an edition has a day of coming into force, that day begins it; else the
        day of approval or publication does.
        """
        from catalogue.models import LifecycleEvent

        own = LifecycleEvent.objects.filter(edition=OuterRef("pk"))
        effective = own.filter(kind="effective")
        begun = Exists(effective.filter(day__lte=day)) | (
            ~Exists(effective) & Exists(own.filter(kind__in=BEGINNINGS, day__lte=day))
        )
        return self.filter(begun, ~Exists(own.filter(kind__in=ENDS, day__lte=day)))

    def newest_first(self) -> EditionQuerySet:
        """By publication, the undated last."""
        return self.order_by(F("published_on").desc(nulls_last=True), "-id")
