"""QPay: a code to read, a call that is only a hint, a check that decides."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from casework.errors import CaseworkError, NotAllowed
from eservices.actions.payment_links import (
    ask_about_open_links,
    callback_url,
    check_link,
    open_link,
)
from eservices.models import Invoice, PaymentLink
from eservices.payments import qpay
from eservices.payments.base import ProviderDown
from eservices.tasks import check_payment_link
from tests.casework.test_races import at_once
from tests.eservices.money import awaiting, pay, state_of_case
from tests.eservices.officers import Office
from tests.eservices.qpay_server import CODE, Server, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """QPay, and a portal that is a customer of it."""
    with running() as started:
        settings.QPAY = started.settings()
        yield started


@pytest.fixture
def waiting(server: Server) -> tuple[Office, Invoice]:
    return awaiting()


def run_tasks() -> int:
    """Do what was queued, as the worker does; how many there were."""
    queued = DBTaskResult.objects.filter(task_path__endswith="check_payment_link")
    ids = [task.args_kwargs["args"][0] for task in queued]
    queued.delete()
    for pk in ids:
        check_payment_link.call(pk)
    return len(ids)


def called(link: PaymentLink, **query: str) -> int:
    """QPay calls."""
    return Client().get(f"/payments/qpay/{link.token}/", query).status_code


def states(invoice: Invoice) -> list[str]:
    return list(invoice.payments.order_by("pk").values_list("state", flat=True))


def test_an_invoice_is_made_known_once(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    _office, invoice = waiting
    link = open_link(invoice=invoice)
    assert open_link(invoice=invoice) == link
    assert server.asked == ["/v2/auth/token", "/v2/invoice"]
    sent = server.invoices[link.key]
    assert (sent["amount"], sent["invoice_code"], sent["callback_url"]) == (
        invoice.total,
        CODE,
        callback_url(link),
    )
    assert link.apps == [["Хаан банк", "khan://q"]]


def test_the_applicant_gets_the_code_and_pays(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    office, invoice = waiting
    client = Client()
    client.force_login(office.owner)
    page = f"/account/invoices/{invoice.number}/"
    assert "<svg" not in client.get(page).content.decode().partition("by-code")[2]
    client.post(f"{page}code/")
    assert 'class="qr-code"' in client.get(page).content.decode()
    link = PaymentLink.objects.get()
    PaymentLink.objects.update(checked_at=None)
    server.paid(link.key, f"{invoice.total}.00", "P1")
    client.post(f"{page}check/")
    assert (states(invoice), state_of_case(invoice)) == (["matched"], "in_work")
    assert invoice.payments.get().paid_on == date(2026, 11, 20)


def test_a_call_is_only_a_hint_and_twice_is_once(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    _office, invoice = waiting
    link = open_link(invoice=invoice)
    PaymentLink.objects.update(checked_at=None)
    server.paid(link.key, invoice.total, "P1")
    assert (called(link, qpay_payment_id="P1"), called(link)) == (200, 200)
    assert states(invoice) == []  # not by the call
    assert (run_tasks(), states(invoice)) == (1, ["matched"])
    PaymentLink.objects.update(checked_at=None)
    assert (called(link), run_tasks(), states(invoice)) == (200, 1, ["matched"])


def test_a_forged_call_changes_nothing(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    _office, invoice = waiting
    link = open_link(invoice=invoice)
    PaymentLink.objects.update(checked_at=None)
    answer = Client().post(
        f"/payments/qpay/{link.token}/",
        {"payment_status": "PAID", "payment_amount": invoice.total},
    )
    assert answer.status_code == 200
    assert (run_tasks(), states(invoice)) == (1, [])
    assert Client().get(f"/payments/qpay/{uuid.uuid4()}/").status_code == 404


def test_what_was_not_paid_is_no_payment(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    _office, invoice = waiting
    link = open_link(invoice=invoice)
    server.paid(link.key, invoice.total, "P1", payment_status="FAILED")
    assert check_link(link_id=link.pk) == []


def test_another_amount_is_a_part_and_a_second_payment_double(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    _office, invoice = waiting
    link = open_link(invoice=invoice)
    server.paid(link.key, 100, "P1")
    check_link(link_id=link.pk)
    assert (states(invoice), state_of_case(invoice)) == (
        ["partial"],
        "awaiting_payment",
    )
    server.paid(link.key, invoice.total - 100, "P2")
    server.paid(link.key, invoice.total, "P3")
    check_link(link_id=link.pk)
    assert states(invoice) == ["matched", "matched", "double"]


def test_a_payment_after_the_end_is_late(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    office, invoice = waiting
    link = open_link(invoice=invoice)
    office.withdraw()
    server.paid(link.key, invoice.total, "P1")
    PaymentLink.objects.update(checked_at=None)
    assert (ask_about_open_links(), run_tasks(), states(invoice)) == (1, 1, ["late"])


def test_the_worker_asks_again_and_not_too_often(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    _office, invoice = waiting
    link = open_link(invoice=invoice)
    server.paid(link.key, invoice.total, "P1")
    assert ask_about_open_links() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert (ask_about_open_links(), ask_about_open_links()) == (1, 0)
        assert (run_tasks(), states(invoice)) == (1, ["matched"])


def spoil(server: Server, how: str) -> None:
    if how == "500":
        server.status = 500
    elif how == "not json":
        server.spoilt = b"<html>"
    elif how == "a list":
        server.spoilt = b"[1]"
    elif how == "empty":
        server.spoilt = b"{}"
    else:
        server.delay = 1.0


@pytest.mark.parametrize("how", ["500", "not json", "a list", "empty", "slow"])
def test_a_qpay_that_fails_is_a_sentence_and_can_be_tried_again(
    server: Server,
    waiting: tuple[Office, Invoice],
    how: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _office, invoice = waiting
    monkeypatch.setattr(qpay, "TIMEOUT", 0.3)
    spoil(server, how)
    with pytest.raises(CaseworkError):
        open_link(invoice=invoice)
    server.status, server.spoilt, server.delay = 200, None, 0
    assert open_link(invoice=invoice).key


@pytest.mark.parametrize("how", ["500", "not json", "slow"])
def test_a_check_that_fails_records_nothing_and_is_done_again(
    server: Server,
    waiting: tuple[Office, Invoice],
    how: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _office, invoice = waiting
    link = open_link(invoice=invoice)
    monkeypatch.setattr(qpay, "TIMEOUT", 0.3)
    server.paid(link.key, invoice.total, "P1")
    spoil(server, how)
    with pytest.raises(ProviderDown):
        check_link(link_id=link.pk)
    assert (check_payment_link.call(link.pk), states(invoice)) == (0, [])
    server.status, server.spoilt, server.delay = 200, None, 0
    assert (check_payment_link.call(link.pk), states(invoice)) == (1, ["matched"])


@pytest.mark.parametrize(
    "amount", ["abc", None, "-5", "10.50", "NaN", [], True, 10**12]
)
def test_an_odd_amount_is_not_believed(
    server: Server, waiting: tuple[Office, Invoice], amount: Any
) -> None:
    _office, invoice = waiting
    link = open_link(invoice=invoice)
    server.paid(link.key, amount, "P1")
    with pytest.raises(ProviderDown):
        check_link(link_id=link.pk)
    assert states(invoice) == []


def test_what_is_not_to_be_paid_in_full_gets_no_code(
    server: Server, waiting: tuple[Office, Invoice]
) -> None:
    _office, invoice = waiting
    pay(invoice, 1)
    with pytest.raises(NotAllowed):
        open_link(invoice=invoice)
    pay(invoice, invoice.total - 1)
    invoice.refresh_from_db()
    with pytest.raises(NotAllowed):
        open_link(invoice=invoice)
    assert server.asked == []


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_qpay_hears_of_it_once(
    server: Server, transactional_db: None, private: None
) -> None:
    call_command("load_reference", verbosity=0, without_catalogue=True)
    _office, invoice = awaiting()
    server.delay = 0.3
    told = at_once(2, lambda _n: open_link(invoice=invoice))
    assert len(server.invoices) == 1
    assert any(isinstance(each, PaymentLink) for each in told)
