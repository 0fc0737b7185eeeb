"""Questions asked of surveys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from surveys.permissions import reads_everywhere, units_asked_by

if TYPE_CHECKING:
    from organisation.models import Unit, User


class SurveyQuerySet(models.QuerySet[Any]):
    """Surveys."""

    def visible_to(self, user: User | AnonymousUser) -> SurveyQuerySet:
        """What the person sees in the back office: of own units, or all."""
        if reads_everywhere(user):
            return self
        return self.filter(unit__in=units_asked_by(user))

    def published(self) -> SurveyQuerySet:
        """Those everybody may know of; a closed unit's are gone with it."""
        shown = Q(unit__isnull=True) | Q(unit__is_active=True)
        return self.filter(shown, published_at__isnull=False)

    def open_at(self, now: datetime) -> SurveyQuerySet:
        """Those that may be answered at a moment."""
        running = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        return self.published().filter(
            running, opens_at__lte=now, closed_at__isnull=True
        )

    def current_for(self, unit: Unit | None, now: datetime) -> SurveyQuerySet:
        """At most one that is open now: the unit's own, else the whole agency's."""
        asked = Q(unit__isnull=True) if unit is None else Q(unit=None) | Q(unit=unit)
        own_first = F("unit").asc(nulls_last=True)
        return self.open_at(now).filter(asked).order_by(own_first, "-opens_at")[:1]
