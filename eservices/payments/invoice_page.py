"""What the page and the paper of an invoice say: lines, sums, where to pay."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.workflow import Text
from eservices.actions.payments import received
from eservices.engine import service_of
from eservices.models import Invoice, Payment, PaymentLink
from eservices.payments.base import provider
from eservices.permissions import may_write


@dataclass(frozen=True)
class InvoiceLine:
    """A line as it was priced, in the active language."""

    name: str
    unit: str
    quantity: int
    amount: int
    total: int
    basis: str

    @classmethod
    def of(cls, line: dict[str, Any]) -> InvoiceLine:
        """From the frozen line."""
        english = line["name_en"] if get_language() == "en" else ""
        return cls(
            english or line["name_mn"],
            line["unit"],
            line["quantity"],
            line["amount"],
            line["total"],
            line["basis"],
        )


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """The lines in the active language."""
    return [InvoiceLine.of(line) for line in invoice.lines]


def bank_facts(invoice: Invoice) -> list[tuple[str, str]]:
    """Where to transfer the money; empty while the agency's account is not known."""
    if not settings.BANK_ACCOUNT:
        return []
    facts = [
        (_("Bank"), settings.BANK_NAME),
        (_("Account"), settings.BANK_ACCOUNT),
        (_("Name of the account"), settings.BANK_ACCOUNT_NAME),
        (_("Text of the transfer"), invoice.number),
    ]
    return [(name, value) for name, value in facts if value]


def payer_of(invoice: Invoice) -> str:
    """Who pays; a citizen's name is the case's, and finance sees no case."""
    company = invoice.application.company
    return f"{company.name}, {company.register_no}" if company else _("A citizen")


class InvoicePage:
    """An invoice for its applicant; the database is asked once for each thing."""

    def __init__(self, invoice: Invoice, role: str) -> None:
        self.invoice = invoice
        self.application = invoice.application
        self.may_act = may_write(role)

    @cached_property
    def lines(self) -> list[InvoiceLine]:
        """What is billed."""
        return lines_of(self.invoice)

    @cached_property
    def bank(self) -> list[tuple[str, str]]:
        """Where to transfer the money."""
        return bank_facts(self.invoice)

    @cached_property
    def service_name(self) -> Text:
        """What it is for."""
        return service_of(self.application).name

    @cached_property
    def payments(self) -> list[Payment]:
        """What came."""
        return list(self.invoice.payments.order_by("pk"))

    @cached_property
    def missing(self) -> int:
        """What is still to come, ₮; it differs from the sum when a part came."""
        return max(self.invoice.total - received(self.invoice), 0)

    @cached_property
    def way(self) -> str:
        """How it can be paid by QR code: qpay, fake, or ""."""
        used = provider()
        return used.code if used is not None and self.invoice.is_open else ""

    @cached_property
    def link(self) -> PaymentLink | None:
        """The QR code, once it was made; a sum paid in part has another."""
        if not self.way or self.missing != self.invoice.total:
            return None
        made = self.invoice.payment_links.filter(provider=self.way, key__gt="")
        return made.first()
