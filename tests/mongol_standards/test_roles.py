"""Who may what: every role at every address of the back office.

A row of the table is a route, then what reading (GET) and what sending an empty form
(POST) is answered with, a sign for each person in the order of PEOPLE.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from feedback.workflow import PETITION
from organisation.models import Membership, Role
from tests.mongol_standards.surface import (
    ANONYMOUS,
    OF_THE_SESSION,
    STRANGER,
    House,
    routes,
    written_tables,
)

pytestmark = pytest.mark.django_db

PEOPLE = (
    ANONYMOUS,
    Role.CLERK,  # of Darkhan-Uul, where the case is
    STRANGER,  # clerk of Orkhon
    Role.HEAD,  # of Darkhan-Uul
    Role.OPERATOR,  # hotline, in the head office
    Role.OFFICER,  # head office
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
SIGNS = {
    "+": 200,
    "?": 422,  # the form again, with its errors
    ">": 302,
    "-": 403,
    "0": 404,
    "x": 405,
}
TABLE = """
admin/                                                           >+++++++ >+++++++
admin/login/                                                     >>>>>>>> >>>>>>>>
admin/logout/                                                    >+++++++ >>>>>>>>
admin/password_change/                                           >>>>>>>> >>>>>>>>
admin/password_change/done/                                      >+++++++ >xxxxxxx
admin/autocomplete/                                              >------- >xxxxxxx
admin/jsi18n/                                                    >+++++++ >xxxxxxx
admin/r/<path:content_type_id>/<path:object_id>/                 >0000000 >0000000
admin/organisation/user/                                         >-----++ >-----++
admin/organisation/user/add/                                     >------+ >------+
admin/organisation/user/<path:object_id>/history/                >-----++ >-----++
admin/organisation/user/<path:object_id>/delete/                 >------- >-------
admin/organisation/user/<path:object_id>/change/                 >-----++ >------+
admin/organisation/user/<path:object_id>/                        >>>>>>>> >>>>>>>>
admin/organisation/unit/                                         >-----++ >-----++
admin/organisation/unit/add/                                     >------+ >------+
admin/organisation/unit/<path:object_id>/history/                >-----++ >-----++
admin/organisation/unit/<path:object_id>/delete/                 >------- >-------
admin/organisation/unit/<path:object_id>/change/                 >-----++ >------+
admin/organisation/unit/<path:object_id>/                        >>>>>>>> >>>>>>>>
admin/casework/case/                                             >+++++++ >>>>>>>>
admin/casework/case/<int:case_id>/change/                        >+0+0+++ >xxxxxxx
admin/casework/case/<int:case_id>/move/<slug:code>/              >xxxxxxx >?0?0?--
admin/casework/case/<int:case_id>/note/                          >xxxxxxx >?0?0?--
admin/casework/case/<int:case_id>/person/                        >>0>0>>> >+0+0+++
admin/casework/case/<int:case_id>/file/<int:file_id>/            >xxxxxxx >+0+0+++
admin/casework/deadlinerule/                                     >-----++ >-----++
admin/casework/deadlinerule/add/                                 >------+ >------+
admin/casework/deadlinerule/<path:object_id>/history/            >-----++ >-----++
admin/casework/deadlinerule/<path:object_id>/delete/             >------- >-------
admin/casework/deadlinerule/<path:object_id>/change/             >-----++ >-------
admin/casework/deadlinerule/<path:object_id>/                    >>>>>>>> >>>>>>>>
admin/casework/nonworkingday/                                    >-----++ >-----++
admin/casework/nonworkingday/add/                                >------+ >------+
admin/casework/nonworkingday/<path:object_id>/history/           >-----++ >-----++
admin/casework/nonworkingday/<path:object_id>/delete/            >------+ >------+
admin/casework/nonworkingday/<path:object_id>/change/            >-----++ >------+
admin/casework/nonworkingday/<path:object_id>/                   >>>>>>>> >>>>>>>>
admin/casework/replytemplate/                                    >----+++ >----+++
admin/casework/replytemplate/add/                                >----+-+ >----+-+
admin/casework/replytemplate/<path:object_id>/history/           >----+++ >----+++
admin/casework/replytemplate/<path:object_id>/delete/            >------- >-------
admin/casework/replytemplate/<path:object_id>/change/            >----+++ >----+-+
admin/casework/replytemplate/<path:object_id>/                   >>>>>>>> >>>>>>>>
admin/casework/retentionrule/                                    >-----++ >-----++
admin/casework/retentionrule/add/                                >------+ >------+
admin/casework/retentionrule/<path:object_id>/history/           >-----++ >-----++
admin/casework/retentionrule/<path:object_id>/delete/            >------- >-------
admin/casework/retentionrule/<path:object_id>/change/            >-----++ >------+
admin/casework/retentionrule/<path:object_id>/                   >>>>>>>> >>>>>>>>
admin/casework/event/                                            >-----++ >-----++
admin/casework/event/add/                                        >------- >-------
admin/casework/event/<path:object_id>/history/                   >-----++ >-----++
admin/casework/event/<path:object_id>/delete/                    >------- >-------
admin/casework/event/<path:object_id>/change/                    >-----++ >-------
admin/casework/event/<path:object_id>/                           >>>>>>>> >>>>>>>>
admin/casework/notice/                                           >-----++ >-----++
admin/casework/notice/add/                                       >------- >-------
admin/casework/notice/<path:object_id>/history/                  >-----++ >-----++
admin/casework/notice/<path:object_id>/delete/                   >------- >-------
admin/casework/notice/<path:object_id>/change/                   >-----++ >-------
admin/casework/notice/<path:object_id>/                          >>>>>>>> >>>>>>>>
admin/casework/dailyroot/                                        >-----++ >-----++
admin/casework/dailyroot/add/                                    >------- >-------
admin/casework/dailyroot/<path:object_id>/history/               >-----++ >-----++
admin/casework/dailyroot/<path:object_id>/delete/                >------- >-------
admin/casework/dailyroot/<path:object_id>/change/                >-----++ >-------
admin/casework/dailyroot/<path:object_id>/                       >>>>>>>> >>>>>>>>
admin/catalogue/body/                                            >----+++ >----+++
admin/catalogue/body/add/                                        >----+-+ >----+-+
admin/catalogue/body/<path:object_id>/history/                   >----+++ >----+++
admin/catalogue/body/<path:object_id>/delete/                    >------- >-------
admin/catalogue/body/<path:object_id>/change/                    >----+++ >----+-+
admin/catalogue/body/<path:object_id>/                           >>>>>>>> >>>>>>>>
admin/catalogue/committee/                                       >----+++ >----+++
admin/catalogue/committee/add/                                   >----+-+ >----+-+
admin/catalogue/committee/<path:object_id>/history/              >----+++ >----+++
admin/catalogue/committee/<path:object_id>/delete/               >------- >-------
admin/catalogue/committee/<path:object_id>/change/               >----+++ >---->->
admin/catalogue/committee/<path:object_id>/                      >>>>>>>> >>>>>>>>
admin/catalogue/ics/                                             >----+++ >----+++
admin/catalogue/ics/add/                                         >----+-+ >----+-+
admin/catalogue/ics/<path:object_id>/history/                    >----+++ >----+++
admin/catalogue/ics/<path:object_id>/delete/                     >------- >-------
admin/catalogue/ics/<path:object_id>/change/                     >----+++ >---->->
admin/catalogue/ics/<path:object_id>/                            >>>>>>>> >>>>>>>>
admin/catalogue/source/                                          >----+++ >----+++
admin/catalogue/source/add/                                      >----+-+ >----+-+
admin/catalogue/source/<path:object_id>/history/                 >----+++ >----+++
admin/catalogue/source/<path:object_id>/delete/                  >------- >-------
admin/catalogue/source/<path:object_id>/change/                  >----+++ >----+-+
admin/catalogue/source/<path:object_id>/                         >>>>>>>> >>>>>>>>
admin/catalogue/edition/duplicates/                              >----+++ >xxxxxxx
admin/catalogue/edition/<int:edition_id>/restore/                >xxxxxxx >----0-0
admin/catalogue/edition/                                         >----+++ >----+++
admin/catalogue/edition/add/                                     >----+-+ >----+-+
admin/catalogue/edition/<path:object_id>/history/                >----+++ >xxxxxxx
admin/catalogue/edition/<path:object_id>/delete/                 >------- >-------
admin/catalogue/edition/<path:object_id>/change/                 >----+++ >----+-+
admin/catalogue/edition/<path:object_id>/                        >>>>>>>> >>>>>>>>
admin/catalogue/importrun/                                       >----+++ >----?-?
admin/catalogue/importrun/rebuild/                               >xxxxxxx >---->->
admin/catalogue/importrun/<int:run_id>/change/                   >----+++ >xxxxxxx
admin/catalogue/importrun/<int:run_id>/confirm/                  >xxxxxxx >---->->
admin/catalogue/importrun/<int:run_id>/rows.csv                  >----+++ >xxxxxxx
admin/catalogue/unfoundquery/                                    >----+++ >----+++
admin/catalogue/unfoundquery/add/                                >------- >-------
admin/catalogue/unfoundquery/<path:object_id>/history/           >----+++ >----+++
admin/catalogue/unfoundquery/<path:object_id>/delete/            >----+-+ >----+-+
admin/catalogue/unfoundquery/<path:object_id>/change/            >----+++ >---->->
admin/catalogue/unfoundquery/<path:object_id>/                   >>>>>>>> >>>>>>>>
admin/catalogue/standard/                                        >----+++ >----+++
admin/catalogue/standard/add/                                    >------- >-------
admin/catalogue/standard/<path:object_id>/history/               >----+++ >----+++
admin/catalogue/standard/<path:object_id>/delete/                >------- >-------
admin/catalogue/standard/<path:object_id>/change/                >----+++ >----+-+
admin/catalogue/standard/<path:object_id>/                       >>>>>>>> >>>>>>>>
admin/feedback/petition/                                         >>>>>>>> >>>>>>>>
admin/feedback/petition/add/                                     >+++++-- >?????--
admin/feedback/petition/<int:case_id>/entered/                   >+000000 >xxxxxxx
admin/feedback/petition/<int:case_id>/change/                    >+0+0+-- >?0?0?--
admin/feedback/category/                                         >-----++ >-----++
admin/feedback/category/add/                                     >------+ >------+
admin/feedback/category/<path:object_id>/history/                >-----++ >-----++
admin/feedback/category/<path:object_id>/delete/                 >------- >-------
admin/feedback/category/<path:object_id>/change/                 >-----++ >------+
admin/feedback/category/<path:object_id>/                        >>>>>>>> >>>>>>>>
admin/feedback/routerule/                                        >-----++ >-----++
admin/feedback/routerule/add/                                    >------+ >------+
admin/feedback/routerule/<path:object_id>/history/               >-----++ >-----++
admin/feedback/routerule/<path:object_id>/delete/                >------- >-------
admin/feedback/routerule/<path:object_id>/change/                >-----++ >------+
admin/feedback/routerule/<path:object_id>/                       >>>>>>>> >>>>>>>>
admin/^(?P<app_label>organisation|casework|catalogue|feedback)/$ >+++++++ >+++++++
admin/(?P<url>.*)$                                               >0000000 >0000000
"""


@pytest.fixture
def house(reference: None, settings: Any, tmp_path: Path) -> House:
    """A case and the people around it."""
    settings.PRIVATE_DIR = tmp_path / "private"
    return House.build()


def rows() -> Iterator[tuple[str, str, str]]:
    """Route, signs of GET, signs of POST."""
    for line in TABLE.strip().splitlines():
        route, get, post = line.split()
        yield route, get, post


def back_office() -> list[str]:
    """Every route of the back office."""
    paths = [line.rpartition(" ")[0] for line in routes()]
    return [path for path in paths if path.startswith("admin/")]


def signs(house: House, method: str, path: str) -> str:
    """The sign of each person's answer."""
    sign = {status: sign for sign, status in SIGNS.items()}
    found = ""
    for person in PEOPLE:
        client = house.client(person)
        answer = client.generic(method, path)
        answer.getvalue()
        found += sign.get(answer.status_code, "!")
    return found


