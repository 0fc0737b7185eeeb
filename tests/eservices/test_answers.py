"""An answer to a question: only what it names is touched, checked like the rest."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from casework.chain import all_faults
from casework.errors import NotAllowed
from casework.models import Case, Contact, Message, StagedFile
from eservices.actions.answers import Answer, answer_request, keep_file
from eservices.errors import NotComplete
from eservices.models import Application, ApplicationFile, InstrumentRow
from organisation.models import User
from tests.casework.file_samples import pdf
from tests.eservices.factories import make_member, make_person
from tests.eservices.officers import Office

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "private"),
]


@pytest.fixture
def office() -> Office:
    """A company with an application of two instruments."""
    return Office("verification")


def in_mongolian(message: str) -> str:
    """The sentence as the page says it."""
    with translation.override("mn"):
        return gettext(message)


def ask(office: Office, *paths: str) -> None:
    """An officer asks about these."""
    office.take()
    office.do("ask_fields", paths=list(paths), fault="wrong", text="Засна уу.")


def answer(office: Office, user: User | None = None, **said: Any) -> Case:
    """The owner answers, or somebody else."""
    key = said.pop("client_key", None) or uuid.uuid4()
    return answer_request(
        application_id=office.application.pk,
        user=user or office.owner,
        answer=Answer(**said),
        client_key=key,
    )


def now(office: Office) -> Application:
    """The application as it is in the database."""
    return Application.objects.get(pk=office.application.pk)


def desk_of(user: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def address(office: Office) -> str:
    """The page of the question."""
    return f"/account/applications/{office.application.number}/answer/"


# --- what is written ------------------------------------------------------------
def test_a_field_is_written_and_the_question_closed(office: Office) -> None:
    ask(office, "activity")
    assert now(office).state == "info_requested"
    answer(office, fields={"activity": "Хүнсний худалдаа"}, text="Зассан.")
    application = now(office)
    assert application.answers["activity"] == "Хүнсний худалдаа"
    assert application.state == "in_review"
    assert not application.info_requests.filter(answered_at=None).exists()
    assert application.messages.latest("pk").body == "Зассан."
    assert list(all_faults()) == []


def test_an_answer_that_changes_and_says_nothing_is_refused(office: Office) -> None:
    ask(office, "activity", "rows.instruments.1.serial")
    sent = now(office).answers["activity"]
    page = desk_of(office.owner).post(
        address(office), {"activity": sent, "rows.instruments.1.serial": "A101"}
    )
    sentence = "Nothing was changed. Correct what is asked, or write why it is right."
    assert page.context["form"].non_field_errors() == [in_mongolian(sentence)]
    assert now(office).state == "info_requested"
    answer(
        office,
        fields={"activity": sent},
        cells={"rows.instruments.1.serial": "A101"},
        text="Тэр чигээрээ зөв.",
    )
    assert now(office).state == "in_review"


def test_what_was_not_asked_about_stays(office: Office) -> None:
    ask(office, "activity", "rows.instruments.1.accuracy")
    before = now(office)
    answer(
        office,
        fields={"activity": "Хүнс", "phone": "88000000", "contact_name": "Өөр"},
        cells={
            "rows.instruments.1.accuracy": "III",
            "rows.instruments.1.serial": "X",
            "rows.instruments.2.accuracy": "IV",
        },
        lists={"instruments": []},
    )
    after = now(office)
    assert after.answers == before.answers | {"activity": "Хүнс"}
    rows = InstrumentRow.objects.filter(application=after).order_by("position")
    assert [(row.serial, row.accuracy) for row in rows] == [
        ("A101", "III"),
        ("A102", ""),
    ]


def test_a_cell_is_read_like_any_other(office: Office) -> None:
    ask(office, "rows.instruments.2.range")
    answer(office, cells={"rows.instruments.2.range": "0…500 г"})
    row = InstrumentRow.objects.get(application=now(office), position=2)
    assert (row.range_text, row.range_to) == ("0…500 г", Decimal("0.5"))


def test_another_kind_takes_the_bounds_along(office: Office) -> None:
    ask(office, "rows.instruments.1.kind", "rows.instruments.1.range")
    with pytest.raises(NotComplete) as refused:
        answer(office, cells={"rows.instruments.1.kind": "01.001"})
    assert list(refused.value.faults.by_path) == ["rows.instruments.1.range"]


def test_a_whole_list_is_put_in_the_place_of_the_old(office: Office) -> None:
    ask(office, "rows.instruments")
    (first, _second) = InstrumentRow.objects.filter(application=now(office))
    row = {
        "kind": first.kind.code,
        "maker": first.maker,
        "model": first.model,
        "range": first.range_text,
        "type_approval": first.type_approval,
    }
    answer(office, lists={"instruments": [row | {"serial": "C1; C2; C3"}]})
    rows = InstrumentRow.objects.filter(application=now(office))
    assert [(each.position, each.serial) for each in rows.order_by("position")] == [
        (1, "C1"),
        (2, "C2"),
        (3, "C3"),
    ]


def test_the_contact_follows_its_answers(office: Office) -> None:
    ask(office, "phone")
    answer(office, fields={"phone": "8811-2233"})
    assert Contact.objects.get(case=office.application.pk).phone == "88112233"


def test_warnings_of_what_was_asked_about_are_judged_anew(office: Office) -> None:
    path = "rows.instruments.1.type_approval"
    other = {"path": "rows.instruments.2.type_approval", "code": "other"}
    Application.objects.filter(pk=office.application.pk).update(
        warnings=[{"path": path, "code": "type_approval_missing"}, other]
    )
    ask(office, path)
    answer(office, cells={path: "ЗГ-99"})
    assert now(office).warnings == [other]


# --- documents ------------------------------------------------------------------
def upload(content: bytes | None = None) -> SimpleUploadedFile:
    """A document."""
    return SimpleUploadedFile(
        "itgemjlel.pdf", content or pdf(), content_type="application/pdf"
    )


def test_a_document_comes_with_the_answer(office: Office) -> None:
    ask(office, "files.power_of_attorney")
    key = uuid.uuid4()
    keep_file(client_key=key, path="files.power_of_attorney", upload=upload())
    answer(office, client_key=key)
    kept = ApplicationFile.objects.get(attachment__case=office.application.pk)
    assert kept.purpose == "power_of_attorney"
    assert kept.attachment.message == Message.objects.get(client_key=key)
    assert not StagedFile.objects.exists()
    page = desk_of(office.owner).get(
        f"/account/applications/{office.application.number}/file/{kept.attachment_id}/"
    )
    assert page.getvalue().startswith(b"%PDF")


def test_a_document_that_was_not_asked_for_stays_out(office: Office) -> None:
    ask(office, "activity")
    key = uuid.uuid4()
    keep_file(client_key=key, path="files.power_of_attorney", upload=upload())
    answer(office, client_key=key, fields={"activity": "Хүнс"})
    assert not ApplicationFile.objects.filter(
        attachment__case=office.application.pk
    ).exists()


# --- what is refused ------------------------------------------------------------
def test_a_fault_in_what_was_asked_writes_nothing(office: Office) -> None:
    ask(office, "phone", "activity")
    before = now(office)
    with pytest.raises(NotComplete) as refused:
        answer(office, fields={"phone": "12", "activity": "Хүнс"})
    assert list(refused.value.faults.by_path) == ["phone"]
    after = now(office)
    assert (after.answers, after.state, after.version) == (
        before.answers,
        "info_requested",
        before.version,
    )


def test_an_older_fault_elsewhere_does_not_stop_the_answer(office: Office) -> None:
    application = office.application
    answers = application.answers | {"wished_from": "2020-01-01"}
    Application.objects.filter(pk=application.pk).update(answers=answers)
    ask(office, "activity")
    answer(office, fields={"activity": "Хүнс"})
    assert now(office).answers["wished_from"] == "2020-01-01"


def test_a_fault_that_the_answer_makes_elsewhere_does(office: Office) -> None:
    ask(office, "place")
    with pytest.raises(NotComplete) as refused:
        answer(office, fields={"place": "site"})
    assert "site_address" in refused.value.faults.by_path


def test_sent_twice_it_is_answered_once(office: Office) -> None:
    ask(office, "activity")
    key = uuid.uuid4()
    for _ in range(2):
        answer(office, client_key=key, fields={"activity": "Хүнс"})
    assert now(office).events.filter(kind="answer_request").count() == 1
    with pytest.raises(NotAllowed):
        answer(office, fields={"activity": "Дахиад"})
    assert now(office).answers["activity"] == "Хүнс"


# --- who may --------------------------------------------------------------------
# Who, and whether the action and the page let them: + done, - refused.
RIGHTS = """
owner      + 302
preparer   + 302
viewer     - 404
stranger   - 404
"""


@pytest.mark.parametrize("line", RIGHTS.strip().splitlines())
def test_who_may_answer(office: Office, line: str) -> None:
    who, action, page = line.split()
    ask(office, "activity")
    user = {
        "owner": lambda: office.owner,
        "preparer": lambda: make_member(office.company, "preparer"),
        "viewer": lambda: make_member(office.company, "viewer"),
        "stranger": lambda: make_person(),
    }[who]()
    client = desk_of(user)
    status = client.post(address(office), {"activity": "Хүнс"}).status_code
    assert f"{status}" == page
    assert (now(office).state == "in_review") == (action == "+")
    if action == "-":
        with pytest.raises(NotAllowed):
            answer(office, user, fields={"activity": "Хүнс"})


# --- the page -------------------------------------------------------------------
def test_the_page_shows_exactly_what_is_asked(office: Office) -> None:
    ask(office, "activity", "rows.instruments.2.serial", "files.power_of_attorney")
    page = desk_of(office.owner).get(address(office))
    assert [name for name in page.context["form"].fields if "." in name] == [
        "rows.instruments.2.serial",
        "files.power_of_attorney",
    ]
    shown = page.content.decode()
    assert 'value="A102"' in shown
    assert "A101" not in shown
    assert "Засна уу." in shown


def test_faults_stand_beside_their_fields_and_files_are_kept(office: Office) -> None:
    ask(office, "phone", "files.power_of_attorney")
    client = desk_of(office.owner)
    key = f"{uuid.uuid4()}"
    form = {"client_key": key, "text": "Хавсаргав."}
    answered = client.post(
        address(office),
        form | {"phone": "12", "files.power_of_attorney": upload()},
    )
    assert answered.status_code == 422
    page = answered.content.decode()
    told = in_mongolian("A phone number has 8 digits, like 99112233. Check it.")
    assert told in page
    assert "Хавсаргав." in page
    assert "itgemjlel.pdf" in page
    answered = client.post(address(office), form | {"phone": "88112233"})
    assert answered["Location"] == address(office).removesuffix("answer/")
    kept = ApplicationFile.objects.get(attachment__case=office.application.pk)
    assert kept.attachment.original_name == "itgemjlel.pdf"


def test_a_kept_file_can_be_taken_out(office: Office) -> None:
    ask(office, "phone", "files.power_of_attorney")
    client = desk_of(office.owner)
    form = {"client_key": f"{uuid.uuid4()}", "phone": "12"}
    client.post(address(office), form | {"files.power_of_attorney": upload()})
    client.post(address(office), form | {"drop": "files.power_of_attorney"})
    assert not StagedFile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"%PDF-1.4 broken"])
def test_a_file_that_is_not_taken_is_told(office: Office, content: bytes) -> None:
    ask(office, "files.power_of_attorney")
    sent = SimpleUploadedFile("a.pdf", content, content_type="application/pdf")
    answered = desk_of(office.owner).post(
        address(office), {"files.power_of_attorney": sent}
    )
    assert answered.status_code == 422
    assert now(office).state == "info_requested"


@pytest.mark.parametrize("pasted", ["?", "a\tb\tc\n1\t2\t3", "\x00", "=1+1"])
def test_a_list_that_cannot_be_read_is_told(office: Office, pasted: str) -> None:
    ask(office, "rows.instruments")
    answered = desk_of(office.owner).post(address(office), {"rows.instruments": pasted})
    assert answered.status_code == 422
    assert now(office).state == "info_requested"


def test_without_a_question_the_page_leads_to_the_application(office: Office) -> None:
    answered = desk_of(office.owner).get(address(office))
    assert answered["Location"] == address(office).removesuffix("answer/")
