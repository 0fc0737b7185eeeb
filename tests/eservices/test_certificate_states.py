"""Suspended, resumed, withdrawn, issued anew: by the head, with a reason, at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from casework import outbox
from casework.chain import faults_of
from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.models import Case, MessageKind, Notice
from casework.notice_texts import text_of
from casework.timeline import timeline_of
from eservices.actions.certificates import (
    replace_certificate,
    resume_certificate,
    suspend_certificate,
    withdraw_certificate,
)
from eservices.certificates import keys, sealing
from eservices.certificates.document import certificate_json
from eservices.certificates.sealing import Verdict
from eservices.models import Certificate
from organisation.models import Role, Unit
from tests.catalogue.factories import make_edition
from tests.eservices.issued import a_company, a_product, grant, of_standards, the_head
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ACTS = (
    suspend_certificate,
    resume_certificate,
    withdraw_certificate,
    replace_certificate,
)


@pytest.fixture
def certificate(reference: None) -> Certificate:
    """A valid one of Darkhan-Uul."""
    return a_product("Ноосон цамц")


@pytest.fixture
def head(certificate: Certificate) -> Any:
    """Who heads the unit that issued it."""
    return the_head(certificate.unit)


def act(
    do: Any, certificate: Certificate, user: Any, reason: str = "Шалгалтаар"
) -> Any:
    """One act, the certificate read anew."""
    done = do(certificate_id=certificate.pk, user=user, reason=reason)
    certificate.refresh_from_db()
    return done


def test_each_act_leads_where_it_says(certificate: Certificate, head: Any) -> None:
    states = []
    for do in (suspend_certificate, resume_certificate, suspend_certificate):
        act(do, certificate, head)
        states.append(certificate.state)
    act(withdraw_certificate, certificate, head)
    assert [*states, certificate.state] == [
        "suspended",
        "valid",
        "suspended",
        "withdrawn",
    ]


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("valid", {suspend_certificate, withdraw_certificate, replace_certificate}),
        ("suspended", {resume_certificate, withdraw_certificate, replace_certificate}),
        ("withdrawn", set()),
        ("replaced", set()),
    ],
)
def test_only_what_the_state_allows(
    reference: None, state: str, allowed: set[Any]
) -> None:
    for do in ACTS:
        certificate = a_product()
        if state != "valid":
            Certificate.objects.filter(pk=certificate.pk).update(state=state)
        head = the_head(certificate.unit)
        if do in allowed:
            act(do, certificate, head)
            continue
        with pytest.raises(NotAllowed):
            act(do, certificate, head)
        certificate.refresh_from_db()
        assert certificate.state == state


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HEAD])
def test_nobody_but_the_head_may(certificate: Certificate, role: str) -> None:
    user = make_user(role, certificate.unit)
    for do in ACTS:
        with pytest.raises(NotAllowed):
            act(do, certificate, user)
    assert (certificate.state, certificate.application.events.count()) == ("valid", 1)


def test_the_head_of_another_unit_may_not(certificate: Certificate) -> None:
    with pytest.raises(NotAllowed):
        act(
            withdraw_certificate, certificate, the_head(Unit.objects.get(code="orkhon"))
        )


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_no_act_without_a_reason(
    certificate: Certificate, head: Any, reason: str
) -> None:
    for do in (suspend_certificate, withdraw_certificate, replace_certificate):
        with pytest.raises(MissingInput):
            act(do, certificate, head, reason)
    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_an_act_is_in_the_chain_and_its_reason_is_not(
    certificate: Certificate, head: Any
) -> None:
    act(suspend_certificate, certificate, head, "Дээж шаардлага хангасангүй")
    case = Case.objects.get(pk=certificate.application_id)
    events = list(case.events.order_by("seq"))
    assert events[-1].kind == "certificate_suspended"
    assert events[-1].user == head
    assert events[-1].data == {
        "number": certificate.number,
        "numbers": [certificate.number],
        "state": "suspended",
        "told": ["email"],
    }
    assert list(faults_of(case, events)) == []
    message = case.messages.get(kind=MessageKind.REPLY)
    assert (message.body, message.author) == ("Дээж шаардлага хангасангүй", head)


def test_the_holder_is_told_in_words(certificate: Certificate, head: Any) -> None:
    act(withdraw_certificate, certificate, head)
    notice = Notice.objects.filter(case=certificate.application_id).latest("pk")
    assert certificate.number in text_of(notice).body
    assert outbox.deliver(notice.pk)
    case = Case.objects.get(pk=certificate.application_id)
    assert certificate.number in timeline_of(case)[0].text


def test_the_public_sees_it_at_once_and_its_history_stays(
    certificate: Certificate, head: Any
) -> None:
    address = f"/en/verify/{certificate.address}/"
    assert "genuine and valid today" in Client().get(address).content.decode()
    act(suspend_certificate, certificate, head, "Нууц шалтгаан")
    html = Client().get(address).content.decode()
    assert "It must not be relied on" in html
    assert "Нууц шалтгаан" not in html
    act(resume_certificate, certificate, head)
    html = Client().get(address).content.decode()
    assert "genuine and valid today" in html
    assert "<p>Suspended</p>" in html
    assert "<p>Valid again</p>" in html


def test_issued_anew_it_bears_todays_name_and_a_new_number(reference: None) -> None:
    company = a_company("Хуучин нэр ХХК")
    edition = make_edition("MNS 0377:2013")
    (old,) = grant(of_standards([edition], company=company))
    company.name = "Шинэ нэр ХХК"
    company.save()
    new = act(replace_certificate, old, the_head(old.unit))
    assert (old.state, old.holder_name) == ("replaced", "Хуучин нэр ХХК")
    assert (new.replaces, new.serial, new.holder_name) == (old, 2, "Шинэ нэр ХХК")
    assert [cited.edition for cited in new.cited.all()] == [edition]
    text = f"{certificate_json(new)}"
    assert "Шинэ нэр ХХК" in text
    assert "Хуучин нэр ХХК" not in text
    said = certificate_json(Certificate.objects.get(pk=new.pk))
    assert sealing.check_document(said, keys.known_keys()).verdict == Verdict.GENUINE


# --- in the back office ---------------------------------------------------------
def test_the_head_withdraws_it_in_the_back_office(
    certificate: Certificate, head: Any
) -> None:
    client = Client()
    client.force_login(head)
    page = f"/admin/eservices/certificate/{certificate.pk}/change/"
    html = client.get(page).content.decode()
    assert f"/admin/eservices/certificate/{certificate.pk}/act/withdraw/" in html
    address = f"/admin/eservices/certificate/{certificate.pk}/act/withdraw/"
    assert client.post(address, {"reason": " "}).status_code == 422
    answer = client.post(address, {"reason": "Хуурамч протокол"})
    assert (answer.status_code, answer["Location"]) == (302, page)
    certificate.refresh_from_db()
    assert certificate.state == "withdrawn"
    again = client.post(address, {"reason": "Дахин"})
    assert again.status_code == 422
    assert "Дахин" in again.content.decode()


def test_others_look_and_find_but_get_no_buttons(certificate: Certificate) -> None:
    client = Client()
    client.force_login(make_user(Role.CLERK, Unit.objects.get(code="orkhon")))
    html = client.get(f"/admin/eservices/certificate/{certificate.pk}/change/")
    assert "/act/" not in html.content.decode()
    for text in (certificate.number.lower(), "ноосон цамц", "говь сулжмэл"):
        found = client.get("/admin/eservices/certificate/", {"q": text})
        assert certificate.number in found.content.decode()
    nothing = client.get("/admin/eservices/certificate/", {"q": "тарвага"})
    assert certificate.number not in nothing.content.decode()
    refused = client.post(
        f"/admin/eservices/certificate/{certificate.pk}/act/withdraw/", {"reason": "Би"}
    )
    assert refused.status_code == 422
    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_finance_and_strangers_see_no_certificate_there(
    certificate: Certificate,
) -> None:
    for user in (
        make_user(Role.FINANCE, certificate.unit),
        make_user(Role.CLERK),
    ):
        client = Client()
        client.force_login(user)
        answer = client.get(f"/admin/eservices/certificate/{certificate.pk}/change/")
        assert answer.status_code in {302, 403}


# --- two at once ----------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_ten_who_withdraw_it_at_once_one_does() -> None:
    call_command("load_reference", verbosity=0, without_catalogue=True)
    certificate = a_product()
    heads = [the_head(certificate.unit) for _n in range(10)]
    start = threading.Barrier(10)
    results: list[object] = []

    def withdraw(place: int) -> None:
        try:
            start.wait(timeout=20)
            results.append(
                withdraw_certificate(
                    certificate_id=certificate.pk, user=heads[place], reason="Шалтгаан"
                )
            )
        except CaseworkError as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=withdraw, args=[n]) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(isinstance(result, Certificate) for result in results) == 1
    assert sum(isinstance(result, NotAllowed) for result in results) == 9
    case = Case.objects.get(pk=certificate.application_id)
    assert case.events.filter(kind="certificate_withdrawn").count() == 1
