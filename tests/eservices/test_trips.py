"""Field trips: instruments of applications wait for the verifier in a sum."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from casework.actions import perform
from casework.actors import applicant, staff
from casework.errors import CaseworkError, NotAllowed
from eservices.actions.trips import join_trip, leave_trip, taken_of
from eservices.models import Application, FieldTrip, InstrumentKind, TripPlace
from organisation.models import Role, Unit
from tests.eservices.factories import make_application, make_company, make_member
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]


def make_trip(unit: Unit, **values: Any) -> FieldTrip:
    """A trip of a unit, next week."""
    soon = timezone.localdate() + timedelta(days=7)
    defaults = {
        "aimag_code": "45",
        "sum_mn": "Хонгор",
        "starts_on": soon,
        "ends_on": soon,
        "capacity": 10,
    }
    return FieldTrip.objects.create(unit=unit, **(defaults | values))


@pytest.fixture
def application() -> Application:
    return make_application("verification")


def count(application: Application) -> int:
    return application.instrumentrow_set.count()


def test_a_list_joins_a_trip_and_its_applicant_is_told(
    application: Application,
) -> None:
    trip = make_trip(application.unit)
    join_trip(
        application_id=application.pk, trip_id=trip.pk, user=application.applicant
    )
    assert taken_of(trip) == count(application)
    told = application.case.events.filter(kind="trip_joined", is_visible=True)
    assert [event.data["trip"] for event in told] == [trip.pk]


def test_who_joins_another_leaves_the_first(application: Application) -> None:
    first, second = make_trip(application.unit), make_trip(application.unit)
    for trip in (first, second):
        join_trip(
            application_id=application.pk, trip_id=trip.pk, user=application.applicant
        )
    assert (taken_of(first), taken_of(second)) == (0, count(application))


@pytest.mark.parametrize(
    "values",
    [
        {"cancelled_at": timezone.now()},
        {
            "starts_on": timezone.localdate() - timedelta(days=9),
            "ends_on": timezone.localdate() - timedelta(days=8),
        },
    ],
    ids=["cancelled", "over"],
)
def test_a_trip_that_is_off_takes_nobody(
    application: Application, values: dict[str, Any]
) -> None:
    trip = make_trip(application.unit, **values)
    with pytest.raises(NotAllowed):
        join_trip(
            application_id=application.pk, trip_id=trip.pk, user=application.applicant
        )


def test_a_trip_of_another_unit_takes_nobody(application: Application) -> None:
    other = Unit.objects.exclude(pk=application.unit_id).first()
    assert other is not None
    trip = make_trip(other)
    with pytest.raises(NotAllowed):
        join_trip(
            application_id=application.pk, trip_id=trip.pk, user=application.applicant
        )


def test_a_full_trip_says_how_many_still_fit(application: Application) -> None:
    trip = make_trip(application.unit, capacity=max(1, count(application) - 1))
    if count(application) == 1:
        join_trip(
            application_id=application.pk, trip_id=trip.pk, user=application.applicant
        )
        other = make_application("verification")
        with pytest.raises(CaseworkError, match="0"):
            join_trip(application_id=other.pk, trip_id=trip.pk, user=other.applicant)
        return
    with pytest.raises(CaseworkError):
        join_trip(
            application_id=application.pk, trip_id=trip.pk, user=application.applicant
        )


def test_a_trip_takes_its_kinds_only(application: Application) -> None:
    trip = make_trip(application.unit)
    own = application.instrumentrow_set.values("kind")
    trip.kinds.set(InstrumentKind.objects.exclude(pk__in=own)[:1])
    with pytest.raises(CaseworkError):
        join_trip(
            application_id=application.pk, trip_id=trip.pk, user=application.applicant
        )


def test_a_stranger_and_a_viewer_change_nothing(application: Application) -> None:
    trip = make_trip(application.unit)
    assert application.company is not None
    stranger = make_company().members.get().user
    viewer = make_member(application.company, role="viewer")
    for user in (stranger, viewer):
        with pytest.raises(NotAllowed):
            join_trip(application_id=application.pk, trip_id=trip.pk, user=user)
    assert taken_of(trip) == 0


def test_the_database_refuses_one_too_many(application: Application) -> None:
    trip = make_trip(application.unit, capacity=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        TripPlace.objects.create(trip=trip, application=application, instruments=3)


def test_places_come_back_when_an_application_is_withdrawn(
    application: Application,
) -> None:
    trip = make_trip(application.unit)
    join_trip(
        application_id=application.pk, trip_id=trip.pk, user=application.applicant
    )
    perform(
        case_id=application.pk,
        move="withdraw_application",
        actor=applicant(application.applicant),
        version=None,
    )
    assert taken_of(trip) == 0


def test_a_trip_of_the_unit_is_left_when_another_unit_gets_the_application(
    application: Application,
) -> None:
    trip = make_trip(application.unit)
    join_trip(
        application_id=application.pk, trip_id=trip.pk, user=application.applicant
    )
    other = Unit.objects.get(code="verification-laboratory")
    if other.pk == application.unit_id:
        other = Unit.objects.get(code="darkhan-uul")
    clerk = make_user(Role.CLERK, application.unit)
    perform(
        case_id=application.pk,
        move="forward",
        actor=staff(clerk),
        version=None,
        data={"unit": other, "reason": "Энэ нэгжид харьяалагдахгүй."},
    )
    assert taken_of(trip) == 0


def test_the_desk_offers_the_trips_and_takes_the_list(
    application: Application, client: Client
) -> None:
    trip = make_trip(application.unit)
    make_trip(application.unit, cancelled_at=timezone.now(), sum_mn="Шарын гол")
    client.force_login(
        application.applicant,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    page = f"/account/applications/{application.number}/"
    html = client.get(page).content.decode()
    assert ("Хонгор" in html, "Шарын гол" in html) == (True, False)
    client.post(f"{page}trip/{trip.pk}/")
    assert taken_of(trip) == count(application)
    client.post(f"{page}trip/")
    assert taken_of(trip) == 0
    leave_trip(application_id=application.pk, user=application.applicant)


@pytest.mark.django_db(transaction=True)
def test_two_lists_never_overfill_a_trip(reference: None) -> None:
    applications = [make_application("verification") for _ in range(2)]
    needed = count(applications[0])
    trip = make_trip(applications[0].unit, capacity=needed)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def joining(application: Application) -> Callable[[], None]:
        def join() -> None:
            start.wait()
            try:
                join_trip(
                    application_id=application.pk,
                    trip_id=trip.pk,
                    user=application.applicant,
                )
                outcomes.append("joined")
            except CaseworkError:
                outcomes.append("refused")
            finally:
                connection.close()

        return join

    threads = [threading.Thread(target=joining(each)) for each in applications]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["joined", "refused"]
    assert taken_of(trip) == needed
