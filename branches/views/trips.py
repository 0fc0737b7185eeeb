"""Field trips as a calendar (RFC 5545) that phones and mail programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from branches.geography import aimags
from branches.views.branch import unit_at
from eservices.models import FieldTrip

SHOWN_AFTER = timedelta(days=30)  # a trip stays in the calendar so long after its end
FOLD_AT = 75  # octets a line (RFC 5545, 3.1)


@require_safe
def calendar(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The trips of a unit, or of all; a cancelled one says so."""
    trips = FieldTrip.objects.select_related("unit").filter(
        ends_on__gte=timezone.localdate() - SHOWN_AFTER, unit__is_active=True
    )
    if slug:
        trips = trips.filter(unit=unit_at(slug))
    text = "".join(f"{folded(line)}\r\n" for line in _lines(trips))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _lines(trips: Iterable[FieldTrip]) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//MASM//Field trips//MN"
    yield "METHOD:PUBLISH"
    name = _("Field trips")  # gettext reads no f-strings
    yield f"X-WR-CALNAME:{escaped(name)}"
    yield "X-WR-TIMEZONE:Asia/Ulaanbaatar"
    for trip in trips:
        yield from _event(trip)
    yield "END:VCALENDAR"


def _event(trip: FieldTrip) -> Iterator[str]:
    aimag = aimags().get(trip.aimag_code)
    parts = (aimag.name if aimag else "", trip.sum, trip.spot)
    where = ", ".join(filter(None, parts))
    path = reverse("branches:branch", args=[trip.unit.code])
    yield "BEGIN:VEVENT"
    yield f"UID:trip-{trip.pk}@masm.gov.mn"
    yield f"SEQUENCE:{trip.sequence}"
    yield f"DTSTAMP:{trip.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{trip.starts_on:%Y%m%d}"
    # The end of whole days is the day after (RFC 5545, 3.6.1).
    yield f"DTEND;VALUE=DATE:{_day_after(trip.ends_on):%Y%m%d}"
    summary = _("Verification of instruments: %(sum)s") % {"sum": trip.sum}
    yield f"SUMMARY:{escaped(summary)}"
    yield f"LOCATION:{escaped(where)}"
    about = "\n".join(filter(None, (trip.unit.name, trip.cancel_reason)))
    yield f"DESCRIPTION:{escaped(about)}"
    yield f"URL:{settings.SITE_URL}{path}"
    yield f"STATUS:{'CANCELLED' if trip.cancelled_at else 'CONFIRMED'}"
    yield "END:VEVENT"


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def escaped(text: str) -> str:
    """The text as a value of a calendar (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never within a letter."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD_AT:
            pieces.append(piece)
            piece, size = "", 1  # the blank that marks a piece counts
        piece += letter
        size += octets
    return "\r\n ".join([*pieces, piece])
