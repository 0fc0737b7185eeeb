"""Places on field trips: taken and given back by the applicant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casework.actions import record
from casework.actors import applicant
from casework.errors import CaseworkError, NotAllowed
from eservices.models import Application, FieldTrip, TripPlace
from eservices.permissions import may_write, role_for
from eservices.trips import JOINED, LEFT, may_join

if TYPE_CHECKING:
    from organisation.models import User


@transaction.atomic
def join_trip(*, application_id: int, trip_id: int, user: User) -> TripPlace:
    """Attach the instruments of an application to a trip of its unit.

    The trip is locked, so that two who join at once never overfill it. Raises
    CaseworkError: full, over, of another unit, a kind it does not take.
    """
    application = _locked(application_id, user)
    trip = FieldTrip.objects.select_for_update().get(pk=trip_id)
    rows = application.instrumentrow_set
    count = rows.count()
    if not trip.is_open or trip.unit_id != application.unit_id or not count:
        raise NotAllowed(_("This trip cannot be joined any more. Choose another."))
    kinds = set(trip.kinds.values_list("pk", flat=True))
    if kinds and rows.exclude(kind__in=kinds).exists():
        raise CaseworkError(_("This trip does not take every kind on your list."))
    _leave(application)
    left = trip.capacity - taken_of(trip)
    if count > left:
        sentence = ngettext(
            "The trip has room for %(left)d more instrument only.",
            "The trip has room for %(left)d more instruments only.",
            left,
        )
        raise CaseworkError(sentence % {"left": left})
    place = TripPlace.objects.create(
        trip=trip, application=application, instruments=count
    )
    _tell(application, JOINED, user, trip)
    return place


@transaction.atomic
def leave_trip(*, application_id: int, user: User) -> None:
    """Give the places back; nothing happens when there are none."""
    application = _locked(application_id, user)
    trip = _leave(application)
    if trip is not None:
        _tell(application, LEFT, user, trip)


def taken_of(trip: FieldTrip) -> int:
    """How many instruments wait for a trip."""
    taken: int | None = trip.places.aggregate(taken=Sum("instruments"))["taken"]
    return taken or 0


def _locked(application_id: int, user: User) -> Application:
    application = Application.objects.select_for_update(of=("self",)).get(
        pk=application_id
    )
    if not may_write(role_for(user, application)):
        raise NotAllowed(_("Your role does not allow this."))
    if not may_join(application):
        raise NotAllowed(_("This cannot be done in the case's present state."))
    return application


def _leave(application: Application) -> FieldTrip | None:
    place = TripPlace.objects.select_related("trip").filter(application=application)
    found = place.first()
    if found is None:
        return None
    place.delete()
    return found.trip


def _tell(application: Application, kind: str, user: User, trip: FieldTrip) -> None:
    case = application.case
    data = {"trip": trip.pk, "starts_on": f"{trip.starts_on}"}
    record(case, kind, applicant(user), is_visible=True, data=data)
    case.save(update_fields=["event_count", "head_hash"])
