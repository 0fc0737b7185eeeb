"""Money that came: one outcome each time, and nothing is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, transaction

from casework.actions import perform
from casework.actors import THE_SYSTEM
from casework.chain import faults_of
from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.models import Case
from eservices.actions.payments import record_statement, settle_payment
from eservices.errors import RowsUnreadable
from eservices.models import Invoice, Payment
from eservices.payments import bank
from organisation.models import Role, Unit
from tests.casework.test_races import at_once
from tests.eservices.money import awaiting, finance, pay, state_of_case
from tests.eservices.officers import LATER
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]


def states(invoice: Invoice) -> list[str]:
    return list(invoice.payments.order_by("pk").values_list("state", flat=True))


def standing(invoice: Invoice) -> tuple[bool, str]:
    """Whether it is paid, and where its application stands."""
    invoice.refresh_from_db()
    return invoice.paid_at is not None, state_of_case(invoice)


def test_the_exact_sum_begins_the_work() -> None:
    _office, invoice = awaiting()
    assert pay(invoice).state == "matched"
    assert standing(invoice) == (True, "in_work")
    last = Case.objects.get(pk=invoice.application_id).events.order_by("-seq")[0]
    assert (last.kind, last.actor, last.is_visible) == ("paid", "system", True)


def test_told_twice_it_is_one_payment() -> None:
    _office, invoice = awaiting()
    first = pay(invoice, provider_id="A-1")
    assert pay(invoice, 1, provider_id="A-1") == first
    assert states(invoice) == ["matched"]
    assert pay(invoice, provider="qpay", provider_id="A-1") != first


def test_parts_that_make_the_sum_begin_the_work() -> None:
    _office, invoice = awaiting()
    assert pay(invoice, 1).state == "partial"
    assert standing(invoice) == (False, "awaiting_payment")
    assert pay(invoice, invoice.total - 1).state == "matched"
    assert (states(invoice), standing(invoice)) == (
        ["matched", "matched"],
        (True, "in_work"),
    )


def test_too_much_begins_the_work_and_goes_to_finance() -> None:
    _office, invoice = awaiting()
    assert pay(invoice, invoice.total + 1).state == "surplus"
    assert standing(invoice) == (True, "in_work")
    assert Payment.objects.to_settle().count() == 1


def test_a_second_payment_is_double() -> None:
    _office, invoice = awaiting()
    pay(invoice)
    assert pay(invoice).state == "double"
    assert standing(invoice) == (True, "in_work")


def test_what_comes_after_the_end_is_late() -> None:
    office, invoice = awaiting()
    office.withdraw()
    assert pay(invoice).state == "late"
    assert standing(invoice) == (False, "withdrawn")


def test_what_comes_after_a_lapse_is_late() -> None:
    _office, invoice = awaiting()
    with time_machine.travel(LATER, tick=False):
        perform(
            case_id=invoice.application_id, move="lapse", actor=THE_SYSTEM, version=None
        )
        assert pay(invoice).state == "late"
    assert standing(invoice) == (False, "lapsed")


@pytest.mark.parametrize("amount", [0, -5, 3_000_000_000])
def test_an_amount_that_is_none_is_a_sentence(amount: int) -> None:
    _office, invoice = awaiting()
    with pytest.raises(CaseworkError):
        pay(invoice, amount)
    assert states(invoice) == []


def test_a_payment_is_frozen() -> None:
    _office, invoice = awaiting()
    payment = pay(invoice)
    for change in ({"amount": 1}, {"paid_on": date(2020, 1, 1)}, {"provider_id": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        payment.delete()


# --- who ------------------------------------------------------------------------
def test_finance_of_the_unit_and_of_the_head_office_record_it() -> None:
    office, invoice = awaiting()
    others = [
        finance(Unit.objects.get(code="selenge")),
        make_user(Role.OFFICER, Unit.objects.head_office()),
        make_user(Role.AUDITOR, Unit.objects.head_office()),
        office.clerk,
        office.owner,
    ]
    for user in others:
        with pytest.raises(NotAllowed):
            pay(invoice, user=user)
    assert pay(invoice, 1, user=finance(office.unit)).state == "partial"
    assert pay(invoice, 1, user=finance()).state == "partial"


def test_settling_takes_a_note_and_a_person_of_finance() -> None:
    office, invoice = awaiting()
    pay(invoice)
    double = pay(invoice)
    user = finance(office.unit)
    with pytest.raises(NotAllowed):
        settle_payment(payment_id=double.pk, user=office.clerk, note="Буцаав.")
    with pytest.raises(MissingInput):
        settle_payment(payment_id=double.pk, user=user, note=" ")
    settle_payment(payment_id=double.pk, user=user, note="Буцаав, №12.")
    double.refresh_from_db()
    assert (double.state, double.note, double.settled_by) == (
        "double",
        "Буцаав, №12.",
        user,
    )
    assert not Payment.objects.to_settle().exists()
    with pytest.raises(NotAllowed):
        settle_payment(payment_id=double.pk, user=user, note="Дахин.")


def test_a_part_that_was_paid_back_does_not_count() -> None:
    office, invoice = awaiting()
    part = pay(invoice, 1)
    user = finance(office.unit)
    settle_payment(payment_id=part.pk, user=user, note="Буцаав.")
    assert pay(invoice, invoice.total - 1).state == "partial"


# --- the statement --------------------------------------------------------------
def statement(*lines: str) -> str:
    return "\n".join(["Огноо;Орлого;Гүйлгээний утга", *lines])


def test_a_statement_is_matched_and_recorded_once() -> None:
    office, invoice = awaiting()
    user = finance(office.unit)
    spoken = invoice.number.replace("-", " ").lower()
    text = statement(
        f"2026-11-20 10:15;{invoice.total:,}.00;{spoken} төлбөр",
        "2026-11-20;5000;баярлалаа",
        "2026-11-21;;шимтгэл",
    )
    found = bank.match(bank.read_statement(text), user)
    assert [(each.invoice, each.state) for each in found] == [
        (invoice, "matched"),
        (None, None),
    ]
    assert [each.amount for each in record_statement(text=text, user=user)] == [
        invoice.total
    ]
    assert record_statement(text=text, user=user) == []
    assert standing(invoice) == (True, "in_work")
    again = bank.match(bank.read_statement(text), user)
    assert [each.is_known for each in again] == [True, False]


def test_what_a_line_will_be_counts_the_lines_before_it() -> None:
    office, invoice = awaiting()
    user = finance(office.unit)
    half = invoice.total - 1
    text = statement(
        f"2026-11-20;{half};{invoice.number}",
        f"2026-11-20;1;{invoice.number}",
        f"2026-11-20;1;{invoice.number}",
    )
    found = bank.match(bank.read_statement(text), user)
    assert [each.state for each in found] == ["partial", "matched", "double"]
    recorded = record_statement(text=text, user=user)
    assert [each.state for each in recorded] == ["partial", "matched", "double"]


def test_invoices_of_other_units_and_unclear_lines_are_left() -> None:
    _office, invoice = awaiting()
    _other, second = awaiting()
    elsewhere = finance(Unit.objects.get(code="selenge"))
    text = statement(f"2026-11-20;10;{invoice.number}")
    assert bank.match(bank.read_statement(text), elsewhere)[0].invoice is None
    text = statement(f"2026-11-20;10;{invoice.number}, {second.number}")
    assert bank.match(bank.read_statement(text), finance())[0].invoice is None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1500", 1500),
        ("1 500.00", 1500),
        ("1,500₮", 1500),
        ("1,234,567.00", 1_234_567),
        ("1500,00", 1500),
        ("-1500", None),
        ("1500.50", None),
        ("0", None),
        ("", None),
        ("мянга", None),
        ("9" * 40, None),
    ],
)
def test_amounts_as_banks_write_them(typed: str, amount: int | None) -> None:
    assert bank.read_amount(typed) == amount


@pytest.mark.parametrize(
    "text", ["", "abc", '"', "\x00", "a,b,c\n" * 5000, "x" * 10**6]
)
def test_what_is_no_statement_is_a_sentence(text: str) -> None:
    with pytest.raises(RowsUnreadable):
        bank.read_statement(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("НЭХ-045-2026-000012", "НЭХ-045-2026-000012"),
        ("нэх 045 2026 000012 төлбөр", "НЭХ-045-2026-000012"),
        ("НЭХ0452026000012", "НЭХ-045-2026-000012"),
        ("nekh 045-2026-000012", "НЭХ-045-2026-000012"),
    ],
)
def test_numbers_are_found_in_any_spelling(text: str, number: str) -> None:
    assert bank.numbers_in(text) == {number}


def test_other_numbers_are_no_invoice() -> None:
    assert bank.numbers_in("99112345 5001234567 0452026000012") == set()


# --- races ----------------------------------------------------------------------
@pytest.fixture
def waiting(transactional_db: None, private: None) -> Invoice:
    call_command("load_reference", verbosity=0, without_catalogue=True)
    _office, invoice = awaiting()
    return invoice


def assert_whole(invoice: Invoice) -> None:
    case = Case.objects.get(pk=invoice.application_id)
    assert list(faults_of(case, list(case.events.order_by("seq")))) == []


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_are_one_and_a_double(waiting: Invoice) -> None:
    at_once(2, lambda n: pay(waiting, provider_id=f"R{n}"))
    assert sorted(states(waiting)) == ["double", "matched"]
    assert standing(waiting) == (True, "in_work")
    assert_whole(waiting)


@pytest.mark.django_db(transaction=True)
def test_the_same_payment_told_at_once_is_one(waiting: Invoice) -> None:
    told = at_once(8, lambda _n: pay(waiting, provider_id="R"))
    assert {each.pk for each in told} == {Payment.objects.get().pk}
    assert standing(waiting) == (True, "in_work")
    assert_whole(waiting)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_a_payment_while_it_lapses_is_kept(waiting: Invoice, turn: int) -> None:
    acts: list[Any] = [
        lambda: pay(waiting),
        lambda: perform(
            case_id=waiting.application_id, move="lapse", actor=THE_SYSTEM, version=None
        ),
    ]
    with time_machine.travel(LATER, tick=False):
        at_once(2, lambda n: acts[(n + turn) % 2]())
    ends = {
        "matched": (True, "in_work"),
        "late": (False, "lapsed"),
    }
    assert standing(waiting) == ends[waiting.payments.get().state]
    assert_whole(waiting)
