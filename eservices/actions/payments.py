"""Invoices, issued by an officer and frozen, and the money that comes for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions import perform
from casework.actors import THE_SYSTEM, staff
from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.models import Case
from casework.numbers import next_serial
from eservices.engine import FeeLine
from eservices.fees import priced, priced_for, total
from eservices.models import Application, Invoice, Payment, Service
from eservices.models.payments import MOST
from organisation.models import User

LONGEST_NOTE = 300
WAITING = "awaiting_payment"
PAYS = frozenset({Payment.State.MATCHED, Payment.State.SURPLUS})


# --- invoices -------------------------------------------------------------------
@transaction.atomic
def issue_invoice(
    *, application: Application, user: User, extra: Sequence[FeeLine] = ()
) -> Invoice:
    """Bill what the service costs and what the officer adds, by the tariff of the
    day of receipt; to be paid within the days of the service.

    Raises NoTariff, and CaseworkError when the sum is nothing or beyond all measure.
    """
    service = Service.objects.get(slug=application.kind)
    lines = [
        *priced_for(application),
        *priced(application.kind, extra, application.received_on),
    ]
    if not total(lines):
        raise CaseworkError(_("Nothing is to be paid: add a line, or begin the work."))
    if total(lines) > MOST:
        raise CaseworkError(_("The sum is too large. Check how many of each line."))
    today = timezone.localdate()
    prefix = f"НЭХ-{application.unit.number_code}-{today.year}"
    # From here on the series is locked.
    serial = next_serial(f"invoice-{application.unit.number_code}-{today.year}")
    return Invoice.objects.create(
        number=f"{prefix}-{serial:06d}",
        application=application,
        unit=application.unit,
        lines=[asdict(line) for line in lines],
        total=total(lines),
        issued_on=today,
        due_on=today + timedelta(days=service.payment_days),
        issued_by=user,
    )


def cancel_invoice(*, invoice: Invoice, user: User, reason: str) -> Invoice:
    """Take back an invoice nothing came for; the next one replaces it.

    The reason stands in the case. Raises NotAllowed, MissingInput.
    """
    perform(
        case_id=invoice.application_id,
        move="cancel_invoice",
        actor=staff(user),
        version=None,
        data={"reason": reason},
    )
    invoice.refresh_from_db()
    return invoice


# --- what came ------------------------------------------------------------------
@transaction.atomic
def record_payment(
    *,
    invoice: Invoice,
    provider: str,
    provider_id: str,
    amount: int,
    paid_on: date,
    user: User | None = None,
) -> Payment:
    """Record money that came; the full sum begins the work, all else is for finance.

    Told twice (same provider and number) it is one payment, the first. `user` is who
    in finance says so; None is the provider itself. Raises NotAllowed, and
    CaseworkError for an amount that is none.
    """
    _check_who(invoice, user)
    if not 0 < amount <= MOST:
        raise CaseworkError(_("Write the amount in whole ₮."), field="amount")
    # What happens to the application happens before this or after it.
    case = Case.objects.select_for_update(of=("self",)).get(pk=invoice.application_id)
    standing = Invoice.objects.get(pk=invoice.pk)
    payment, is_new = Payment.objects.get_or_create(
        provider=provider,
        provider_id=provider_id,
        defaults={
            "invoice": standing,
            "amount": amount,
            "state": state_of(standing, case.state, amount),
            "paid_on": paid_on,
            "recorded_by": user,
        },
    )
    if is_new and payment.state in PAYS:
        _begin_work(standing)
    return payment


def _check_who(invoice: Invoice, user: User | None) -> None:
    if user is None:
        return
    if not Invoice.objects.handled_by(user).filter(pk=invoice.pk).exists():
        raise NotAllowed(_("Your role does not allow this."))


def state_of(invoice: Invoice, case_state: str, amount: int) -> Payment.State:
    """What a payment of `amount` is to this invoice now."""
    if invoice.cancelled_at is not None:
        return Payment.State.LATE
    if invoice.paid_at is not None:
        return Payment.State.DOUBLE
    if case_state != WAITING:
        return Payment.State.LATE
    missing = invoice.total - received(invoice) - amount
    if missing > 0:
        return Payment.State.PARTIAL
    return Payment.State.SURPLUS if missing else Payment.State.MATCHED


def received(invoice: Invoice) -> int:
    """What has come for an invoice, ₮; what finance settled otherwise is not in it."""
    counted = invoice.payments.filter(settled_at__isnull=True)
    return counted.aggregate(sum=Sum("amount"))["sum"] or 0


def _begin_work(invoice: Invoice) -> None:
    """All that came is this sum; the application goes on."""
    parts = invoice.payments.filter(state=Payment.State.PARTIAL, settled_at=None)
    parts.update(state=Payment.State.MATCHED)
    invoice.paid_at = timezone.now()
    invoice.save(update_fields=["paid_at"])
    perform(case_id=invoice.application_id, move="paid", actor=THE_SYSTEM, version=None)


@transaction.atomic
def settle_payment(*, payment_id: int, user: User, note: str) -> Payment:
    """Note what finance did about a payment that was not simply right.

    Raises NotAllowed, MissingInput without a note.
    """
    mine = Payment.objects.handled_by(user).filter(pk=payment_id)
    found = mine.select_related("invoice").first()
    if found is None:
        raise NotAllowed(_("Your role does not allow this."))
    # An application's payments are counted under the lock of its case.
    Case.objects.select_for_update(of=("self",)).get(pk=found.invoice.application_id)
    payment: Payment = mine.get()
    if not payment.is_to_settle:
        raise NotAllowed(_("There is nothing to settle about this payment."))
    if not note.strip():
        raise MissingInput(_("Please write what was done about it."), field="note")
    # Settled once as too much, and now to be paid back: both notes are kept.
    notes = filter(None, [note.strip(), payment.note])
    payment.note = " · ".join(notes)[:LONGEST_NOTE]
    payment.settled_at, payment.settled_by = timezone.now(), user
    payment.save(update_fields=["note", "settled_at", "settled_by"])
    return payment


def record_statement(*, text: str, user: User) -> list[Payment]:
    """Record every line of a bank's statement whose invoice is clear.

    Each line by itself: a statement sent twice changes nothing. Raises RowsUnreadable.
    """
    from eservices.payments import bank

    found = bank.match(bank.read_statement(text), user)
    return [
        record_payment(
            invoice=each.invoice,
            provider=bank.PROVIDER,
            provider_id=each.line.key,
            amount=each.line.amount,
            paid_on=each.line.day,
            user=user,
        )
        for each in found
        if each.is_new and each.invoice is not None
    ]
