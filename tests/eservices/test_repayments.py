"""Paid for, then ended before the work: finance pays it back and says so."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from casework.actors import applicant, staff
from eservices.actions.payments import settle_payment
from eservices.models import Invoice, Payment
from tests.casework.office import in_mongolian
from tests.eservices.factories import a_reason
from tests.eservices.money import awaiting, finance, pay
from tests.eservices.officers import SENT, Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]


def withdraw(office: Office) -> None:
    office.do("withdraw_application", applicant(office.owner))


def refuse(office: Office) -> None:
    why = {"refusal_reason": a_reason(), "text": "Хангаагүй."}
    office.do("propose", staff(office.proposer), proposal="refused", **why)
    office.do("refuse", staff(office.head), appeal="СХЗГ", **why)


def to_settle() -> list[tuple[int, str]]:
    """What stands on the list of finance."""
    return list(Payment.objects.to_settle().values_list("pk", "state"))


def test_paid_and_withdrawn_is_on_the_list_until_finance_says_what_was_done() -> None:
    office, invoice = awaiting()
    payment = pay(invoice)
    assert to_settle() == []
    withdraw(office)
    assert to_settle() == [(payment.pk, "to_return")]
    money = finance(office.unit)
    client = Client()
    client.force_login(money)
    page = client.get("/admin/eservices/payment/").content.decode()
    assert in_mongolian("To be paid back") in page
    client.post(f"/admin/eservices/payment/{payment.pk}/change/", {"note": "Буцаав №7"})
    payment.refresh_from_db()
    assert (payment.settled_by, payment.note, payment.state) == (
        money,
        "Буцаав №7",
        "to_return",
    )
    assert to_settle() == []
    assert Invoice.objects.get(pk=invoice.pk).paid_at is not None


def test_the_applicant_sees_that_finance_looks_at_it() -> None:
    office, invoice = awaiting()
    pay(invoice)
    withdraw(office)
    client = Client()
    client.force_login(office.owner)
    page = client.get(f"/en/account/invoices/{invoice.number}/").content.decode()
    words = "To be paid back. Our finance staff look at it and write to you."
    assert f'<dd class="note">{words}</dd>' in page


def test_refused_before_any_line_was_judged_is_paid_back() -> None:
    office, invoice = awaiting()
    payment = pay(invoice)
    refuse(office)
    assert to_settle() == [(payment.pk, "to_return")]


def test_refused_after_the_work_is_kept() -> None:
    office, invoice = awaiting()
    pay(invoice)
    with time_machine.travel(SENT, tick=False):
        office.judge()
    refuse(office)
    assert to_settle() == []


def test_what_came_too_much_was_paid_back_once_and_the_rest_is_now() -> None:
    office, invoice = awaiting()
    payment = pay(invoice, invoice.total + 500)
    money = finance()
    settle_payment(payment_id=payment.pk, user=money, note="500₮ буцаав")
    assert to_settle() == []
    withdraw(office)
    assert to_settle() == [(payment.pk, "to_return")]
    settle_payment(payment_id=payment.pk, user=money, note="Үлдсэнийг буцаав")
    payment.refresh_from_db()
    assert payment.note == "Үлдсэнийг буцаав · 500₮ буцаав"


def test_a_double_payment_settled_before_stays_settled() -> None:
    office, invoice = awaiting()
    pay(invoice)
    double = pay(invoice)
    settle_payment(payment_id=double.pk, user=finance(), note="Буцаав")
    withdraw(office)
    double.refresh_from_db()
    assert (double.state, double.note) == ("double", "Буцаав")


def test_nothing_paid_is_nothing_to_pay_back() -> None:
    office, _invoice = awaiting()
    withdraw(office)
    assert to_settle() == []
    event = office.application.events.get(kind="withdraw_application")
    assert "payments_to_return" not in event.data
