"""The page of a standard and of each of its editions; where old addresses lead."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue import designations, structured
from catalogue.exports.formats import FORMATS
from catalogue.lookup import edition_at
from catalogue.models import Edition, Identifier, Standard
from catalogue.pages import page, rows

LONGEST_DAY = 40  # of what is typed for a day and shown again


@require_safe
def standard(request: HttpRequest, slug: str) -> HttpResponse:
    """One standard, by the address of its undated reference or of an edition.

    `?on=2019-05-01` asks what was in force on a day, `?all=1` for the whole lists.
    """
    day, fault = _asked_day(request.GET.get("on", ""))
    found = rows.fetch(slug, request.user, day)
    if found is None:
        return _elsewhere(request, slug)
    shown = page.build(
        found,
        today=timezone.localdate(),
        day=day,
        shows_all="all" in request.GET,
    )
    context = {
        "page": shown,
        "edition": shown.edition,
        "fault": fault,
        "asked": day or request.GET.get("on", "")[:LONGEST_DAY],
        "canonical": f"{settings.SITE_URL}{request.path}",
        "structured": structured.script(shown),
        "formats": FORMATS,
    }
    return render(request, "catalogue/standard.html", context)


def _elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """To the address as we spell it: people type MNS-5217-2012 and iso9001."""
    spelt = designations.slug(slug)
    if spelt != slug and edition_at(spelt, request.user):
        address = reverse("catalogue:standard", args=[spelt])
        query = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"{address}?{query}".rstrip("?"))
    return _moved(slug)


def _moved(slug: str) -> HttpResponse:
    """To where an edition is now whose designation was corrected."""
    moved = Edition.objects.public().filter(
        identifiers__kind=Identifier.Kind.ADDRESS, identifiers__value=slug
    )
    found = get_object_or_404(moved.order_by("pk")[:1])
    return HttpResponsePermanentRedirect(found.get_absolute_url())


def _asked_day(text: str) -> tuple[date | None, str]:
    """The day asked for, and what is wrong with it; dots will do for hyphens."""
    if not text:
        return None, ""
    try:
        return date.fromisoformat(text.strip().replace(".", "-")), ""
    except ValueError:
        return None, _("Write the day as year, month, day: 2019-05-01.")


@require_safe
def old_record(request: HttpRequest, record: int) -> HttpResponse:
    """Where a record of the old portal is now: at its standard."""
    editions = Edition.objects.public().filter(
        identifiers__kind="portal", identifiers__value=str(record)
    )
    found = get_object_or_404(
        Standard.objects.filter(pk__in=editions.values("standard")[:1])
    )
    return HttpResponsePermanentRedirect(found.get_absolute_url())
