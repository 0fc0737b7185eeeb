"""What an applicant does on the tracking page, as a browser without JavaScript."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from casework.models import (
    Attachment,
    Case,
    Event,
    Message,
    Rating,
    StagedFile,
)
from casework.models.conversation import ScanState
from casework.numbers import code_for
from feedback.models import Petition
from mongolian.dates import ULAANBAATAR
from organisation.models import Role, User
from tests.factories import NAMED, do, make_petition, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ULAANBAATAR)
DONE = re.compile(r'role="status"[^>]*><p>([^<]+)<')


@pytest.fixture(autouse=True)
def clock(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """A Monday morning; files of a test go away with it."""
    settings.PRIVATE_DIR = tmp_path
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def petition() -> Petition:
    return make_petition(**NAMED)


@pytest.fixture
def clerk(petition: Petition) -> User:
    return make_user(Role.CLERK, petition.unit)


def photo(name: str = "жинлүүр.jpg") -> SimpleUploadedFile:
    """A small picture."""
    content = BytesIO()
    Image.new("RGB", (32, 24), "navy").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def keys(case: Case) -> dict[str, str]:
    """Number and code."""
    return {"number": case.number, "code": code_for(case.client_key)}


def send(case: Case, act: str, **typed: Any) -> Any:
    """Send an act's form in English, with a key of its own unless one is given."""
    form = {**keys(case), "client_key": str(uuid.uuid4()), **typed}
    return Client().post(f"/en/track/{act}/", form)


def done(answer: Any) -> str:
    """The line that says it is done."""
    assert answer.status_code == 200
    found = DONE.search(answer.content.decode())
    return found[1] if found else ""


def ask(case: Case, clerk: User) -> None:
    do(case, "take", clerk)
    do(case, "ask", clerk, text="Аль зах дээр вэ?")


def answer(case: Case, clerk: User) -> None:
    do(case, "take", clerk)
    do(
        case,
        "answer",
        clerk,
        text="Жинлүүрийг шалгав.",
        outcome="solved",
        appeal="Стандарт, хэмжил зүйн газар",
    )


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


# --- the question ---------------------------------------------------------------
def test_a_question_is_answered_with_a_photo(petition: Petition, clerk: User) -> None:
    ask(petition, clerk)
    sent = send(petition, "answer", text="Хар зах дээр.", uploads=photo())
    assert done(sent) == "We have your answer and go on with our work."
    message = Message.objects.get(kind="answer")
    assert (message.body, message.attachments.count()) == ("Хар зах дээр.", 1)
    assert state(petition) == "in_progress"


def test_sending_the_answer_twice_answers_once(petition: Petition, clerk: User) -> None:
    ask(petition, clerk)
    key = str(uuid.uuid4())
    for _try in range(2):
        sent = send(
            petition, "answer", text="Хар зах.", client_key=key, uploads=photo()
        )
        assert done(sent) == "We have your answer and go on with our work."
    assert Message.objects.filter(kind="answer").count() == 1
    assert StagedFile.objects.count() == 0


def test_an_empty_answer_is_told_and_the_photo_kept(
    petition: Petition, clerk: User
) -> None:
    ask(petition, clerk)
    key = str(uuid.uuid4())
    refused = send(petition, "answer", text=" ", client_key=key, uploads=photo())
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Write your text." in page
    assert "Remove жинлүүр.jpg" in page
    assert done(send(petition, "answer", text="Хар зах.", client_key=key))
    assert Message.objects.get(kind="answer").attachments.count() == 1


def test_a_refused_file_is_told_and_the_text_kept(
    petition: Petition, clerk: User
) -> None:
    ask(petition, clerk)
    program = SimpleUploadedFile("virus.exe", b"MZ\x90\x00" * 50)
    refused = send(petition, "answer", text="Хар зах дээр.", uploads=program)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Хар зах дээр.</textarea>" in page
    assert "virus.exe" in page
    assert state(petition) == "awaiting_citizen"


def test_an_answer_that_came_too_late_says_so(petition: Petition, clerk: User) -> None:
    ask(petition, clerk)
    send(petition, "answer", text="Хар зах.")
    late = send(petition, "answer", text="Бас нэг юм.")
    assert late.status_code == 422
    assert "This cannot be done in the case&#x27;s present state." in (
        late.content.decode()
    )
    assert "Бас нэг юм.</textarea>" in late.content.decode()


def test_what_is_missing_is_completed(petition: Petition, clerk: User) -> None:
    do(petition, "return_incomplete", clerk, text="Хаягаа бичнэ үү.")
    sent = send(petition, "complete", text="Дархан, 5-р баг.")
    assert done(sent) == "We have what was missing and go on with our work."
    assert state(petition) == "accepted"


