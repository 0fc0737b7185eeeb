"""The opening hours of a unit: seven days on one form."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import translation

from branches.actions.hours import DayHours, write_week
from branches.errors import PageRefused
from branches.models import OpeningHours
from organisation.models import Role, Unit, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
WORKDAY = DayHours(time(9), time(18), time(13), time(14))
TYPED = {
    "opens": "09:00",
    "closes": "18:00",
    "break_from": "13:00",
    "break_to": "14:00",
}


@pytest.fixture
def editor(darkhan: Unit) -> User:
    return make_user(Role.EDITOR, darkhan)


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def path_of(unit: Unit) -> str:
    return f"/admin/branches/openinghours/{unit.pk}/change/"


def typed(**days: dict[str, str]) -> dict[str, str]:
    """What the form sends: open from Monday to Friday, but for `days`."""
    week = {f"day{number}": TYPED for number in range(5)}
    week |= {"day5": {"is_closed": "on"}, "day6": {"is_closed": "on"}}
    return {
        f"{day}-{name}": value
        for day, values in (week | days).items()
        for name, value in values.items()
    }


def written(unit: Unit) -> list[tuple[int, str]]:
    rows = OpeningHours.objects.filter(unit=unit).order_by("weekday")
    return [(row.weekday, f"{row.opens:%H:%M}–{row.closes:%H:%M}") for row in rows]


def test_the_whole_week_is_written_at_once(
    desk: Client, client: Client, darkhan: Unit, editor: User
) -> None:
    saturday = {"opens": "10:00", "closes": "14:00"}
    answer = desk.post(path_of(darkhan), typed(day5=saturday))
    assert (answer.status_code, answer["Location"]) == (302, path_of(darkhan))
    assert written(darkhan) == [
        *((day, "09:00–18:00") for day in range(5)),
        (5, "10:00–14:00"),
    ]
    assert "10:00–14:00" in client.get(f"/branches/{darkhan.code}/").content.decode()
    logged = LogEntry.objects.get()
    assert (logged.user, logged.object_id) == (editor, f"{darkhan.pk}")


def test_a_day_that_closes_goes_and_the_others_stay(
    desk: Client, darkhan: Unit
) -> None:
    desk.post(path_of(darkhan), typed())
    # Whatever times still stand in the boxes of a closed day.
    closed = {"is_closed": "on", "opens": "25:00", "closes": "18:00"}
    assert desk.post(path_of(darkhan), typed(day0=closed)).status_code == 302
    assert written(darkhan) == [(day, "09:00–18:00") for day in range(1, 5)]


def test_what_is_written_stands_in_the_boxes(desk: Client, darkhan: Unit) -> None:
    empty = desk.get(path_of(darkhan)).context["form"].days
    assert [day.initial for day in empty] == [{}] * 7
    desk.post(path_of(darkhan), typed())
    html = desk.get(path_of(darkhan)).content.decode()
    assert html.count('value="09:00"') == 5
    assert html.count(" checked") == 2


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ({}, "Write when it opens and closes, or tick “Closed”."),
        ({"opens": "09:00"}, "Write when it opens and closes, or tick “Closed”."),
        ({"opens": "18:00", "closes": "09:00"}, "It must close after it opens."),
        (
            {"opens": "09:00", "closes": "18:00", "break_from": "13:00"},
            "Write both ends of the lunch break, within the opening hours.",
        ),
        (
            {**TYPED, "break_to": "19:00"},
            "Write both ends of the lunch break, within the opening hours.",
        ),
        ({**TYPED, "opens": "өглөө"}, "Write a time like 09:00."),
    ],
)
def test_what_is_wrong_stands_beside_its_day(
    desk: Client, darkhan: Unit, day: dict[str, str], said: str
) -> None:
    desk.post(path_of(darkhan), typed())
    before = written(darkhan)
    answer = desk.post(path_of(darkhan), typed(day2=day))
    days = answer.context["form"].days
    assert answer.status_code == 422
    assert [number for number, each in enumerate(days) if each.errors] == [2]
    (errors,) = days[2].errors.as_data().values()
    with translation.override("en"):
        assert [str(error.message) for error in errors] == [said]
    assert written(darkhan) == before


def test_a_unit_is_open_some_day(desk: Client, darkhan: Unit) -> None:
    closed: dict[str, Any] = {f"day{day}": {"is_closed": "on"} for day in range(7)}
    answer = desk.post(path_of(darkhan), typed(**closed))
    assert (answer.status_code, bool(answer.context["form"].sentence)) == (422, True)


def test_monday_is_copied_without_saving(desk: Client, darkhan: Unit) -> None:
    sent = {"day0-opens": "08:30", "day0-closes": "17:30", "day5-is_closed": "on"}
    answer = desk.post(path_of(darkhan), sent | {"_copy": "1"})
    days = answer.context["form"].days
    assert [day["opens"].value() for day in days] == [*["08:30"] * 5, "", ""]
    assert [day["is_closed"].value() for day in days][5:] == [True, False]
    assert written(darkhan) == []


def test_who_has_one_unit_is_led_to_its_week(desk: Client, darkhan: Unit) -> None:
    assert desk.get("/admin/branches/openinghours/")["Location"] == path_of(darkhan)
    officer = Client()
    officer.force_login(make_user(Role.OFFICER, Unit.objects.head_office()))
    rows = officer.get("/admin/branches/openinghours/").context["rows"]
    assert [row.unit for row in rows] == list(Unit.objects.active())


def test_another_units_week_cannot_be_written(editor: User, darkhan: Unit) -> None:
    other = Unit.objects.get(code="uvs")
    with pytest.raises(PageRefused):
        write_week(unit=other, user=editor, week={0: WORKDAY})
    assert written(other) == []
