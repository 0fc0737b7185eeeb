"""Questions asked of units and memberships."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from organisation.models import Unit, User


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units."""

    def active(self) -> UnitQuerySet:
        """Units that work today."""
        return self.filter(is_active=True)

    def head_office(self) -> Unit:
        """The one head office. Written as SQL, as every submission asks for it."""
        return self.raw("SELECT * FROM organisation_unit WHERE kind = 'head_office'")[0]

    def visible_to(self, user: User) -> UnitQuerySet:
        """Units whose cases `user` sees."""
        from organisation.permissions import duties

        mine = duties(user)
        return self if mine.sees_all else self.filter(pk__in=mine.unit_ids)


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def valid_on(self, day: date) -> MembershipQuerySet:
        """Memberships in force on `day`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day
        )
