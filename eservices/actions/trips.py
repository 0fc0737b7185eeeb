"""Places on field trips: taken and given back by applicants, told when a trip changes.

Who locks both locks the trip first, then the cases: nobody waits in a ring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casework.actions import record
from casework.actors import Actor, applicant, staff
from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.models import Case, Message, MessageKind
from eservices.models import Application, FieldTrip, TripPlace
from eservices.permissions import may_write, role_for
from eservices.trips import (
    CANCELLED,
    JOINED,
    LEFT,
    LOST,
    MOVED,
    WAITING,
    differs,
    facts_of,
    may_join,
    without_room,
)

if TYPE_CHECKING:
    from organisation.models import User


@transaction.atomic
def join_trip(*, application_id: int, trip_id: int, user: User) -> TripPlace:
    """Attach the instruments of an application to a trip of its unit.

    The trip is locked, so that two who join at once never overfill it. Raises
    CaseworkError: full, over, of another unit, a kind it does not take.
    """
    trip = _locked_trip(trip_id)
    application = _locked(application_id, user)
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
    _tell(application.case, JOINED, applicant(user), trip)
    return place


@transaction.atomic
def leave_trip(*, application_id: int, user: User) -> None:
    """Give the places back; nothing happens when there are none."""
    application = _locked(application_id, user)
    trip = _leave(application)
    if trip is not None:
        _tell(application.case, LEFT, applicant(user), trip)


@transaction.atomic
def change_trip(*, trip: FieldTrip, user: User) -> None:
    """Write a trip that was changed; that `user` may, the caller has checked.

    Who came last loses the place when fewer fit, and is told; who stays is told of
    other days or another place. Raises NotAllowed for a cancelled trip.
    """
    before = _locked_trip(trip.pk)
    _check_not_cancelled(before)
    _write(trip, sequence=before.sequence + 1)
    for place in without_room(trip, _waiting(trip)):
        _take_back(place, LOST, user, trip)
    if differs(before, trip):
        for place in _waiting(trip):
            case = _case_that_waits(place)
            if case is not None:
                _tell(case, MOVED, staff(user), trip)


@transaction.atomic
def cancel_trip(
    *, trip_id: int, user: User, reason_mn: str, reason_en: str = ""
) -> FieldTrip:
    """Call a trip off for good; that `user` may, the caller has checked.

    Everybody who waits for it is told, with the reason; their applications stay.
    Raises MissingInput without a reason, NotAllowed when it is cancelled already.
    """
    trip = _locked_trip(trip_id)
    if not reason_mn.strip():
        raise MissingInput(_("Please write the reason."), field="cancel_reason_mn")
    _check_not_cancelled(trip)
    trip.cancel_reason_mn = reason_mn.strip()
    trip.cancel_reason_en = reason_en.strip()
    trip.cancelled_at = timezone.now()
    _write(trip, sequence=trip.sequence + 1)
    for place in _waiting(trip):
        _take_back(place, CANCELLED, user, trip)
    return trip


def taken_of(trip: FieldTrip) -> int:
    """How many instruments wait for a trip."""
    taken: int | None = trip.places.aggregate(taken=Sum("instruments"))["taken"]
    return taken or 0


# --- locks ----------------------------------------------------------------------
def _locked_trip(trip_id: int) -> FieldTrip:
    return FieldTrip.objects.select_for_update().get(pk=trip_id)


def _locked(application_id: int, user: User) -> Application:
    # The case too: its chain of events goes on with what is written here.
    application = Application.objects.select_for_update(of=("self", "case")).get(
        pk=application_id
    )
    if not may_write(role_for(user, application)):
        raise NotAllowed(_("Your role does not allow this."))
    if not may_join(application):
        raise NotAllowed(_("This cannot be done in the case's present state."))
    return application


def _case_that_waits(place: TripPlace) -> Case | None:
    """The case of a place, locked; None when it has just been given back."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=place.application_id)
    is_there = TripPlace.objects.filter(pk=place.pk).exists()
    return case if is_there and case.state in WAITING else None


# --- inside ---------------------------------------------------------------------
def _leave(application: Application) -> FieldTrip | None:
    place = TripPlace.objects.select_related("trip").filter(application=application)
    found = place.first()
    if found is None:
        return None
    place.delete()
    return found.trip


def _waiting(trip: FieldTrip) -> list[TripPlace]:
    """Who still waits for the trip; who came first is first."""
    waiting = trip.places.filter(application__state__in=WAITING)
    return list(waiting.order_by("pk"))


def _check_not_cancelled(trip: FieldTrip) -> None:
    if trip.cancelled_at is not None:
        raise NotAllowed(_("This trip is cancelled. Announce a new one."))


def _write(trip: FieldTrip, *, sequence: int) -> None:
    """Every change is counted, so that calendars notice."""
    trip.sequence = sequence
    trip.changed_at = timezone.now()
    trip.save()


def _take_back(place: TripPlace, kind: str, user: User, trip: FieldTrip) -> None:
    case = _case_that_waits(place)
    if case is None:
        return
    place.delete()
    if kind == CANCELLED:
        _write_reason(case, trip, user)
    _tell(case, kind, staff(user), trip)


def _write_reason(case: Case, trip: FieldTrip, user: User) -> None:
    """Into the thread, in the applicant's language; texts have no place in events."""
    in_english = trip.cancel_reason_en if case.language == "en" else ""
    Message.objects.create(
        case=case,
        kind=MessageKind.REPLY,
        is_public=True,
        author=user,
        body=in_english or trip.cancel_reason_mn,
    )


def _tell(case: Case, kind: str, actor: Actor, trip: FieldTrip) -> None:
    record(case, kind, actor, is_visible=True, data=facts_of(trip))
    case.save(update_fields=["event_count", "head_hash"])