def test_the_table_has_every_route_of_the_back_office() -> None:
    assert [route for route, _get, _post in rows()] == back_office()


def test_reading(house: House) -> None:
    expected = {route: get for route, get, _post in rows()}
    assert {
        route: signs(house, "GET", house.address(route)) for route in expected
    } == expected


def test_sending(house: House) -> None:
    expected = {route: post for route, _get, post in rows()}
    assert {
        route: signs(house, "POST", house.address(route)) for route in expected
    } == expected


# --- moves ----------------------------------------------------------------------
# Who is asked for what a move needs (?), and who is refused.
MOVES = """
accept             >?0?0?--
take               >?0?0?--
assign             >?0?0?--
answer             >?0?0?--
ask                >?0?0?--
reply              >?0?0?--
forward            >?0?0?--
extend             >-0?0---
duplicate          >?0?0?--
separate           >?0?0?--
return_incomplete  >?0?0?--
forward_out        >?0?0?--
spam               >?0?0?--
restore            >-0?0?--
close              >-0?0---
reopen             >-0?0---
citizen_answer     >-0-0---
complete           >-0-0---
withdraw           >-0-0---
confirm_solved     >-0-0---
question_expired   >-0-0---
lapse              >-0-0---
close_silent       >-0-0---
answer_with_root   >-0-0---
"""


