"""What the tracking page says of a case, in every phase."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from casework.actions import add_note, add_text, perform
from casework.actions.rating import rate
from casework.actors import APPLICANT, THE_SYSTEM
from casework.daily import run_daily
from casework.erasure import erase_expired
from casework.models import Attachment, Case, Notice, Phase
from casework.numbers import code_for
from casework.timeline import timeline_of
from feedback.models import Petition
from mongolian.dates import ULAANBAATAR
from organisation.models import Role, Unit, User
from tests.factories import BODY, NAMED, do, make_petition, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
RECEIVED = datetime(2026, 11, 9, 16, 2, tzinfo=ULAANBAATAR)


@pytest.fixture(autouse=True)
def clock(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """The moment of receipt, to be shifted; files go away with the test."""
    settings.PRIVATE_DIR = tmp_path
    with time_machine.travel(RECEIVED, tick=False) as travel:
        yield travel


@pytest.fixture
def unit() -> Unit:
    return Unit.objects.get(code="darkhan-uul")


@pytest.fixture
def petition(unit: Unit) -> Petition:
    return make_petition(unit=unit, **NAMED)


@pytest.fixture
def clerk(unit: Unit) -> User:
    return make_user(Role.CLERK, unit)


def show(case: Case, prefix: str = "/en") -> str:
    """The page as it is written."""
    form = {"number": case.number, "code": code_for(case.client_key)}
    answer = Client().post(f"{prefix}/track/", form)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def head(page: str) -> tuple[str, str]:
    """The word and the sentence."""
    found = re.search(r'<h1>([^<]+)</h1>\n<p class="lead">([^<]+)</p>', page)
    assert found is not None
    return found[1], found[2]


def story(case: Case) -> list[tuple[str, str]]:
    """The timeline, newest first."""
    with translation.override("en"):
        entries = timeline_of(Case.objects.get(pk=case.pk))
    return [(entry.text, entry.note) for entry in entries]


def decide(case: Case, clerk: User, outcome: str = "solved") -> None:
    do(case, "take", clerk)
    do(case, "answer", clerk, text="Шалгав.", outcome=outcome, appeal="Төв газар")


# --- the five words -------------------------------------------------------------
def test_received(petition: Petition) -> None:
    assert head(show(petition)) == (
        "Received",
        "It is with: Darkhan-Uul Department of Standardization and Metrology. A "
        "specialist will take it into work. The last day to answer is 9 December 2026.",
    )


def test_studied(petition: Petition, clerk: User) -> None:
    do(petition, "take", clerk)
    assert head(show(petition)) == (
        "Being studied",
        "It is being studied by: Darkhan-Uul Department of Standardization and "
        "Metrology. The last day to answer is 9 December 2026.",
    )


def test_a_courtesy_case_speaks_of_an_aim(unit: Unit) -> None:
    page = show(make_petition(unit=unit))
    assert head(page)[1].endswith("We aim to answer by 9 December 2026.")
    assert "Add your name and address" in page


def test_waiting(petition: Petition, clerk: User) -> None:
    do(petition, "take", clerk)
    do(petition, "ask", clerk, text="Аль зах дээр вэ?")
    page = show(petition)
    assert head(page) == (
        "Waiting for your answer",
        "We need your answer to go on. Please answer by 23 November 2026.",
    )
    # The question stands once, above the form.
    assert page.count("Аль зах дээр вэ?") == 1
    assert page.index("Аль зах дээр вэ?") < page.index("Send the answer")


def test_answered(petition: Petition, clerk: User) -> None:
    decide(petition, clerk)
    page = show(petition)
    assert head(page) == (
        "Answered",
        "Our answer is below. Tell us whether it solves the matter. If we hear "
        "nothing, it is closed on 23 November 2026.",
    )
    assert "<strong>Solved</strong>" in page
    assert "If you do not agree, you can appeal to: Төв газар." in page
    assert "Rate our answer" in page
    assert "Withdraw it" not in page


def test_closed_by_the_applicant(petition: Petition, clerk: User) -> None:
    decide(petition, clerk)
    rate(case_id=petition.pk, score=5, is_solved=True, comment="")
    page = show(petition)
    assert head(page) == ("Closed", "You confirmed that it is solved.")
    assert "You gave our answer 5 of 5." in page
    assert "Rate our answer" not in page


def test_withdrawn(petition: Petition) -> None:
    perform(case_id=petition.pk, move="withdraw", actor=APPLICANT, version=None)
    page = show(petition)
    assert head(page) == ("Closed", "You withdrew it.")
    assert 'class="ruler-clock' not in page
    assert "What you can do</h2>" not in page


def test_spam_is_not_called_so(petition: Petition, clerk: User) -> None:
    do(petition, "spam", clerk)
    page = show(petition)
    assert head(page) == ("Closed", "We no longer work on it.")
    assert "spam" not in page.lower()


def test_a_duplicate_says_that_one_answer_goes_to_all(
    petition: Petition, clerk: User, unit: Unit
) -> None:
    twin = make_petition(unit=unit, **NAMED)
    do(twin, "duplicate", clerk, root=petition.case)
    page = show(twin)
    assert head(page)[1].startswith("Others wrote about the same")
    assert petition.number not in page
    decide(petition, clerk)
    assert head(show(twin))[0] == "Answered"


def test_a_reopened_case_says_the_new_aim(petition: Petition, clerk: User) -> None:
    decide(petition, clerk)
    reason = {"reason": "Болоогүй"}
    perform(
        case_id=petition.pk, move="reopen", actor=APPLICANT, version=None, data=reason
    )
    page = show(petition)
    assert head(page)[1].endswith(
        "It was reopened; we aim to answer by 23 November 2026."
    )
    assert "The legal dates stay as they were." in page


def test_a_sample_is_marked(unit: Unit) -> None:
    assert "Sample, not a real petition" in show(
        make_petition(unit=unit, is_sample=True)
    )
    assert "Sample, not" not in show(make_petition(unit=unit))


# --- late -----------------------------------------------------------------------
def test_late_is_said_on_the_first_day_late(petition: Petition, clock: Any) -> None:
    clock.move_to(datetime(2026, 12, 9, 23, 59, tzinfo=ULAANBAATAR))
    assert "notice late" not in show(petition)
    clock.shift(timedelta(minutes=1))
    page = show(petition)
    assert "<strong>We are 1 day late.</strong>" in page
    assert (
        "You can complain about it to: Agency for Standardization and Metrology."
        in page
    )
    assert "The last day to answer was 2026-12-09; it is 1 day late" in page
    assert 'href="/en/feedback/?kind=complaint&unit=head-office"' in page
    clock.shift(timedelta(days=9))
    assert "<strong>We are 10 days late.</strong>" in show(petition)


def test_a_courtesy_case_is_late_by_our_own_measure(unit: Unit, clock: Any) -> None:
    petition = make_petition(unit=unit)
    clock.move_to(datetime(2026, 12, 10, 9, 0, tzinfo=ULAANBAATAR))
    assert "We are 1 day over our own aim." in show(petition)


def test_an_answered_case_is_not_called_late(
    petition: Petition, clerk: User, clock: Any
) -> None:
    clock.shift(timedelta(days=40))
    decide(petition, clerk)
    page = show(petition)
    assert "notice late" not in page
    assert "Answered 10 days late." in page


def test_the_head_office_is_appealed_elsewhere(clock: Any) -> None:
    petition = make_petition(unit=Unit.objects.get(code="head-office"), **NAMED)
    clock.shift(timedelta(days=31))
    page = show(petition)
    assert "to: the responsible member of the Government or the administrative" in page
    assert "Write the complaint here" not in page


# --- the timeline ---------------------------------------------------------------
def test_the_story_of_a_petition(
    petition: Petition, clerk: User, unit: Unit, clock: Any
) -> None:
    received = story(petition)
    assert received == [
        (
            "We received it.",
            f"Unit: {unit.name_en}. An SMS to 9911•••• is on its way.",
        )
    ]
    Notice.objects.update(state="sent", sent_at=RECEIVED)
    clock.shift(timedelta(hours=1))
    do(petition, "take", clerk)
    Notice.objects.filter(event__kind="take").update(state="failed")
    do(petition, "extend", make_user(Role.HEAD, unit), days=10, reason="Шинжилгээ")
    add_text(case_id=petition.pk, body="Нэмэлт", client_key=uuid4())
    do(petition, "forward", clerk, unit=Unit.objects.get(code="orkhon"), reason="Тэнд")
    assert story(petition) == [
        (
            "Forwarded to the unit that will solve it; the due date stays.",
            "Unit: Orkhon Department of Standardization and Metrology. An SMS to "
            "9911•••• is on its way.",
        ),
        ("You added to it.", ""),
        (
            "The deadline was extended; the reason is in the messages.",
            "Last day: 2026-12-09 → 2026-12-19. An SMS to 9911•••• is on its way.",
        ),
        (
            "A specialist has begun to study it.",
            "An SMS to 9911•••• could not be sent.",
        ),
        (
            "We received it.",
            f"Unit: {unit.name_en}. An SMS was sent to 9911••••.",
        ),
    ]


def test_the_story_of_mail_is_masked_too(unit: Unit) -> None:
    petition = make_petition(unit=unit, name="", email="bold@mail.mn", reply_by="email")
    assert story(petition)[0][1].endswith("An e-mail to b•••@mail.mn is on its way.")


def test_name_and_address_in_the_story(unit: Unit) -> None:
    from feedback.actions import complete_contact

    petition = make_petition(unit=unit)
    complete_contact(case_id=petition.pk, name="Дорж", address="Дархан")
    assert story(petition)[0] == (
        "You gave your name and address.",
        "From now on it is a formal petition. Last day: 2026-12-09.",
    )


def test_the_daily_round_is_told(petition: Petition, clock: Any) -> None:
    clock.shift(timedelta(days=31))
    run_daily()
    assert story(petition)[0][0] == "The last day has passed without an answer."


def test_every_visible_event_has_a_sentence() -> None:
    """A new move or event with an empty line on the page is a mistake."""
    from casework.timeline import STORIES, TONES
    from feedback.workflow import PETITION

    assert all(str(text) for text in STORIES.values())
    assert set(TONES) <= set(Phase)
    assert not set(STORIES) & set(PETITION.moves)


def test_times_are_those_of_ulaanbaatar(petition: Petition) -> None:
    assert "2026.11.09 · 16:02" in show(petition)


# --- the thread -----------------------------------------------------------------
def test_internal_notes_and_names_of_staff_stay_inside(
    petition: Petition, clerk: User
) -> None:
    do(petition, "take", clerk)
    add_note(case_id=petition.pk, user=clerk, body="ДОТООД", client_key=uuid4())
    do(petition, "reply", clerk, text="Шалгаж байна.")
    page = show(petition)
    assert "Шалгаж байна." in page
    assert "ДОТООД" not in page
    assert clerk.display_name not in page
    assert BODY in page


def test_what_was_typed_is_never_markup(unit: Unit) -> None:
    attack = "<script>alert(1)</script><b>x</b>"
    petition = make_petition(unit=unit, body=attack)
    form = {"number": petition.number, "code": code_for(petition.client_key)}
    page = Client().post("/en/track/", form).content.decode()
    assert attack not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_erased_case_says_so(petition: Petition, clerk: User, clock: Any) -> None:
    decide(petition, clerk)
    rate(case_id=petition.pk, score=5, is_solved=True, comment="")
    clock.shift(timedelta(days=1830))
    assert erase_expired() == 1
    page = show(petition)
    assert page.count("The text has been erased.") == 2
    assert BODY not in page


# --- languages and queries ------------------------------------------------------
def test_the_page_carries_its_keys_to_the_other_language(petition: Petition) -> None:
    page = show(petition)
    assert '<html lang="en">' in page
    there = re.search(r'<form method="post" action="/track/">(.*?)</form>', page, re.S)
    assert there is not None
    assert petition.number in there[1]
    assert '<html lang="mn">' in show(petition, prefix="")
    assert "Darkhan-Uul" not in show(petition, prefix="")


QUERIES = 13


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    rows: int, unit: Unit, clerk: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    petition = make_petition(unit=unit, **NAMED)
    do(petition, "take", clerk)
    for _row in range(rows):
        do(petition, "ask", clerk, text="Аль зах вэ?")
        perform(
            case_id=petition.pk,
            move="citizen_answer",
            actor=APPLICANT,
            version=None,
            data={"text": "Хар зах"},
            client_key=uuid4(),
        )
        do(petition, "reply", clerk, text="Шалгаж байна.")
        Attachment.objects.create(
            case=petition,
            path="aa/bb/" + "c" * 32,
            original_name="зураг.jpg",
            content_type="image/jpeg",
            size=1,
            sha256="",
            scan_state="clean",
        )
    client = Client()
    form = {"number": petition.number, "code": code_for(petition.client_key)}
    client.post("/en/track/", form)
    with django_assert_num_queries(QUERIES):
        client.post("/en/track/", form)


def test_looking_changes_nothing(petition: Petition) -> None:
    with CaptureQueriesContext(connection) as queries:
        show(petition)
    writes = [
        query["sql"]
        for query in queries
        if not query["sql"].lstrip().startswith("SELECT")
        and "tokenbucket" not in query["sql"]
    ]
    assert writes == []


def test_what_the_system_decides_is_told_too(
    petition: Petition, clerk: User, clock: Any
) -> None:
    do(petition, "take", clerk)
    do(petition, "ask", clerk, text="Аль зах вэ?")
    clock.shift(timedelta(days=15))
    perform(
        case_id=petition.pk, move="question_expired", actor=THE_SYSTEM, version=None
    )
    assert story(petition)[0][0] == "No answer came; we go on with what we have."