# --- additions ------------------------------------------------------------------
def test_a_text_is_added_while_the_case_is_open(petition: Petition) -> None:
    assert done(send(petition, "add", text="Нэмэлт.")) == "It is added."
    assert Message.objects.get().body == "Нэмэлт."


def test_a_photo_alone_is_enough(petition: Petition) -> None:
    assert done(send(petition, "add", text="", uploads=photo())) == "It is added."
    assert Message.objects.get().attachments.count() == 1


def test_nothing_at_all_is_refused(petition: Petition) -> None:
    refused = send(petition, "add", text=" ")
    assert refused.status_code == 422
    assert "Write something or choose a file." in refused.content.decode()
    assert Message.objects.count() == 0


def test_nothing_is_added_to_an_answered_case(petition: Petition, clerk: User) -> None:
    answer(petition, clerk)
    refused = send(petition, "add", text="Нэмэлт.")
    assert refused.status_code == 422
    assert "you can reopen it or send a new one" in refused.content.decode()


def test_too_much_at_once_is_stopped_and_kept(petition: Petition) -> None:
    for number in range(60):
        send(petition, "add", text=f"Нэмэлт {number}")
    stopped = send(petition, "add", text="Бас нэг.")
    assert stopped.status_code == 422
    assert "Too many at once." in stopped.content.decode()
    assert "Бас нэг.</textarea>" in stopped.content.decode()
    assert Message.objects.count() == 60


# --- name and address -----------------------------------------------------------
CONTACT = {"name": "Дорж Оюун", "address": "Дархан, 5-р баг", "consent": "on"}


def test_name_and_address_make_it_a_formal_petition() -> None:
    petition = make_petition()
    for _twice in range(2):
        sent = send(petition, "contact", **CONTACT)
        assert done(sent) == "Your name and address are added."
    petition.refresh_from_db()
    assert petition.track == "statutory"
    assert petition.contact.name == "Дорж Оюун"
    assert Event.objects.filter(kind="contact_completed").count() == 1


def test_name_and_address_need_consent() -> None:
    petition = make_petition()
    refused = send(petition, "contact", name="Дорж Оюун", address="Дархан")
    assert refused.status_code == 422
    assert "Tick this so that we may keep" in refused.content.decode()
    assert 'value="Дорж Оюун"' in refused.content.decode()


def test_another_name_cannot_take_the_place_of_the_first(petition: Petition) -> None:
    refused = send(petition, "contact", **{**CONTACT, "name": "Бат"})
    assert refused.status_code == 422
    assert "can no longer be added here" in refused.content.decode()


# --- the end --------------------------------------------------------------------
def test_it_is_withdrawn_once(petition: Petition) -> None:
    for _twice in range(2):
        assert done(send(petition, "withdraw")) == "You have withdrawn it."
    assert state(petition) == "withdrawn"
    assert Event.objects.filter(kind="withdraw").count() == 1


def test_what_is_answered_cannot_be_withdrawn(petition: Petition, clerk: User) -> None:
    answer(petition, clerk)
    assert send(petition, "withdraw").status_code == 422
    assert state(petition) == "answered"


def test_solved_closes_the_case(petition: Petition, clerk: User) -> None:
    answer(petition, clerk)
    for _twice in range(2):
        sent = send(
            petition, "rate", score="5", is_solved="yes", comment="Баярлалаа, 99112345"
        )
        assert done(sent) == "Thank you for your rating."
    assert state(petition) == "closed"
    rating = Rating.objects.get()
    assert (rating.score, rating.is_solved, rating.round) == (5, True, 1)
    event = Event.objects.get(kind="rated")
    assert event.data == {"score": 5, "solved": True, "told": ["screen"]}


def test_not_solved_leaves_it_answered_and_offers_to_reopen(
    petition: Petition, clerk: User
) -> None:
    answer(petition, clerk)
    page = send(
        petition, "rate", score="2", is_solved="no", comment=""
    ).content.decode()
    assert state(petition) == "answered"
    assert '<details class="more" open>\n<summary>Not solved? Reopen it' in page


def test_a_rating_needs_both_answers(petition: Petition, clerk: User) -> None:
    answer(petition, clerk)
    refused = send(petition, "rate", score="9", comment="Урт үг")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Choose one of the five." in page
    assert "Say whether it is solved." in page
    assert "Урт үг</textarea>" in page
    assert Rating.objects.count() == 0