def test_moves(house: House) -> None:
    expected = dict(line.split() for line in MOVES.strip().splitlines())
    assert list(expected) == list(PETITION.moves)
    path = house.address("admin/casework/case/<int:case_id>/move/<slug:code>/")
    found = {
        code: signs(house, "POST", path.replace("/take/", f"/{code}/"))
        for code in PETITION.moves
    }
    assert found == expected


# --- who changes nothing --------------------------------------------------------
# All that any form of the back office asks for, so that only the rights refuse it.
FILLED_IN = {
    "version": "2",
    "text": "Шийдвэр",
    "reason": "Шалтгаан",
    "body": "Тэмдэглэл",
    "outcome": "solved",
    "appeal": "Ерөнхий газар",
    "days": "5",
    "kind": "complaint",
    "channel": "letter",
    "username": "intruder",
    "is_active": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "_new_password": "1",
    "_remove_factor": "1",
    "action": "delete_selected",
    "_selected_action": "1",
    "post": "yes",
    "memberships-TOTAL_FORMS": "1",
    "memberships-INITIAL_FORMS": "0",
    "memberships-0-role": "administrator",
    "memberships-0-unit": "1",
    "memberships-0-valid_from": "2026-01-01",
}
# Reading somebody's data is written down, whoever reads it.
LEAVE_A_TRACE = {
    "admin/casework/case/<int:case_id>/person/",
    "admin/casework/case/<int:case_id>/file/<int:file_id>/",
}


