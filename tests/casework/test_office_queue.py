"""The queue: who sees what, in which order, at the same cost for any number."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone, translation

from casework.models import Case, Message
from casework.office.pages import PAGE, Cursor, Step, page_of
from casework.office.queue import (
    COUNTED,
    TABS,
    branches_of,
    counts_of,
    read_queue,
    read_search,
    shown_count,
    tabs_of,
)
from casework.office.rows import urgency_of
from feedback.actions import Submission, enter
from organisation.models import Role, Unit, User
from tests.casework.office import in_mongolian, sign_in
from tests.factories import NAMED, do, make_petition, make_user

URL = "/admin/casework/case/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def selenge() -> Unit:
    return Unit.objects.get(code="selenge")


def days_ago(days: int) -> Any:
    """That many days before now."""
    return timezone.now() - timedelta(days=days)


def rows_of(user: User, tab: str, **asked: str) -> list[str]:
    """The numbers a tab shows."""
    fresh = User.objects.get(pk=user.pk)
    return [
        row.case.number for row in read_queue(fresh, {"tab": tab, **asked}).page.rows
    ]


# --- tabs -----------------------------------------------------------------------
def test_each_tab_holds_its_cases(clerk: User, darkhan: Unit, selenge: Unit) -> None:
    late = make_petition(unit=darkhan, on=days_ago(40), **NAMED)
    soon = make_petition(unit=darkhan, on=days_ago(28), **NAMED)
    calm = make_petition(unit=darkhan, **NAMED)
    waiting = make_petition(unit=darkhan, **NAMED)
    do(waiting, "take", clerk)
    do(waiting, "ask", clerk, text="Аль лангуу вэ?")
    foreign = make_petition(unit=selenge, **NAMED)
    suspected = make_petition(unit=darkhan, **NAMED)
    Case.objects.filter(pk=suspected.pk).update(is_suspected=True)

    assert rows_of(clerk, "mine") == [waiting.number]
    assert rows_of(clerk, "unit") == [
        late.number,
        soon.number,
        calm.number,
        waiting.number,
        suspected.number,
    ]
    assert rows_of(clerk, "overdue") == [late.number]
    assert rows_of(clerk, "week") == [soon.number]
    assert rows_of(clerk, "waiting") == [waiting.number]
    assert rows_of(clerk, "suspected") == [suspected.number]
    assert foreign.number not in rows_of(clerk, "all")
    fresh = User.objects.get(pk=clerk.pk)
    assert counts_of(fresh, tabs_of(fresh)) == {
        "mine": 1,
        "unit": 5,
        "overdue": 1,
        "week": 1,
        "waiting": 1,
        "suspected": 1,
        "all": 5,
    }


def test_an_answered_case_leaves_every_tab_but_all(clerk: User, darkhan: Unit) -> None:
    petition = make_petition(unit=darkhan, on=days_ago(40), **NAMED)
    do(petition, "take", clerk)
    do(petition, "answer", clerk, text="Шалгав.", outcome="solved", appeal="СХЗГ")
    found = {tab: rows_of(clerk, tab) for tab in TABS}
    assert [tab for tab, numbers in found.items() if numbers] == ["all"]


@pytest.mark.parametrize("role", list(Role))
def test_the_branches_are_exactly_what_is_visible(
    role: str, darkhan: Unit, selenge: Unit
) -> None:
    user = make_user(role, darkhan)
    make_petition(unit=darkhan)
    make_petition(unit=selenge)
    body = "Утсаар ирсэн."
    entered = Submission(
        client_key=uuid.uuid4(), kind="request", body=body, unit=selenge
    )
    enter(submission=entered, channel="phone", user=user, is_consent_oral=False)
    visible = sorted(Case.objects.visible_to(user).values_list("pk", flat=True))
    pieces = [piece.values_list("pk", flat=True) for piece in branches_of(user)]
    assert sorted(pk for piece in pieces for pk in piece) == visible
    seen = {"officer": 3, "auditor": 3, "administrator": 3, "finance": 0, "editor": 0}
    assert len(visible) == seen.get(role, 2)


def test_who_has_no_duty_today_sees_nothing(darkhan: Unit) -> None:
    make_petition(unit=darkhan)
    nobody = make_user(Role.CLERK)
    assert rows_of(nobody, "all") == []
    assert sign_in(nobody).get(URL).status_code == 302


# --- pages ----------------------------------------------------------------------
def walk(user: User, tab: str) -> tuple[list[int], list[int]]:
    """The ids met walking forward to the end, and back to the start."""
    chosen = TABS[tab]
    pieces = chosen.pieces(user, timezone.localdate())
    newest = chosen.is_newest_first
    forward, step = [], Step()
    while True:
        page = page_of(user, pieces, step, newest_first=newest)
        forward.append([row.case.pk for row in page.rows])
        if not page.after:
            break
        step = Step(Cursor.parse(page.after))
    back = [forward[-1]]
    while page.before:
        step = Step(Cursor.parse(page.before), is_back=True)
        page = page_of(user, pieces, step, newest_first=newest)
        back.insert(0, [row.case.pk for row in page.rows])
    return sum(forward, []), sum(back, [])


@pytest.mark.parametrize("tab", ["unit", "all"])
@pytest.mark.parametrize("units", [1, 2])
def test_pages_by_key_meet_every_case_once_both_ways(
    tab: str, units: int, clerk: User, darkhan: Unit, selenge: Unit
) -> None:
    if units == 2:
        make_user_in(clerk, selenge)
    for place in range(2 * PAGE + 3):
        petition = make_petition(unit=(darkhan, selenge)[place % units])
        # Many due on the same day, some without a due date.
        due = None if place % 9 == 0 else date(2026, 12, 1 + place % 4)
        Case.objects.filter(pk=petition.pk).update(due_on=due)
    clerk = User.objects.get(pk=clerk.pk)
    forward, back = walk(clerk, tab)
    cases = list(Case.objects.all())
    if tab == "all":
        expected = sorted((case.pk for case in cases), reverse=True)
    else:
        cases.sort(key=lambda case: (case.due_on is None, case.due_on or 0, case.pk))
        expected = [case.pk for case in cases]
    assert forward == expected
    assert back == expected


def make_user_in(user: User, unit: Unit) -> None:
    """Give the person the same duty in one more unit."""
    from organisation.actions import add_member

    add_member(user=user, unit=unit, role=Role.CLERK, since=date(2020, 1, 1))


@pytest.mark.parametrize(
    "typed",
    ["", ".", "x.1", "2026-13-01.5", "2026-12-01.", ".99999999999999999999", "..", "1"],
)
def test_a_cursor_that_is_none_shows_the_first_page(
    typed: str, clerk: User, darkhan: Unit
) -> None:
    petition = make_petition(unit=darkhan)
    answer = sign_in(clerk).get(URL, {"tab": "unit", "after": typed, "before": typed})
    assert answer.status_code == 200
    assert petition.number in answer.content.decode()


def test_an_unknown_tab_shows_the_usual_one(clerk: User) -> None:
    answer = sign_in(clerk).get(URL, {"tab": "'; drop table", "q": "\x01"})
    assert answer.status_code == 200
    assert answer.context["queue"].tab.code == "mine"


def test_great_counts_are_shown_as_many() -> None:
    assert shown_count(COUNTED) == "999"
    assert shown_count(COUNTED + 1) == "999+"


# --- the same cost for any number -----------------------------------------------
QUERIES = 6  # session, person, duties, keys, rows, counts


@pytest.mark.parametrize("count", [1, 3, PAGE])
@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER])
def test_the_page_asks_the_same_number_of_questions(
    role: str,
    count: int,
    darkhan: Unit,
    django_assert_num_queries: Any,
    settings: Any,
) -> None:
    client = sign_in(make_user(role, darkhan))
    for _ in range(count):
        make_petition(unit=darkhan)
    client.get(URL)  # writes the session's first sign of life
    with django_assert_num_queries(QUERIES):
        answer = client.get(URL, {"tab": "unit"})
    assert len(answer.context["queue"].page.rows) == count


# --- search ---------------------------------------------------------------------
@pytest.fixture
def scales(darkhan: Unit) -> Case:
    body = "Захын жинлүүр дутуу жинлэж байна. Өндөр настан хохирлоо."
    return make_petition(unit=darkhan, body=body, **NAMED)


def test_a_number_is_found_in_any_spelling(clerk: User, scales: Case) -> None:
    digits = scales.number.replace("-", "")
    for typed in (scales.number, digits, f" {digits[:2]} {digits[2:]} "):
        assert rows_of(clerk, "mine", q=typed) == [scales.number]


def test_a_phone_is_found_in_any_spelling(clerk: User, scales: Case) -> None:
    for typed in ("99112345", "+976 9911-2345"):
        assert read_search(typed).by == "phone"
        assert rows_of(clerk, "mine", q=typed) == [scales.number]
    assert rows_of(clerk, "mine", q="99112346") == []


def test_words_are_found_as_people_type_them(
    clerk: User, scales: Case, darkhan: Unit
) -> None:
    make_petition(unit=darkhan, body="Шатахуун түгээх станц.")
    for typed in ("жинлүүр", "ЖИНЛҮҮР дутуу", "жинлуур", "ондор настан"):
        assert rows_of(clerk, "mine", q=typed) == [scales.number]
    assert rows_of(clerk, "mine", q="жинлүүр шатахуун") == []
    assert rows_of(clerk, "mine", q="100%_") == []


def test_search_stays_within_what_is_visible(selenge: Unit, scales: Case) -> None:
    stranger = make_user(Role.CLERK, selenge)
    for typed in (scales.number, "99112345", "жинлүүр"):
        assert rows_of(stranger, "mine", q=typed) == []


def test_two_letters_are_too_few(clerk: User) -> None:
    answer = sign_in(clerk).get(URL, {"q": "жи"})
    sentence = "Write at least three letters, a case number or a phone number."
    assert in_mongolian(sentence) in answer.content.decode()


def test_words_are_looked_up_in_the_trigram_index(clerk: User) -> None:
    condition = read_search("жинлүүр").condition
    found = Case.objects.filter(condition).values("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, parameters = found.order_by().query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "casework_search" in plan


@pytest.mark.parametrize("tab", ["mine", "unit", "overdue", "week"])
def test_a_tab_is_one_scan_of_a_partial_index_in_order(tab: str, clerk: User) -> None:
    piece = TABS[tab].pieces(clerk, timezone.localdate())[0]
    sql, parameters = piece.values("pk", "due_on")[:PAGE].query.sql_with_params()
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "casework_queue" in plan
    assert "Sort" not in plan


# --- urgency --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "level", "words"),
    [
        (-3, "late", "3 хоног хэтэрсэн"),
        (0, "today", "өнөөдөр"),
        (2, "week", "2 хоног үлдсэн"),
        (7, "week", "7 хоног үлдсэн"),
        (8, "ok", "8 хоног үлдсэн"),
    ],
)
def test_urgency_is_told_in_words(days: int, level: str, words: str) -> None:
    today = date(2026, 11, 23)
    case = Case(phase="studying", due_on=today + timedelta(days=days))
    with translation.override("mn"), time_machine.travel(today, tick=False):
        urgency = urgency_of(case, today)
    assert (urgency.level, urgency.words) == (level, words)


def test_a_reopened_case_is_pressing_by_its_new_aim() -> None:
    today = date(2026, 11, 23)
    case = Case(
        phase="studying", due_on=date(2026, 10, 1), round=2, target_on=date(2026, 12, 7)
    )
    assert urgency_of(case, today).level == "ok"


def test_a_row_says_what_a_clerk_needs(clerk: User, darkhan: Unit) -> None:
    petition = make_petition(unit=darkhan, on=days_ago(33), is_sample=True, **NAMED)
    do(petition, "take", clerk)
    page = sign_in(clerk).get(URL, {"tab": "mine"}).content.decode()
    for words in (
        petition.number,
        "urgency-late",
        in_mongolian("Complaint"),
        in_mongolian("In progress"),
        in_mongolian("sample"),
        clerk.display_name,
    ):
        assert words in page
    assert Message.objects.count() == 0