def test_there_is_nothing_to_rate_before_the_answer(petition: Petition) -> None:
    refused = send(petition, "rate", score="5", is_solved="yes")
    assert refused.status_code == 422
    assert "There is no answer to rate yet." in refused.content.decode()


def test_it_is_reopened_once_within_thirty_days_and_rated_anew(
    petition: Petition, clerk: User, clock: Any
) -> None:
    answer(petition, clerk)
    send(petition, "rate", score="1", is_solved="no")
    due = Case.objects.get(pk=petition.pk).due_on
    clock.shift(timedelta(days=30))
    sent = send(petition, "reopen", reason="Дахин дутуу жинлэсэн.")
    assert done(sent) == "It is open again; we look at it anew."
    case = Case.objects.get(pk=petition.pk)
    assert (case.state, case.due_on, case.round) == ("in_progress", due, 2)
    do(petition, "answer", clerk, text="Шалгав.", outcome="explained", appeal="Дээд")
    assert done(send(petition, "rate", score="4", is_solved="no"))
    assert Rating.objects.count() == 2
    again = send(petition, "reopen", reason="Дахиад.")
    assert again.status_code == 422
    assert "reopened once already" in again.content.decode()


def test_after_thirty_days_it_is_too_late_to_reopen(
    petition: Petition, clerk: User, clock: Any
) -> None:
    answer(petition, clerk)
    clock.shift(timedelta(days=30, minutes=1))
    refused = send(petition, "reopen", reason="Болоогүй.")
    assert refused.status_code == 422
    assert "The time to reopen this case is over." in refused.content.decode()


# --- files ----------------------------------------------------------------------
def download(case: Case, pk: object) -> Any:
    return Client().post("/en/track/file/", {**keys(case), "file": str(pk)})


def test_a_file_is_downloaded_by_post_and_never_shown(petition: Petition) -> None:
    send(petition, "add", text="Зураг", uploads=photo())
    file = Attachment.objects.get()
    response = download(petition, file.pk)
    assert response.status_code == 200
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("scan_state", ["pending", "infected", "failed"])
def test_an_unchecked_file_stays_here(petition: Petition, scan_state: str) -> None:
    send(petition, "add", text="Зураг", uploads=photo())
    Attachment.objects.update(scan_state=ScanState(scan_state))
    refused = download(petition, Attachment.objects.get().pk)
    assert refused.status_code == 404
    assert "This file cannot be downloaded." in refused.content.decode()


def test_only_files_of_this_case(petition: Petition) -> None:
    send(petition, "add", text="Зураг", uploads=photo())
    other = make_petition()
    pk = Attachment.objects.get().pk
    for wanted in (pk, "", "9" * 40, "²", "-1"):
        assert download(other, wanted).status_code == 404


def test_a_file_gone_from_the_disk_is_told(petition: Petition, tmp_path: Path) -> None:
    send(petition, "add", text="Зураг", uploads=photo())
    file = Attachment.objects.get()
    (tmp_path / file.path).unlink()
    assert download(petition, file.pk).status_code == 404


# --- around ---------------------------------------------------------------------
ACTS = ["answer", "complete", "add", "contact", "withdraw", "rate", "reopen", "file"]


@pytest.mark.parametrize("act", ACTS)
def test_a_get_leads_to_the_form_and_changes_nothing(act: str) -> None:
    response = Client().get(f"/track/{act}/")
    assert (response.status_code, response["Location"]) == (302, "/track/")


@pytest.mark.parametrize("act", ACTS)
def test_a_wrong_code_does_nothing(petition: Petition, act: str) -> None:
    before = Event.objects.count()
    wrong = {**CONTACT, "text": "Үг", "reason": "Үг", "score": "5", "is_solved": "yes"}
    sent = send(petition, act, **{**wrong, "code": "000000000"})
    assert sent.status_code == 422
    assert Event.objects.count() == before
    assert petition.body not in sent.content.decode()


@pytest.mark.parametrize("key", ["", "no key", "0" * 5000])
def test_a_broken_key_harms_nothing(petition: Petition, key: str) -> None:
    assert done(send(petition, "add", text="Нэмэлт.", client_key=key))
    assert Message.objects.count() == 1


def test_events_hold_nothing_the_applicant_typed(
    petition: Petition, clerk: User
) -> None:
    ask(petition, clerk)
    send(petition, "answer", text="НУУЦ хаяг")
    do(petition, "answer", clerk, text="НУУЦ", outcome="solved", appeal="Дээд")
    send(petition, "rate", score="1", is_solved="no", comment="НУУЦ")
    send(petition, "reopen", reason="НУУЦ")
    assert "НУУЦ" not in str(list(Event.objects.values_list("data", flat=True)))
