"""Field trips an application can join, at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.errors import CaseworkError
from eservices.actions.trips import join_trip, leave_trip
from eservices.models import FieldTrip
from eservices.views.account.access import (
    DeskRequest,
    application_of,
    only_writers,
    signed_in,
)


@require_POST
@signed_in
def join(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """Attach the instruments to a trip."""
    found, role = application_of(request, number)
    only_writers(role)
    trip = get_object_or_404(FieldTrip, pk=pk)
    try:
        join_trip(application_id=found.pk, trip_id=trip.pk, user=request.user)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your instruments are on the list of the trip."))
    return redirect("desk:application", number)


@require_POST
@signed_in
def leave(request: DeskRequest, number: str) -> HttpResponse:
    """Take the instruments off the trip."""
    found, role = application_of(request, number)
    only_writers(role)
    try:
        leave_trip(application_id=found.pk, user=request.user)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your instruments are off the list of the trip."))
    return redirect("desk:application", number)
