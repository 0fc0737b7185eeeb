"""Reminders before a certificate ends: once each, the nearest, to whom it concerns."""

# The companies, days and answers of these tests are there; mypy cannot know.
# mypy: disable-error-code="union-attr,arg-type,operator"
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.actors import THE_SYSTEM
from casework.daily import run_daily
from casework.models import Case, Event, Notice
from casework.notice_texts import text_of
from eservices.afterwards.reminders import remind_of_ends
from eservices.afterwards.stories import ENDING
from eservices.models import Certificate, CompanyMember, Reminder
from organisation.models import User
from tests.eservices.factories import make_member
from tests.eservices.issued import (
    a_company,
    a_product,
    an_application,
    grant,
    of_instruments,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ISSUED = datetime.fromisoformat("2026-11-02T10:00:00+08:00")


@pytest.fixture(autouse=True)
def on_the_day_of_issue() -> Iterator[None]:
    with time_machine.travel(ISSUED, tick=False):
        yield


def days_before_the_end(certificate: Certificate, days: int) -> Any:
    """Live so many days before the last day of a certificate."""
    day = certificate.valid_to - timedelta(days=days)
    return time_machine.travel(ISSUED + (day - timezone.localdate(ISSUED)), tick=False)


def kinds() -> list[str]:
    """The reminders sent, oldest first."""
    return list(Reminder.objects.order_by("pk").values_list("kind", flat=True))


def give_address(user: User, email: str) -> None:
    User.objects.filter(pk=user.pk).update(email=email)


def test_sixty_thirty_and_seven_days_before_once_each() -> None:
    certificate = a_product()
    for days in (61, 60, 59, 31, 30, 8, 7, 3, 0, -1):
        with days_before_the_end(certificate, days):
            remind_of_ends()
            assert remind_of_ends() == 0
    assert kinds() == ["60", "30", "7"]
    sent = Notice.objects.filter(template=ENDING, recipient="applicant")
    assert sent.count() == 3


def test_one_found_late_gets_the_nearest_only() -> None:
    certificate = a_product()
    with days_before_the_end(certificate, 5):
        assert remind_of_ends() == 1
    assert kinds() == ["7"]


def test_an_ended_one_and_one_that_stands_no_more_are_left_alone() -> None:
    certificate = a_product()
    with days_before_the_end(certificate, -1):
        assert remind_of_ends() == 0
    Certificate.objects.update(state="withdrawn")
    with days_before_the_end(certificate, 30):
        assert remind_of_ends() == 0


def test_what_is_being_renewed_needs_no_reminder_until_that_is_given_up() -> None:
    certificate = a_product()
    renewal = an_application(
        "product-certification", company=certificate.company, renews=certificate
    )
    with days_before_the_end(certificate, 30):
        assert remind_of_ends() == 0
        Case.objects.filter(pk=renewal.pk).update(
            state="lapsed", phase="closed", closed_at=timezone.now()
        )
        assert remind_of_ends() == 1


def test_whoever_gets_one_for_a_short_time_is_not_reminded_at_once() -> None:
    from datetime import date

    application = of_instruments(["A-1"], company=a_company())
    application.instrumentrow_set.update(due_on=date(2026, 12, 1))
    grant(application)
    assert remind_of_ends() == 0
    with time_machine.travel(ISSUED + timedelta(days=23), tick=False):
        assert remind_of_ends() == 1
    assert kinds() == ["7"]


def test_many_instruments_of_one_application_are_one_letter() -> None:
    first, *_rest = grant(of_instruments(["A-1", "A-2", "A-3"], company=a_company()))
    with days_before_the_end(first, 60):
        assert remind_of_ends() == 1
    assert kinds() == ["60", "60", "60"]
    notice = Notice.objects.get(template=ENDING, recipient="applicant")
    words = text_of(notice)
    assert "3" in words.body
    assert words.body.count("/account/instruments/") == 1


def test_contact_and_owners_are_written_to_and_nobody_twice() -> None:
    certificate = a_product()
    company = certificate.company
    owner = company.members.get().user
    give_address(owner, "OYUN@example.mn")  # the contact of the application
    second, third = make_member(company), make_member(company)
    viewer = make_member(company, "viewer")
    CompanyMember.objects.filter(user=third).update(
        valid_to=timezone.localdate() + timedelta(days=1)
    )
    with days_before_the_end(certificate, 60):
        remind_of_ends()
    told = set(
        Notice.objects.filter(template=ENDING).values_list("recipient", flat=True)
    )
    assert told == {"applicant", f"person:{second.pk}"}
    assert f"person:{viewer.pk}" not in told


def test_the_letter_leads_to_the_button_that_renews() -> None:
    certificate = a_product()
    owner = certificate.company.members.get().user
    with days_before_the_end(certificate, 30):
        remind_of_ends()
        notice = Notice.objects.get(template=ENDING, recipient="applicant")
        body = text_of(notice).body
        assert certificate.number in body
        path = f"/account/certificates/?of={certificate.application.number}"
        assert path in body
        other = a_product(company=certificate.company)
        desk = Client()
        desk.force_login(owner)
        page = desk.get(path).content.decode()
    assert f"/account/certificates/{certificate.pk}/renew/" in page
    assert f"/account/certificates/{other.pk}/renew/" not in page


def test_the_reminder_stands_in_the_chain_of_the_case() -> None:
    certificate = a_product()
    with days_before_the_end(certificate, 30):
        remind_of_ends()
    event = Event.objects.get(kind=ENDING)
    assert (event.case_id, event.actor, event.is_visible) == (
        certificate.application_id,
        THE_SYSTEM.kind,
        True,
    )
    assert event.data["number"] == certificate.number


def test_it_is_a_duty_of_every_day() -> None:
    certificate = a_product()
    with days_before_the_end(certificate, 30):
        assert run_daily()["certificates_ending"] == 1
        assert run_daily()["certificates_ending"] == 0
