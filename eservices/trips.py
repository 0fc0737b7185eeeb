"""Which field trips an application for verification can join."""

from __future__ import annotations

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.workflow import Story
from eservices.models import Application, FieldTrip, TripPlace

# Until the work is proposed for decision; before it is paid, too.
JOINABLE = frozenset({"submitted", "in_review", "awaiting_payment", "in_work"})

JOINED, LEFT = "trip_joined", "trip_left"
STORIES: dict[str, Story] = {
    JOINED: _("Your instruments are on the list of the field trip of %(starts_on)s."),
    LEFT: _("Your instruments are off the list of the field trip of %(starts_on)s."),
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
