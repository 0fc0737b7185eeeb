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
from casework.chain import faults_of
from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.models import Case, Notice
from casework.notice_texts import text_of
from eservices.actions.trips import (
    cancel_trip,
    change_trip,
    join_trip,
    leave_trip,
    taken_of,
)
from eservices.models import Application, FieldTrip, InstrumentKind, TripPlace
from organisation.models import Role, Unit, User
from tests.eservices.factories import (
    make_application,
    make_company,
    make_member,
    put_into_state,
)
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


# --- a trip that changes ----------------------------------------------------------
@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, Unit.objects.head_office())


def join(application: Application, trip: FieldTrip) -> TripPlace:
    return join_trip(
        application_id=application.pk, trip_id=trip.pk, user=application.applicant
    )


def told(application: Application, *kinds: str) -> list[tuple[str, str]]:
    """What the applicant was sent: what about, and in which words."""
    sent = Notice.objects.filter(case=application.pk, template__in=kinds)
    return [(each.template, text_of(each).body) for each in sent.order_by("pk")]


CHANGES = ("trip_moved", "trip_cancelled", "trip_place_lost")


def test_a_cancelled_trip_tells_everybody_once_in_their_language(
    application: Application, officer: User
) -> None:
    english = make_application("verification")
    Case.objects.filter(pk=english.pk).update(language="en")
    trip = make_trip(application.unit, sum_en="Khongor", capacity=50)
    for each in (application, english):
        join(each, trip)
    with pytest.raises(MissingInput):
        cancel_trip(trip_id=trip.pk, user=officer, reason_mn=" ")
    cancel_trip(
        trip_id=trip.pk, user=officer, reason_mn="Зам хаалттай.", reason_en="No road."
    )
    with pytest.raises(NotAllowed):
        cancel_trip(trip_id=trip.pk, user=officer, reason_mn="Дахин.")
    ((kind, words),) = told(english, *CHANGES)
    assert kind == "trip_cancelled"
    assert "to Khongor on" in words
    assert "choose another trip" in words
    ((kind, words),) = told(application, *CHANGES)
    assert (kind, "Хонгор" in words) == ("trip_cancelled", True)
    case = Case.objects.get(pk=application.pk)
    reasons = [each.case.messages.get().body for each in (application, english)]
    assert reasons == ["Зам хаалттай.", "No road."]
    assert list(faults_of(case, list(case.events.order_by("seq")))) == []
    application.refresh_from_db()
    assert (application.state, taken_of(trip)) == ("submitted", 0)


def test_who_lost_the_trip_is_asked_to_choose_another(
    application: Application, officer: User, client: Client
) -> None:
    trip = make_trip(application.unit)
    join(application, trip)
    cancel_trip(trip_id=trip.pk, user=officer, reason_mn="Зам хаалттай.")
    client.force_login(
        application.applicant,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    path = f"/account/applications/{application.number}/"
    page = client.get(path)
    assert page.context["page"].lost_trip in page.content.decode()
    other = make_trip(application.unit, sum_mn="Орхон")
    assert f"trip/{other.pk}/" in client.get(path).content.decode()
    client.post(f"{path}trip/{other.pk}/")
    assert client.get(path).context["page"].lost_trip == ""
    assert taken_of(other) == count(application)


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ({"starts_on": timezone.localdate() + timedelta(days=6)}, True),
        ({"sum_mn": "Орхон"}, True),
        ({"spot_mn": "Соёлын төв"}, True),
        ({"capacity": 40}, False),
        ({"note_mn": "Бичиг баримтаа авч ирээрэй."}, False),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_trip_that_moves_tells_who_waits_and_keeps_their_places(
    application: Application, officer: User, change: dict[str, Any], is_told: bool
) -> None:
    trip = make_trip(application.unit)
    join(application, trip)
    for name, value in change.items():
        setattr(trip, name, value)
    for _time in range(2):  # saved again without a change: told once
        change_trip(trip=trip, user=officer)
    kinds = [kind for kind, _words in told(application, *CHANGES)]
    assert kinds == (["trip_moved"] if is_told else [])
    trip.refresh_from_db()
    assert (taken_of(trip), trip.sequence) == (count(application), 2)


def test_who_came_last_loses_the_place_when_fewer_fit(
    application: Application, officer: User
) -> None:
    last = make_application("verification")
    trip = make_trip(application.unit, capacity=50)
    for each in (application, last):
        join(each, trip)
    trip.capacity = count(application)
    trip.sum_mn = "Орхон"  # and moved: each is told one thing
    change_trip(trip=trip, user=officer)
    assert [kind for kind, _words in told(application, *CHANGES)] == ["trip_moved"]
    assert [kind for kind, _words in told(last, *CHANGES)] == ["trip_place_lost"]
    assert [place.application_id for place in trip.places.all()] == [application.pk]


def test_whose_work_is_done_is_not_told(
    application: Application, officer: User
) -> None:
    trip = make_trip(application.unit)
    join(application, trip)
    put_into_state(application, "proposed")
    cancel_trip(trip_id=trip.pk, user=officer, reason_mn="Зам хаалттай.")
    assert (told(application, *CHANGES), taken_of(trip)) == ([], count(application))


def test_a_cancelled_trip_is_not_changed_any_more(
    application: Application, officer: User
) -> None:
    trip = make_trip(application.unit)
    cancel_trip(trip_id=trip.pk, user=officer, reason_mn="Зам хаалттай.")
    with pytest.raises(NotAllowed):
        change_trip(trip=trip, user=officer)


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
