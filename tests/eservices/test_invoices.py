"""Invoices: numbered without gaps, frozen, taken back, on the page and on paper."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.models import Message, MessageKind
from eservices.actions.payments import cancel_invoice, issue_invoice
from eservices.engine import FeeLine
from eservices.models import CompanyRole, Invoice
from eservices.payments.invoice_pdf import invoice_pdf
from organisation.models import Unit
from tests.eservices.factories import make_company, make_member, owner_of
from tests.eservices.money import awaiting, pay, state_of_case
from tests.eservices.officers import SENT, Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]


class Undone(Exception):
    """What was written is taken back."""


def text_of(pdf: bytes) -> str:
    """The words of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(
            " ".join(page.get_textpage().get_text_range().split()) for page in document
        )
    finally:
        document.close()


def in_review() -> Office:
    office = Office("verification")
    office.bring_to("in_review")
    return office


def test_numbers_run_without_a_gap_for_each_unit_and_year() -> None:
    first, second = in_review(), in_review()
    with suppress(Undone), transaction.atomic():
        issue_invoice(application=first.application, user=first.clerk)
        raise Undone
    with time_machine.travel(SENT, tick=False):
        first.do("invoice")
        second.do("invoice")
    unit = first.unit.number_code
    assert second.unit == first.unit
    assert list(Invoice.objects.order_by("pk").values_list("number", flat=True)) == [
        f"НЭХ-{unit}-2026-000001",
        f"НЭХ-{unit}-2026-000002",
    ]


def test_an_invoice_is_priced_by_the_tariff_and_waits_its_days() -> None:
    _office, invoice = awaiting()
    assert sum(line["total"] for line in invoice.lines) == invoice.total > 0
    assert (invoice.due_on - invoice.issued_on).days == 14
    assert invoice.application.case.answer_by == invoice.due_on


def test_a_sum_beyond_all_measure_is_a_sentence() -> None:
    office = in_review()
    line = issue_invoice(application=office.application, user=office.clerk).lines[0]
    Invoice.objects.update(cancelled_at=SENT)
    with pytest.raises(CaseworkError, match="2147483647|too large|хэт"):
        issue_invoice(
            application=office.application,
            user=office.clerk,
            extra=[FeeLine(line["code"], 2_000_000_000)],
        )


@pytest.mark.parametrize("change", [{"total": 1}, {"due_on": SENT}, {"lines": []}])
def test_an_invoice_is_frozen(change: dict[str, Any]) -> None:
    _office, invoice = awaiting()
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).delete()


# --- taken back -----------------------------------------------------------------
def test_a_taken_back_invoice_is_replaced_by_a_new_one() -> None:
    office, invoice = awaiting()
    cancel_invoice(invoice=invoice, user=office.clerk, reason="Зам давхар бодсон.")
    assert invoice.cancelled_at is not None
    assert state_of_case(invoice) == "in_review"
    note = Message.objects.get(case=invoice.application_id, kind=MessageKind.NOTE)
    assert (note.body, note.is_public) == ("Зам давхар бодсон.", False)
    office.do("invoice")
    standing = Invoice.objects.get(cancelled_at=None)
    assert standing.number == f"{invoice.number[:-1]}2"
    assert state_of_case(invoice) == "awaiting_payment"


def test_an_invoice_is_not_taken_back_without_reason_or_with_money_on_it() -> None:
    office, invoice = awaiting()
    with pytest.raises(MissingInput):
        cancel_invoice(invoice=invoice, user=office.clerk, reason=" ")
    pay(invoice, 1)
    with pytest.raises(NotAllowed):
        cancel_invoice(invoice=invoice, user=office.clerk, reason="Буруу.")
    invoice.refresh_from_db()
    assert invoice.cancelled_at is None


# --- the page -------------------------------------------------------------------
def opened(user: Any, path: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(path)


def test_only_who_acts_for_the_company_sees_its_invoice() -> None:
    office, invoice = awaiting()
    path = f"/account/invoices/{invoice.number}/"
    viewer = make_member(office.company, CompanyRole.VIEWER)
    seen = {
        "owner": opened(office.owner, path).status_code,
        "viewer": opened(viewer, path).status_code,
        "rival": opened(owner_of(make_company()), path).status_code,
        "clerk": opened(office.clerk, path).status_code,
        "nobody": Client().get(path).status_code,
    }
    assert seen == {
        "owner": 200,
        "viewer": 200,
        "rival": 404,
        "clerk": 404,
        "nobody": 302,
    }


@pytest.mark.parametrize("act", ["code", "check", "pretend"])
def test_who_only_reads_does_nothing_with_it(act: str) -> None:
    office, invoice = awaiting()
    client = Client()
    client.force_login(make_member(office.company, CompanyRole.VIEWER))
    assert (
        client.post(f"/account/invoices/{invoice.number}/{act}/").status_code,
        client.get(f"/account/invoices/{invoice.number}/{act}/").status_code,
    ) == (404, 405)
    assert not invoice.payments.exists()


def test_without_an_account_the_page_and_the_paper_say_to_ask(settings: Any) -> None:
    settings.HOTLINE = "18002525"
    office, invoice = awaiting()
    path = f"/en/account/invoices/{invoice.number}/"
    page = opened(office.owner, path).content.decode()
    assert "Ask us for the account: call 1800 2525" in page
    settings.BANK_NAME, settings.BANK_ACCOUNT = "Төрийн сан", "100900012345"
    page = opened(office.owner, path).content.decode()
    assert "Ask us for the account" not in page
    assert re.findall(r"<dd>(100900012345|НЭХ[^<]+)</dd>", page) == [
        "100900012345",
        invoice.number,
    ]


def test_the_paper_says_number_sum_payer_and_account(settings: Any) -> None:
    settings.BANK_NAME, settings.BANK_ACCOUNT = "Төрийн сан", "100900012345"
    settings.DEMO_MODE = False
    office, invoice = awaiting()
    text = text_of(invoice_pdf(invoice))
    said = f"{invoice.total:,}".replace(",", " ")
    for words in (
        invoice.number,
        said,
        office.company.register_no,
        "100900012345",
        invoice.application.number,
    ):
        assert words in text
    assert invoice_pdf(invoice) == invoice_pdf(invoice)


def test_the_page_is_quick_to_ask_the_database(
    django_assert_max_num_queries: Any,
) -> None:
    office, invoice = awaiting()
    client = Client()
    client.force_login(office.owner)
    client.get("/account/")
    with django_assert_max_num_queries(11):
        client.get(f"/account/invoices/{invoice.number}/")


def test_the_demonstration_pays_with_a_button(settings: Any) -> None:
    settings.DEMO_MODE = True
    office, invoice = awaiting()
    client = Client()
    client.force_login(office.owner)
    for _ in range(2):
        client.post(f"/account/invoices/{invoice.number}/pretend/")
    assert [each.state for each in invoice.payments.all()] == ["matched"]
    assert state_of_case(invoice) == "in_work"


def test_where_money_is_real_nothing_is_pretended(settings: Any) -> None:
    settings.DEMO_MODE = False
    office, invoice = awaiting()
    client = Client()
    client.force_login(office.owner)
    answer = client.post(f"/account/invoices/{invoice.number}/pretend/", secure=True)
    assert answer.status_code == 404
    assert not invoice.payments.exists()


def test_every_unit_has_a_code_for_its_numbers() -> None:
    assert not Unit.objects.filter(number_code="").exists()
