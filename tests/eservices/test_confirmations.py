"""Once a year a company confirms what it registered; else the register says so."""

# The companies, days and answers of these tests are there; mypy cannot know.
# mypy: disable-error-code="union-attr,arg-type,operator"
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from casework.daily import run_daily
from casework.models import Event, Notice
from casework.notice_texts import text_of
from eservices.afterwards.confirmations import ask_for_confirmations
from eservices.afterwards.stories import CONFIRMATION_ASKED, CONFIRMED
from eservices.models import Certificate, Reminder
from organisation.models import User
from tests.catalogue.factories import make_edition
from tests.eservices.factories import make_member
from tests.eservices.issued import a_product, grant, of_standards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ISSUED = datetime.fromisoformat("2026-11-02T10:00:00+08:00")
UNCONFIRMED = "Not confirmed for over a year"


def after(days: int) -> Any:
    """Live so many days after the issue."""
    return time_machine.travel(ISSUED + timedelta(days=days), tick=False)


@pytest.fixture
def certificate() -> Iterator[Certificate]:
    with after(0):
        (made,) = grant(of_standards([make_edition("MNS 0377:2013")]))
        yield made


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def owner_of(certificate: Certificate) -> User:
    return certificate.company.members.get(role="owner").user


def confirm(certificate: Certificate, user: User) -> Any:
    return desk_of(user).post(f"/account/certificates/{certificate.pk}/confirm/")


def kinds() -> list[str]:
    return list(Reminder.objects.order_by("pk").values_list("kind", flat=True))


def test_asked_once_a_year_until_it_is_confirmed(certificate: Certificate) -> None:
    for days in (364, 365, 366, 700, 731, 732):
        with after(days):
            ask_for_confirmations()
            assert ask_for_confirmations() == 0
    assert kinds() == ["yearly-2027", "yearly-2028"]


def test_a_confirmation_moves_the_next_question_by_a_year(
    certificate: Certificate,
) -> None:
    with after(365):
        ask_for_confirmations()
    with after(400):
        assert confirm(certificate, owner_of(certificate)).status_code == 302
    with after(731):
        assert ask_for_confirmations() == 0
    with after(400 + 366):
        assert ask_for_confirmations() == 1
    assert kinds() == ["yearly-2027", "yearly-2028"]


def test_the_letter_leads_to_the_button(certificate: Certificate) -> None:
    with after(365):
        ask_for_confirmations()
        notice = Notice.objects.get(template=CONFIRMATION_ASKED, recipient="applicant")
        path = f"/account/certificates/?of={certificate.application.number}"
        assert path in text_of(notice).body
        page = desk_of(owner_of(certificate)).get(path).content.decode()
    assert f"/account/certificates/{certificate.pk}/confirm/" in page


def test_the_button_is_there_when_a_year_is_nearly_over(
    certificate: Certificate,
) -> None:
    desk = desk_of(owner_of(certificate))
    button = f"/account/certificates/{certificate.pk}/confirm/"
    for days, is_there in ((300, False), (340, True), (500, True)):
        with after(days):
            desk = desk_of(owner_of(certificate))
            page = desk.get("/account/certificates/").content.decode()
        assert (days, button in page) == (days, is_there)


def test_the_desk_says_that_it_is_waited_for(certificate: Certificate) -> None:
    with after(370):
        page = desk_of(owner_of(certificate)).get("/en/account/").content.decode()
        assert "Does it still hold?" in page
        confirm(certificate, owner_of(certificate))
        page = desk_of(owner_of(certificate)).get("/en/account/").content.decode()
        assert "Does it still hold?" not in page


def test_it_is_an_event_of_who_confirmed(certificate: Certificate) -> None:
    with after(365):
        confirm(certificate, owner_of(certificate))
    event = Event.objects.get(kind=CONFIRMED)
    assert event.case_id == certificate.application_id
    assert event.user == owner_of(certificate)
    assert event.data["numbers"] == [certificate.number]


def test_only_who_writes_for_the_company_confirms(certificate: Certificate) -> None:
    viewer = make_member(certificate.company, "viewer")
    stranger = a_product().company.members.get().user
    with after(365):
        assert confirm(certificate, viewer).status_code in {403, 404}
        assert confirm(certificate, stranger).status_code == 404
    assert not Event.objects.filter(kind=CONFIRMED).exists()


def test_what_stands_no_more_or_never_ends_so_is_not_confirmed(
    certificate: Certificate,
) -> None:
    product = a_product()
    Certificate.objects.filter(pk=certificate.pk).update(state="withdrawn")
    with after(365):
        for each in (certificate, product):
            assert confirm(each, owner_of(each)).status_code == 302
        assert ask_for_confirmations() == 0
    assert not Event.objects.filter(kind=CONFIRMED).exists()


def test_after_thirteen_months_page_and_register_say_so(
    certificate: Certificate,
) -> None:
    def shown() -> tuple[bool, bool]:
        verify = Client().get(f"/en/verify/{certificate.address}/").content.decode()
        register = Client().get("/en/registers/standards/mns-0377/").content.decode()
        said = "has not confirmed for over a year" in verify
        return said, UNCONFIRMED in register

    for days, expected in ((390, False), (400, True)):
        with after(days):
            assert (days, shown()) == (days, (expected, expected))
    with after(401):
        confirm(certificate, owner_of(certificate))
        assert shown() == (False, False)


def test_it_is_a_duty_of_every_day(certificate: Certificate) -> None:
    with after(365):
        assert run_daily()["confirmations"] == 1
