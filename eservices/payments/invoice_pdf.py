"""An invoice as a tagged PDF (PDF/UA-1), drawn by typst."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casework.receipts.typesetting import (
    agency_script,
    draw,
    drawable,
    long_date,
    spaced_hotline,
)
from eservices.engine import service_of
from eservices.models import Invoice
from eservices.payments.invoice_page import bank_facts, lines_of, payer_of
from eservices.templatetags.services import tariff_unit

_TEMPLATE = Path(__file__).parent / "invoice.typ"


def invoice_pdf(invoice: Invoice) -> bytes:
    """The invoice in the language of its application; same state, same bytes."""
    issued_at = datetime.combine(
        invoice.issued_on, time(), timezone.get_default_timezone()
    )
    with translation.override(invoice.application.language):
        content = {
            "paper": _paper(invoice),
            "words": _words(),
            "script": agency_script(),
        }
    return draw(_TEMPLATE, content, at=issued_at)


def _paper(invoice: Invoice) -> dict[str, Any]:
    facts = [
        (_("Payer"), payer_of(invoice)),
        (_("Service"), str(service_of(invoice.application).name)),
        (pgettext("of an invoice", "Application"), invoice.application.number),
        (_("Issued by"), str(invoice.unit)),
        (_("Issued"), long_date(invoice.issued_on)),
    ]
    return {
        "language": translation.get_language(),
        "number": drawable(invoice.number),
        "mark": drawable(_mark(invoice)),
        "facts": [[drawable(name), drawable(value)] for name, value in facts],
        "rows": [
            [
                drawable(line.name),
                f"{spaced(line.quantity)} {drawable(str(tariff_unit(line.unit)))}",
                spaced(line.amount),
                spaced(line.total),
            ]
            for line in lines_of(invoice)
        ],
        "total": f"{spaced(invoice.total)} ₮",
        "due": long_date(invoice.due_on),
        "bank": [
            [drawable(name), drawable(value)] for name, value in bank_facts(invoice)
        ],
        "bases": sorted({drawable(line.basis) for line in lines_of(invoice)} - {""}),
        "hotline": drawable(spaced_hotline(settings.HOTLINE)),
    }


def _mark(invoice: Invoice) -> str:
    """Across the page, where the paper asks for nothing any more."""
    if invoice.cancelled_at is not None:
        return pgettext("invoice", "cancelled").upper()
    if settings.DEMO_MODE or invoice.application.is_sample:
        return _("SAMPLE")
    return pgettext("invoice", "paid").upper() if invoice.paid_at else ""


def _words() -> dict[str, str]:
    return {
        "agency": _("Agency for Standardization and Metrology"),
        "agency_kind": _("Government agency of Mongolia"),
        "title": _("Invoice"),
        "number": pgettext("of an invoice", "Number"),
        "line": pgettext("of an invoice", "Line"),
        "quantity": _("Quantity"),
        "price": _("Price, ₮"),
        "sum": _("Sum, ₮"),
        "to_pay": _("To pay"),
        "due": _("To be paid by"),
        "where": _("Where to pay"),
        "ask": _("Ask us for the account: call the hotline and say this number."),
        "text": _("Write the number of the invoice into the text of the transfer."),
        "after": _("The work begins when the full sum has come."),
        "basis": _("Basis of the prices"),
        "hotline": _("Hotline"),
    }


def spaced(amount: int) -> str:
    """1 500 000, with spaces that do not break."""
    return f"{amount:,}".replace(",", "\u00a0")
