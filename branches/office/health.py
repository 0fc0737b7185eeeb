"""The health board: what is missing or old on the pages of units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from branches.models import (
    OpeningHours,
    PageKind,
    Picture,
    Revision,
    ServiceOffer,
    StaffMember,
)
from branches.office.forms import own_units
from branches.office.guards import only_writers
from casework.models import Case
from casework.office.frame import framed
from organisation.models import Unit
from organisation.permissions import StaffRequest
from organisation.querysets import UnitQuerySet

OLD = timedelta(days=90)  # news older than this say that nobody looks after the page


@dataclass(frozen=True)
class Health:
    """One unit and what its page lacks, in sentences."""

    unit: Unit
    lacks: list[str | Promise] = field(default_factory=list)


@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """Own units, or all for the head office; the neediest first."""
    only_writers(request)
    rows = sorted(
        read_health(own_units(request.user)),
        key=lambda row: (-len(row.lacks), row.unit.sort_key),
    )
    return framed(
        request,
        "branches/office/health.html",
        {"title": _("What the pages lack"), "rows": rows},
    )


def read_health(units: UnitQuerySet) -> list[Health]:
    """What each unit's page lacks; three queries for any number of units."""
    now, today = timezone.now(), timezone.localdate()
    own = {"unit": OuterRef("pk")}
    rows: Any = units.select_related("place_of_unit").annotate(
        has_hours=Exists(OpeningHours.objects.filter(**own)),
        has_staff=Exists(StaffMember.objects.filter(is_public=True, **own)),
        has_offers=Exists(ServiceOffer.objects.filter(**own)),
        has_untold_picture=Exists(Picture.objects.filter(alt_en="", **own)),
    )
    overdue = dict(
        Case.objects.overdue(today)
        .values_list("unit")
        .annotate(count=Count("pk"))
        .order_by()
    )
    texts = {
        row["page__unit"]: row
        for row in Revision.objects.values("page__unit")
        .annotate(
            waiting=Count("pk", filter=Q(state="submitted") & ~Exists(_newer())),
            stale=Count(
                "pk",
                filter=Q(state="approved", is_translation_stale=True)
                & ~Exists(_newer(state="approved")),
            ),
            last_news=Max(
                "go_live_at",
                filter=Q(
                    state="approved", page__kind=PageKind.NEWS, go_live_at__lte=now
                ),
            ),
        )
        .order_by()
    }
    return [
        Health(unit, _lacks(unit, overdue.get(unit.pk, 0), texts.get(unit.pk, {})))
        for unit in rows
    ]


def _newer(**which: object) -> QuerySet[Revision]:
    return Revision.objects.filter(
        page=OuterRef("page"), no__gt=OuterRef("no"), **which
    )


def _lacks(unit: Any, overdue: int, texts: dict[str, Any]) -> list[str | Promise]:
    place = getattr(unit, "place_of_unit", None)
    found: list[str | Promise] = []
    missing = (
        (unit.phone, _("no telephone")),
        (unit.address_mn, _("no address")),
        (unit.has_hours, _("no opening hours")),
        (place and place.latitude, _("no point on the map")),
        (unit.has_offers, _("no services written")),
        (unit.has_staff, _("no staff shown")),
    )
    found += [sentence for value, sentence in missing if not value]
    if unit.has_untold_picture:
        found.append(_("pictures without English words"))
    last = texts.get("last_news")
    if last is None:
        found.append(_("no news"))
    elif last < timezone.now() - OLD:
        found.append(_("news older than 90 days"))
    return found + _counted(texts.get("stale", 0), texts.get("waiting", 0), overdue)


def _counted(stale: int, waiting: int, overdue: int) -> list[str | Promise]:
    said = (
        (stale, ngettext("%d stale translation", "%d stale translations", stale)),
        (
            waiting,
            ngettext(
                "%d text waits for approval", "%d texts wait for approval", waiting
            ),
        ),
        (overdue, ngettext("%d case is late", "%d cases are late", overdue)),
    )
    return [sentence % count for count, sentence in said if count]
