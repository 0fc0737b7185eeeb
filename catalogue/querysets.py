"""Questions asked of editions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject
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

    def with_other_title(self) -> EditionQuerySet:
        """Those without a title in Mongolian and English bring one in `other_title`.

        Russian, which most readers here can read, before Latin letters before others.
        """
        from catalogue.models import Title

        ease = Case(
            When(language="ru", then=Value(0)),
            When(script=Title.Script.LATIN, then=Value(1)),
            default=Value(2),
        )
        titles = Title.objects.filter(edition=OuterRef("pk"))
        best = titles.order_by(ease, "language", "script").values(
            found=JSONObject(language="language", script="script", text="text")
        )[:1]
        return self.annotate(
            other_title=Case(
                When(title_mn="", title_en="", then=Subquery(best)),
                default=None,
                output_field=JSONField(null=True),
            )
        )

    def newest_first(self) -> EditionQuerySet:
        """By publication, the undated last."""
        return self.order_by(F("published_on").desc(nulls_last=True), "-id")
