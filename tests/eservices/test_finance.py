"""Finance in the back office: invoices and payments of its unit, and no case."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.formats import date_format

from casework.models import Case
from eservices.models import Invoice
from organisation.models import Role, Unit, User
from tests.eservices.money import awaiting, finance, pay, state_of_case
from tests.eservices.officers import Office
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]
INVOICES, PAYMENTS = "/admin/eservices/invoice/", "/admin/eservices/payment/"
STATEMENT = f"{PAYMENTS}statement/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def people(office: Office) -> dict[str, User]:
    head_office = Unit.objects.head_office()
    return {
        "finance": finance(office.unit),
        "finance of all": finance(),
        "finance elsewhere": finance(Unit.objects.get(code="selenge")),
        "auditor": make_user(Role.AUDITOR, head_office),
        "clerk": office.clerk,
        "officer": make_user(Role.OFFICER, head_office),
        "administrator": make_user(Role.ADMINISTRATOR, head_office),
        "owner": office.owner,
    }


def test_who_sees_and_does_what() -> None:
    office, invoice = awaiting()
    payment = pay(invoice, 1)
    paths = [
        INVOICES,
        f"{INVOICES}{invoice.pk}/change/",
        PAYMENTS,
        f"{PAYMENTS}{payment.pk}/change/",
        STATEMENT,
    ]
    seen = {
        name: [signed_in(user).get(path).status_code for path in paths]
        for name, user in people(office).items()
    }
    no = [403] * 5
    assert seen == {
        "finance": [200] * 5,
        "finance of all": [200] * 5,
        "finance elsewhere": [200, 404, 200, 404, 200],
        "auditor": [200, 200, 200, 200, 403],
        "clerk": no,
        "officer": no,
        "administrator": no,
        "owner": seen["owner"],
    }
    assert 200 not in seen["owner"]


def test_the_lists_hold_the_units_own_only() -> None:
    office, invoice = awaiting()
    pay(invoice, 1)
    users = people(office)
    listed = {
        name: [
            signed_in(users[name]).get(path).context["cl"].result_count
            for path in (INVOICES, PAYMENTS)
        ]
        for name in ("finance", "finance of all", "finance elsewhere", "auditor")
    }
    assert listed == {
        "finance": [1, 1],
        "finance of all": [1, 1],
        "finance elsewhere": [0, 0],
        "auditor": [1, 1],
    }


def test_invoices_are_read_and_filtered_by_where_they_stand() -> None:
    _office, invoice = awaiting()
    browser = signed_in(finance(invoice.unit))
    page = browser.get(INVOICES).content.decode()
    assert f">{intcomma(invoice.total)}</td>" in page
    assert f">{date_format(invoice.due_on, 'SHORT_DATE_FORMAT')}</td>" in page

    def found(standing: str) -> int:
        answer = browser.get(INVOICES, {"standing": standing})
        return int(answer.context["cl"].result_count)

    assert [found(each) for each in ("open", "paid", "cancelled")] == [1, 0, 0]
    pay(invoice, invoice.total)
    assert [found(each) for each in ("open", "paid", "cancelled")] == [0, 1, 0]


def test_finance_reads_no_word_of_the_case() -> None:
    office, invoice = awaiting()
    payment = pay(invoice, 1)
    client = signed_in(finance(office.unit))
    case = Case.objects.get(pk=invoice.application_id)
    assert client.get(f"/admin/casework/case/{case.pk}/change/").status_code == 404
    assert not Case.objects.visible_to(finance(office.unit)).exists()
    for path in (
        INVOICES,
        f"{INVOICES}{invoice.pk}/change/",
        f"{PAYMENTS}{payment.pk}/change/",
    ):
        page = client.get(path).content.decode()
        assert office.company.name in page
        for word in ("SW-1", "A101", case.contact.name, "99112345"):
            assert word not in page


def test_the_list_begins_with_what_is_to_be_settled() -> None:
    office, invoice = awaiting()
    pay(invoice)
    pay(invoice)
    client = signed_in(finance(office.unit))
    shown = [
        client.get(path).context["cl"].result_count
        for path in (PAYMENTS, f"{PAYMENTS}?settle=all")
    ]
    assert shown == [1, 2]


def test_a_payment_is_recorded_by_hand_and_settled(settings: Any) -> None:
    office, invoice = awaiting()
    client = signed_in(finance(office.unit))
    path = f"{INVOICES}{invoice.pk}/payment/"
    given = {"amount": invoice.total, "paid_on": "2026-11-20", "provider_id": "№ 12"}
    wrong = client.post(path, given | {"paid_on": "2126-11-20", "amount": "-1"})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (
        422,
        ["amount", "paid_on"],
    )
    assert client.post(path, given).status_code == 302
    assert state_of_case(invoice) == "in_work"
    client.post(path, given | {"provider_id": "№ 13"})
    double = invoice.payments.get(state="double")
    page = f"{PAYMENTS}{double.pk}/change/"
    assert client.post(page, {"note": ""}).status_code == 422
    assert client.post(page, {"note": "Буцаав, №14."}).status_code == 302
    double.refresh_from_db()
    assert double.note == "Буцаав, №14."


def test_a_paper_of_another_invoice_is_told() -> None:
    office, invoice = awaiting()
    _office, second = awaiting()
    client = signed_in(finance(office.unit))
    given = {"amount": 5, "paid_on": "2026-11-20", "provider_id": "№ 12"}
    client.post(f"{INVOICES}{invoice.pk}/payment/", given)
    answer = client.post(f"{INVOICES}{second.pk}/payment/", given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (
        422,
        ["provider_id"],
    )
    assert not second.payments.exists()


def test_an_auditor_only_looks() -> None:
    _office, invoice = awaiting()
    pay(invoice)
    double = pay(invoice)
    client = signed_in(make_user(Role.AUDITOR, Unit.objects.head_office()))
    given = {"amount": 5, "paid_on": "2026-11-20", "provider_id": "№ 12"}
    client.post(f"{INVOICES}{invoice.pk}/payment/", given)
    client.post(f"{PAYMENTS}{double.pk}/change/", {"note": "Буцаав."})
    double.refresh_from_db()
    assert (invoice.payments.count(), double.settled_at) == (2, None)


def lines(invoice: Invoice) -> str:
    return (
        "Огноо;Кредит дүн;Гүйлгээний утга;Журналын дугаар\n"
        f"2026-11-20;{invoice.total}.00;{invoice.number};J-1\n"
        "2026-11-20;700;Танихгүй;J-2\n"
    )


@pytest.mark.parametrize("is_file", [True, False])
def test_a_statement_is_shown_first_and_then_recorded(is_file: bool) -> None:
    office, invoice = awaiting()
    client = signed_in(finance(office.unit))
    table = lines(invoice)
    upload = SimpleUploadedFile("a.csv", table.encode("utf-8-sig"), "text/csv")
    shown = client.post(STATEMENT, {"file": upload} if is_file else {"table": table})
    assert shown.status_code == 200
    assert [each.invoice for each in shown.context["matches"]] == [invoice, None]
    assert not invoice.payments.exists()
    kept = {"act": "record", "table": shown.context["text"]}
    for _ in range(2):
        assert client.post(STATEMENT, kept).status_code == 302
    assert [each.state for each in invoice.payments.all()] == ["matched"]
    assert state_of_case(invoice) == "in_work"


@pytest.mark.parametrize("content", [b"\x00\x01PNG", b"%PDF-1.7 \xff\xfe\x00", b"abc"])
def test_a_file_that_is_no_statement_is_a_sentence(content: bytes) -> None:
    office, _invoice = awaiting()
    client = signed_in(finance(office.unit))
    answer = client.post(STATEMENT, {"file": SimpleUploadedFile("a.csv", content)})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
