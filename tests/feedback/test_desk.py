"""The desk: a call in under a minute, a number to read aloud, corrections later."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation

from casework.actors import staff
from casework.chain import all_faults
from casework.errors import CaseworkError, NotAllowed, StaleVersion
from casework.models import Case, DeadlineRule, Notice
from casework.numbers import code_for, code_matches
from feedback.corrections import recategorise
from feedback.desk import spoken
from feedback.models import Category, Petition, Track
from organisation.models import Role, Unit, User
from tests.casework.office import in_mongolian, sign_in
from tests.factories import NAMED, answered_petition, do, make_petition, make_user

URL = "/admin/feedback/petition/add/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def operator() -> User:
    return make_user(Role.OPERATOR, Unit.objects.head_office())


def call(**typed: Any) -> dict[str, Any]:
    """What an operator types while somebody speaks."""
    usual = {
        "client_key": str(uuid.uuid4()),
        "channel": "phone",
        "kind": "complaint",
        "body": "Дарханы захын жин дутуу хэмжиж байна.",
        "is_read_back": "on",
    }
    return usual | typed


PERSON = {
    "phone": "9911-2345",
    "name": "Дорж Оюун",
    "address": "Дархан сум, 5-р баг",
    "is_consent_oral": "on",
}


# --- entering -------------------------------------------------------------------
def test_a_call_becomes_a_case_and_the_caller_hears_number_and_code(
    operator: User,
) -> None:
    client = sign_in(operator)
    answer = client.post(URL, call(place="45", **PERSON), follow=True)
    petition = Petition.objects.get()
    code = code_for(petition.client_key)
    page = answer.content.decode()
    assert petition.number in page
    assert f"{code[:3]}-{code[3:6]}-{code[6:]}" in page
    assert code_matches(petition.code_hash, petition.number, code)
    assert (petition.channel, petition.entered_by) == ("phone", operator)
    assert petition.unit.code == "darkhan-uul"
    assert (petition.state, petition.track) == ("accepted", Track.STATUTORY)
    assert petition.contact.phone == "99112345"
    assert petition.contact.is_consent_oral is True
    received = petition.events.get(kind="received")
    assert received.data["oral_consent"] is True
    assert received.user == operator


def test_who_gave_a_phone_is_told_by_sms(operator: User) -> None:
    sign_in(operator).post(URL, call(**PERSON))
    assert Petition.objects.get().contact.reply_by == "phone"
    assert Notice.objects.get().channel == "sms"


def test_an_anonymous_call_needs_no_consent(operator: User) -> None:
    answer = sign_in(operator).post(URL, call())
    assert answer.status_code == 302
    petition = Petition.objects.get()
    assert petition.contact.is_anonymous
    assert petition.contact.is_consent_oral is False
    assert petition.track == Track.COURTESY


@pytest.mark.parametrize("channel", ["phone", "desk"])
def test_what_was_spoken_is_read_back_and_agreed_to(
    channel: str, operator: User
) -> None:
    typed = call(channel=channel, **PERSON)
    del typed["is_read_back"], typed["is_consent_oral"]
    answer = sign_in(operator).post(URL, typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"is_read_back", "is_consent_oral"}
    assert typed["body"] in answer.content.decode()
    assert Petition.objects.count() == 0


def test_a_letter_speaks_for_itself(operator: User) -> None:
    typed = call(channel="letter", **PERSON)
    del typed["is_read_back"], typed["is_consent_oral"]
    assert sign_in(operator).post(URL, typed).status_code == 302
    assert Petition.objects.get().channel == "letter"


def test_the_same_form_twice_is_one_case(operator: User) -> None:
    client, typed = sign_in(operator), call()
    ends = {client.post(URL, typed)["Location"] for _ in range(2)}
    assert ends == {f"/admin/feedback/petition/{Petition.objects.get().pk}/entered/"}


def test_the_desk_is_ready_to_type(operator: User) -> None:
    answer = sign_in(operator).get(URL)
    form = answer.context["form"]
    assert form["channel"].value() == "phone"
    assert answer.content.decode().count("autofocus") == 1
    assert form["client_key"].value()


@pytest.mark.parametrize(
    "bad",
    [
        {"body": ""},
        {"kind": "x"},
        {"channel": "web"},
        {"client_key": "x"},
        {"phone": "12"},
        {"place": "'"},
        {"category": "\x00"},
        {"email": "a@"},
        {"name": "Зөвхөн нэр"},
        {"body": "а" * 10_001},
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    bad: dict[str, str], operator: User
) -> None:
    answer = sign_in(operator).post(URL, call(**bad))
    assert answer.status_code == 422
    assert Petition.objects.count() == 0


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_only_looks_enters_nothing(role: str) -> None:
    client = sign_in(make_user(role, Unit.objects.head_office()))
    assert client.get(URL).status_code == 403
    assert client.post(URL, call()).status_code == 403
    assert Petition.objects.count() == 0


# --- reading aloud --------------------------------------------------------------
def test_digits_are_spelled_group_by_group() -> None:
    with translation.override("mn"):
        said = spoken("26-004217-5")
    assert said.groups == [
        ("26", "хоёр зургаа"),
        ("004217", "тэг тэг дөрөв хоёр нэг долоо"),
        ("5", "тав"),
    ]


def test_the_code_is_shown_only_to_who_entered_it_and_not_for_long(
    operator: User,
) -> None:
    client = sign_in(operator)
    url = client.post(URL, call())["Location"]
    assert client.get(url).status_code == 200
    colleague = make_user(Role.OFFICER, Unit.objects.head_office())
    assert sign_in(colleague).get(url).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert sign_in(operator).get(url).status_code == 404


# --- corrections ----------------------------------------------------------------
def correct(case: Case, user: User, kind: str, category: str = "") -> Petition:
    """Correct the newest version of a case."""
    case.refresh_from_db(fields=["version"])
    return recategorise(
        case_id=case.pk,
        actor=staff(user),
        version=case.version,
        kind=kind,
        category=Category.objects.get(code=category) if category else None,
    )


def test_another_kind_has_its_own_deadline_from_the_day_of_receipt(
    clerk: User, darkhan: Unit
) -> None:
    received = timezone.now() - timedelta(days=12)
    petition = make_petition(unit=darkhan, on=received, **NAMED)
    before = petition.due_on
    corrected = correct(petition, clerk, "suggestion")
    rule = DeadlineRule.objects.get(applies_to="petition.suggestion")
    assert corrected.deadline_rule == rule
    assert corrected.due_on == corrected.received_on + timedelta(days=rule.days)
    kinds = list(corrected.events.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["received", "accept", "recategorised", "due_recomputed"]
    told = corrected.events.get(kind="due_recomputed")
    assert (told.is_visible, told.data["from"], told.data["to"]) == (
        True,
        f"{before}",
        f"{corrected.due_on}",
    )
    assert Notice.objects.filter(event=told).count() == 1
    assert list(all_faults()) == []


def test_thanks_are_a_courtesy_and_a_complaint_is_not(
    clerk: User, darkhan: Unit
) -> None:
    petition = make_petition(unit=darkhan, **NAMED)
    assert correct(petition, clerk, "thanks").track == Track.COURTESY
    assert correct(petition, clerk, "complaint").track == Track.STATUTORY


def test_another_category_moves_no_date_and_tells_nobody(
    clerk: User, darkhan: Unit
) -> None:
    petition = make_petition(unit=darkhan, **NAMED)
    told = Notice.objects.count()
    corrected = correct(petition, clerk, petition.kind, "measuring")
    assert corrected.due_on == petition.due_on
    event = corrected.events.get(kind="recategorised")
    assert event.data == {
        "from_kind": "complaint",
        "to_kind": "complaint",
        "from_category": "",
        "to_category": "measuring",
    }
    assert Notice.objects.count() == told


def test_nothing_changed_is_no_event(clerk: User, darkhan: Unit) -> None:
    petition = make_petition(unit=darkhan)
    version = petition.version
    assert correct(petition, clerk, petition.kind).version == version
    assert not petition.events.filter(kind="recategorised").exists()


def test_what_cannot_be_corrected_is_refused(clerk: User, darkhan: Unit) -> None:
    petition = make_petition(unit=darkhan)
    stranger = make_user(Role.CLERK, Unit.objects.get(code="selenge"))
    with pytest.raises(NotAllowed):
        correct(petition, stranger, "request")
    with pytest.raises(CaseworkError):
        correct(petition, clerk, "riddle")
    with pytest.raises(StaleVersion):
        recategorise(
            case_id=petition.pk,
            actor=staff(clerk),
            version=petition.version + 1,
            kind="request",
            category=None,
        )
    answered = answered_petition(clerk, unit=darkhan)
    with pytest.raises(NotAllowed):
        correct(answered, clerk, "request")


def test_the_correction_page_corrects(clerk: User, darkhan: Unit) -> None:
    petition = make_petition(unit=darkhan, **NAMED)
    url = f"/admin/feedback/petition/{petition.pk}/change/"
    client = sign_in(clerk)
    assert client.get(url).status_code == 200
    typed = {"kind": "request", "category": "measuring", "version": petition.version}
    answer = client.post(url, typed)
    assert answer["Location"] == f"/admin/casework/case/{petition.pk}/change/"
    petition.refresh_from_db()
    assert petition.category is not None
    assert (petition.kind, petition.category.code) == ("request", "measuring")


def test_a_stale_correction_is_told_and_overwrites_nothing(
    clerk: User, darkhan: Unit
) -> None:
    petition = make_petition(unit=darkhan)
    seen = petition.version
    do(petition, "take", clerk)
    url = f"/admin/feedback/petition/{petition.pk}/change/"
    answer = sign_in(clerk).post(url, {"kind": "request", "version": seen})
    assert answer.status_code == 422
    told = "Somebody else has just changed this case. Look at it again."
    assert in_mongolian(told) in answer.content.decode()
    petition.refresh_from_db()
    assert petition.kind == "complaint"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_only_looks_corrects_nothing(role: str, darkhan: Unit) -> None:
    petition = make_petition(unit=darkhan)
    url = f"/admin/feedback/petition/{petition.pk}/change/"
    client = sign_in(make_user(role, darkhan))
    assert client.get(url).status_code == 403
    assert client.post(url, {"kind": "request", "version": 1}).status_code == 403
