"""Which field trips an application can join, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from casework.workflow import Story, Text
from eservices.models import Application, FieldTrip, TripPlace
from organisation.two_languages import in_active

# Until the work is proposed for decision; before it is paid, too.
JOINABLE = frozenset({"submitted", "in_review", "awaiting_payment", "in_work"})
# Whose place waits for the trip: also while the applicant is asked something.
WAITING = JOINABLE | {"info_requested"}

JOINED, LEFT = "trip_joined", "trip_left"
MOVED, CANCELLED, LOST = "trip_moved", "trip_cancelled", "trip_place_lost"
# After these the applicant has no place and should choose again.
TO_CHOOSE_AGAIN = frozenset({CANCELLED, LOST})
OF_TRIPS = frozenset({JOINED, LEFT, MOVED, *TO_CHOOSE_AGAIN})


def _story(sentence: Text) -> Callable[[Mapping[str, Any]], str]:
    """The sentence with the sum and the day of the trip, as people write them."""

    def tell(data: Mapping[str, Any]) -> str:
        return str(sentence) % {
            "sum": in_active(data.get("sum_mn", ""), data.get("sum_en", "")),
            "starts_on": date_format(
                date.fromisoformat(data["starts_on"]), "SHORT_DATE_FORMAT"
            ),
        }

    return tell


STORIES: dict[str, Story] = {
    JOINED: _story(
        _("Your instruments are on the list of the field trip of %(starts_on)s.")
    ),
    LEFT: _story(
        _("Your instruments are off the list of the field trip of %(starts_on)s.")
    ),
    MOVED: _story(
        _(
            "The field trip has changed: it goes to %(sum)s on %(starts_on)s. Your"
            " place stays. If that does not suit you, choose another trip."
        )
    ),
    CANCELLED: _story(
        _(
            "The field trip to %(sum)s on %(starts_on)s is cancelled. Your application"
            " stays: read the reason on its page and choose another trip."
        )
    ),
    LOST: _story(
        _(
            "The field trip to %(sum)s on %(starts_on)s takes fewer instruments now,"
            " and yours do not fit. Your application stays: choose another trip."
        )
    ),
}


def facts_of(trip: FieldTrip) -> dict[str, Any]:
    """What an event remembers of a trip."""
    return {
        "trip": trip.pk,
        "starts_on": f"{trip.starts_on}",
        "sum_mn": trip.sum_mn,
        "sum_en": trip.sum_en,
    }


def trips_with_places(unit_id: int) -> QuerySet[FieldTrip]:
    """The coming trips of a unit that still have room."""
    taken = Coalesce(Sum("places__instruments"), 0)
    coming = FieldTrip.objects.filter(
        unit=unit_id, ends_on__gte=timezone.localdate(), cancelled_at__isnull=True
    )
    with_room = coming.annotate(taken=taken).filter(taken__lt=F("capacity"))
    return with_room.order_by("starts_on", "pk")


def may_join(application: Application) -> bool:
    """Whether the application is one of instruments that still wait for work."""
    return application.kind == "verification" and application.state in JOINABLE


def place_of(application: Application) -> TripPlace | None:
    """The place the application has on a trip, if any."""
    return (
        TripPlace.objects.select_related("trip").filter(application=application).first()
    )


def differs(before: FieldTrip, after: FieldTrip) -> bool:
    """Whether who waits for the trip has to go elsewhere, or on another day."""
    names = ("aimag_code", "sum_mn", "spot_mn", "starts_on", "ends_on")
    return any(getattr(before, name) != getattr(after, name) for name in names)


def without_room(trip: FieldTrip, waiting: Iterable[TripPlace]) -> list[TripPlace]:
    """Which of those who wait, the first first, do not fit; who came first stays."""
    waiting = list(waiting)
    # Those whose work is done keep their places.
    done = trip.places.exclude(pk__in=[place.pk for place in waiting])
    left = trip.capacity - sum(place.instruments for place in done)
    losing = []
    for place in waiting:
        if place.instruments > left:
            losing.append(place)
        else:
            left -= place.instruments
    return losing
