"""Invoices that wait for their payment, and money that comes."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from casework.models import Case
from eservices.actions.payments import record_payment
from eservices.models import Invoice, Payment
from organisation.models import Role, Unit, User
from tests.eservices.officers import Office
from tests.factories import make_user

_serial = count(1)


def awaiting() -> tuple[Office, Invoice]:
    """An application of two instruments whose invoice was sent."""
    office = Office("verification")
    office.bring_to("awaiting_payment")
    return office, Invoice.objects.get(application=office.application)


def pay(invoice: Invoice, amount: int | None = None, **values: Any) -> Payment:
    """Money that came by bank; by default the full sum."""
    given: dict[str, Any] = {
        "provider": "bank",
        "provider_id": f"T{next(_serial)}",
        "amount": invoice.total if amount is None else amount,
        "paid_on": timezone.localdate(),
    }
    return record_payment(invoice=invoice, **(given | values))


def state_of_case(invoice: Invoice) -> str:
    """Where its application stands."""
    return Case.objects.get(pk=invoice.application_id).state


def finance(unit: Unit | None = None) -> User:
    """Somebody of finance; by default of the head office."""
    return make_user(Role.FINANCE, unit or Unit.objects.head_office())
