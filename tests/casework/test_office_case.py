"""The case screen: everything on one page, personal data behind a recorded button."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.actions import add_note
from casework.files import storage
from casework.models import Attachment, Case, Event, Message
from organisation.models import SEES_NO_CASES, Role, Unit, User
from tests.casework.office import case_url, forms_of, in_mongolian, send, sign_in
from tests.factories import NAMED, do, make_petition, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def petition(darkhan: Unit) -> Case:
    return make_petition(unit=darkhan, **NAMED)


def page(user: User, case: Case) -> str:
    """The screen as text."""
    answer = sign_in(user).get(case_url(case))
    assert answer.status_code == 200
    return answer.content.decode()


def kinds(case: Case) -> list[str]:
    """The events of the case, by kind."""
    return list(case.events.order_by("seq").values_list("kind", flat=True))


# --- what is shown --------------------------------------------------------------
def test_the_screen_tells_all_about_the_case(clerk: User, petition: Case) -> None:
    shown = page(clerk, petition)
    for words in (
        petition.number,
        petition.petition.body,
        in_mongolian("Complaint"),
        in_mongolian("Statutory petition"),
        in_mongolian("the applicant's choice"),
        in_mongolian("The chain of events is whole."),
        "ruler-clock",
    ):
        assert words in shown


def test_suspicions_are_told_in_words(clerk: User, petition: Case) -> None:
    Case.objects.filter(pk=petition.pk).update(
        is_suspected=True, suspicions="too_fast,repeated_text"
    )
    shown = page(clerk, petition)
    assert in_mongolian("it was sent within three seconds") in shown
    assert in_mongolian("the same text came again and again") in shown
    assert "too_fast" not in shown


def test_a_broken_chain_is_told_at_once(clerk: User, petition: Case) -> None:
    Case.objects.filter(pk=petition.pk).update(head_hash="0" * 64)
    told = in_mongolian(
        "The chain of events is broken. Tell the administrator at once."
    )
    assert told in page(clerk, petition)


def test_a_note_never_looks_like_a_reply(clerk: User, petition: Case) -> None:
    do(petition, "take", clerk)
    do(petition, "reply", clerk, text="Иргэнд бичсэн.")
    add_note(
        case_id=petition.pk, user=clerk, body="Дотооддоо.", client_key=uuid.uuid4()
    )
    shown = page(clerk, petition)
    thread = shown[shown.index('id="thread"') :]
    reply, note = thread.split('<li class="message ')[1:3]
    assert reply.startswith("from-agency")
    assert note.startswith("internal")
    mark = in_mongolian("INTERNAL NOTE — the citizen does not see it")
    assert mark in note
    assert mark not in reply


@pytest.mark.parametrize("count", [1, 3, 25])
def test_the_screen_asks_the_same_number_of_questions(
    count: int, clerk: User, darkhan: Unit
) -> None:
    petition = make_petition(unit=darkhan, **NAMED)
    do(petition, "take", clerk)
    for place in range(count):
        do(petition, "reply", clerk, text=f"Зурвас {place}")
        add_note(case_id=petition.pk, user=clerk, body="!", client_key=uuid.uuid4())
        twin = make_petition(unit=darkhan, **NAMED)
        do(twin, "duplicate", clerk, root=Case.objects.get(pk=petition.pk))
        Attachment.objects.create(
            case=petition, path="x", original_name="зураг.jpg", size=1
        )
    client = sign_in(clerk)
    client.get(case_url(petition))  # writes the session's first sign of life
    with CaptureQueriesContext(connection) as asked:
        assert client.get(case_url(petition)).status_code == 200
    assert len(asked) == QUERIES, [query["sql"][:150] for query in asked]


QUERIES = 23


# --- who may see it -------------------------------------------------------------
def test_another_units_case_is_not_there(petition: Case) -> None:
    stranger = make_user(Role.CLERK, Unit.objects.get(code="selenge"))
    client = sign_in(stranger)
    for part in ("change/", "person/"):
        assert client.get(case_url(petition, part)).status_code == 404
    for part in ("note/", "person/", "move/take/", "file/1/"):
        assert client.post(case_url(petition, part)).status_code == 404
    assert kinds(petition) == ["received", "accept"]


def test_a_number_too_great_for_an_id_is_not_there(clerk: User) -> None:
    url = f"/admin/casework/case/{10**30}/change/"
    assert sign_in(clerk).get(url).status_code == 404


def test_djangos_own_pages_of_a_case_are_gone(clerk: User, petition: Case) -> None:
    client = sign_in(clerk)
    for part in ("delete/", "history/", ""):
        assert client.get(case_url(petition, part)).status_code == 404
    assert client.get("/admin/casework/case/add/").status_code == 404


@pytest.mark.parametrize("part", ["note/", "move/take/", "file/1/"])
def test_nothing_is_written_by_a_get(part: str, clerk: User, petition: Case) -> None:
    assert sign_in(clerk).get(case_url(petition, part)).status_code == 405
    assert kinds(petition) == ["received", "accept"]


# --- personal data --------------------------------------------------------------
def test_the_person_is_masked_until_opened(clerk: User, petition: Case) -> None:
    shown = page(clerk, petition)
    assert "9911••••" in shown
    assert "Д••• О•••" in shown
    for secret in (NAMED["phone"], NAMED["name"], NAMED["address"]):
        assert secret not in shown
    assert kinds(petition) == ["received", "accept"]


def test_opening_personal_data_is_an_event(clerk: User, petition: Case) -> None:
    answer = sign_in(clerk).post(case_url(petition, "person/"))
    for secret in (NAMED["phone"], NAMED["name"], NAMED["address"]):
        assert secret in answer.content.decode()
    event = petition.events.get(kind="personal_data_opened")
    assert (event.user, event.data, event.is_visible) == (
        clerk,
        {"what": "contact"},
        False,
    )


def test_a_get_opens_nothing(clerk: User, petition: Case) -> None:
    answer = sign_in(clerk).get(case_url(petition, "person/"))
    assert (answer.status_code, answer["Location"]) == (302, case_url(petition))
    assert "personal_data_opened" not in kinds(petition)


def test_other_cases_of_the_person_show_only_then(
    clerk: User, petition: Case, darkhan: Unit
) -> None:
    other = make_petition(unit=darkhan, body="Огт өөр зүйл.", phone="99112345")
    foreign = make_petition(
        unit=Unit.objects.get(code="selenge"), body="Бас өөр.", phone="99112345"
    )
    assert other.number not in page(clerk, petition)
    answer = sign_in(clerk).post(case_url(petition, "person/"))
    assert [row.case.number for row in answer.context["others"]] == [other.number]
    assert foreign.number not in answer.content.decode()


# --- files ----------------------------------------------------------------------
@pytest.fixture
def photo(petition: Case, settings: Any, tmp_path: Path) -> Attachment:
    settings.PRIVATE_DIR = tmp_path
    return Attachment.objects.create(
        case=petition,
        path=storage.save(b"a picture"),
        original_name="жин.jpg",
        content_type="image/jpeg",
        size=9,
        scan_state="clean",
    )


def test_a_checked_file_is_downloaded_and_it_is_an_event(
    clerk: User, petition: Case, photo: Attachment
) -> None:
    answer: Any = sign_in(clerk).post(case_url(petition, f"file/{photo.pk}/"))
    assert b"".join(answer.streaming_content) == b"a picture"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    event = petition.events.get(kind="personal_data_opened")
    assert event.data == {"what": f"file:{photo.pk}"}


@pytest.mark.parametrize("state", ["pending", "infected", "failed"])
def test_an_unchecked_file_stays_in(
    state: str, clerk: User, petition: Case, photo: Attachment
) -> None:
    Attachment.objects.filter(pk=photo.pk).update(scan_state=state)
    answer = sign_in(clerk).post(case_url(petition, f"file/{photo.pk}/"))
    assert answer.status_code == 302
    assert "personal_data_opened" not in kinds(petition)


def test_a_file_of_another_case_is_not_there(
    clerk: User, petition: Case, photo: Attachment, darkhan: Unit
) -> None:
    other = make_petition(unit=darkhan)
    answer = sign_in(clerk).post(case_url(other, f"file/{photo.pk}/"))
    assert answer.status_code == 404


def test_a_file_lost_from_the_disk_is_told(
    clerk: User, petition: Case, photo: Attachment
) -> None:
    storage.delete(photo.path)
    answer = sign_in(clerk).post(case_url(petition, f"file/{photo.pk}/"), follow=True)
    assert in_mongolian("This file cannot be given out.") in answer.content.decode()
    assert "personal_data_opened" not in kinds(petition)


# --- what else there is ---------------------------------------------------------
def test_the_same_matter_is_suggested(clerk: User, darkhan: Unit) -> None:
    body = "Захын махны лангууны жин 200 грамм дутуу хэмжиж байна, шалгаж өгнө үү."
    first = make_petition(unit=darkhan, body=body)
    same = make_petition(unit=darkhan, body=f"  {body.upper()}")
    alike = make_petition(unit=darkhan, body=f"{body} Баярлалаа.")
    make_petition(unit=darkhan, body="Стандартын номын сан хэзээ ажилладаг вэ?")
    make_petition(unit=Unit.objects.get(code="selenge"), body=body)
    answer = sign_in(clerk).get(case_url(first))
    found = [row.case.number for row in answer.context["alike"]]
    assert found == [same.number, alike.number]


def test_duplicates_are_listed_both_ways(clerk: User, darkhan: Unit) -> None:
    root, twin = make_petition(unit=darkhan), make_petition(unit=darkhan)
    do(twin, "duplicate", clerk, root=Case.objects.get(pk=root.pk))
    answer = sign_in(clerk).get(case_url(root))
    assert [row.case.pk for row in answer.context["duplicates"]] == [twin.pk]
    assert case_url(root) in page(clerk, twin)


# --- notes ----------------------------------------------------------------------
def test_a_note_is_saved_once(clerk: User, petition: Case) -> None:
    client, key = sign_in(clerk), uuid.uuid4()
    for _ in range(2):
        data = {"body": "Хурлаар ярина.", "client_key": key}
        assert client.post(case_url(petition, "note/"), data).status_code == 302
    message = Message.objects.get(case=petition)
    assert (message.kind, message.is_public) == ("note", False)
    assert Event.objects.filter(case=petition, kind="note").count() == 1


def test_an_empty_note_is_refused_with_a_sentence(clerk: User, petition: Case) -> None:
    data = {"body": " \n ", "client_key": uuid.uuid4()}
    answer = sign_in(clerk).post(case_url(petition, "note/"), data)
    assert answer.status_code == 422
    assert in_mongolian("Write the note first.") in answer.content.decode()


# --- roles ----------------------------------------------------------------------
MOVES = {
    Role.CLERK: {
        "take",
        "reply",
        "forward",
        "duplicate",
        "return_incomplete",
        "forward_out",
        "spam",
    },
    Role.OPERATOR: {"forward", "spam"},
    Role.AUDITOR: set(),
    Role.ADMINISTRATOR: set(),
}
MOVES[Role.OFFICER] = MOVES[Role.CLERK]
MOVES[Role.HEAD] = MOVES[Role.CLERK] | {"extend"}


@pytest.mark.parametrize("role", sorted(SEES_NO_CASES))
def test_who_has_nothing_to_do_with_cases_sees_none(
    role: str, petition: Case, darkhan: Unit
) -> None:
    answer = sign_in(make_user(role, darkhan)).get(case_url(petition))
    assert answer.status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - SEES_NO_CASES))
def test_each_role_is_offered_its_moves(
    role: Role, petition: Case, darkhan: Unit
) -> None:
    answer = sign_in(make_user(role, darkhan)).get(case_url(petition))
    assert forms_of(answer) == MOVES[role]
    assert (answer.context["note"] is not None) == bool(MOVES[role])


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_only_looks_cannot_write_by_hand_made_posts(
    role: str, petition: Case, darkhan: Unit
) -> None:
    client = sign_in(make_user(role, darkhan))
    assert send(client, petition, "take").status_code == 403
    note = {"body": "!", "client_key": uuid.uuid4()}
    assert client.post(case_url(petition, "note/"), note).status_code == 403
    assert kinds(petition) == ["received", "accept"]


def test_an_operator_sees_what_they_entered_but_leaves_it_to_the_unit(
    petition: Case,
) -> None:
    operator = make_user(Role.OPERATOR, Unit.objects.head_office())
    Case.objects.filter(pk=petition.pk).update(entered_by=operator)
    answer = sign_in(operator).get(case_url(petition))
    assert answer.status_code == 200
    assert forms_of(answer) == set()
    assert send(sign_in(operator), petition, "forward").status_code == 403