def written_by(house: House, person: str, route: str) -> set[str]:
    """The tables that a filled-in form at this route writes to."""
    client = house.client(person)
    form = FILLED_IN | {"client_key": str(uuid.uuid4())}
    with written_tables() as tables:
        client.post(house.address(route), form).getvalue()
    return tables - OF_THE_SESSION


def test_the_form_that_is_refused_is_taken_from_a_clerk(house: House) -> None:
    route = "admin/casework/case/<int:case_id>/note/"
    assert written_by(house, Role.CLERK, route) == {
        "casework_case",
        "casework_event",
        "casework_message",
    }


@pytest.mark.parametrize("person", [ANONYMOUS, Role.AUDITOR])
def test_who_only_reads_changes_nothing(house: House, person: str) -> None:
    for route in back_office():
        if "logout" in route:
            continue  # one's own session ends
        traced = person != ANONYMOUS and route in LEAVE_A_TRACE
        trace = {"casework_case", "casework_event"} if traced else set()
        assert (route, written_by(house, person, route)) == (route, trace)
    kinds = set(house.case.events.values_list("kind", flat=True))
    assert kinds - {"received", "accept"} == (
        set() if person == ANONYMOUS else {"personal_data_opened"}
    )


@pytest.mark.parametrize("person", [STRANGER, Role.OPERATOR])
def test_a_case_of_others_is_not_there(house: House, person: str) -> None:
    for route in back_office():
        if "<int:case_id>" in route:
            assert (route, written_by(house, person, route)) == (route, set())
    listed = house.client(person).get("/admin/casework/case/?tab=all").content.decode()
    assert house.case.number not in listed
    search = {"q": house.case.number}
    found = house.client(person).post("/admin/casework/case/", search, follow=True)
    assert f"/{house.case.pk}/change/" not in found.content.decode()


def test_nobody_makes_themselves_an_administrator(house: House) -> None:
    route = "admin/organisation/user/<path:object_id>/change/"
    before = set(Membership.objects.values_list("pk", flat=True))
    for person in PEOPLE[:-1]:
        assert (person, written_by(house, person, route)) == (person, set())
    assert set(Membership.objects.values_list("pk", flat=True)) == before


def test_without_a_duty_today_nobody_comes_in(house: House) -> None:
    clerk = house.people[Role.CLERK]
    assert clerk is not None
    today = timezone.localdate()
    clerk.memberships.update(valid_to=today - timedelta(days=1))
    client = house.client(Role.CLERK)
    page = client.get(house.address("admin/casework/case/<int:case_id>/change/"))
    assert page.status_code == 302
    assert client.get(page["Location"]).status_code == 403
