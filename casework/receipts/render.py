"""The receipt of a case as a tagged PDF (PDF/UA-1), drawn by typst."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casework.receipts.qr import qr_svg
from casework.receipts.typesetting import (
    agency_script,
    draw,
    drawable,
    long_date,
    spaced_hotline,
)
from mongolian.dates import format_weekday, to_ulaanbaatar

_TEMPLATE = Path(__file__).parent / "receipt.typ"
_MAX_TICKS = 45  # days; a longer clock has a tick every fifth day


@dataclass(frozen=True)
class ReceiptData:
    """Everything a receipt says."""

    number: str
    code: str
    kind_label: str
    received_at: datetime  # aware
    due_on: date | None  # None: no deadline (thanks)
    ledger: Sequence[tuple[str, str]]  # how the due date was computed
    unit_name: str
    hotline: str
    tracking_url: str  # absolute, with the code in the fragment
    language: str  # mn or en
    agency_name: str
    sample: bool = False  # marked across the page as no real receipt


def receipt_pdf(receipt: ReceiptData) -> bytes:
    """Draw one A4 page in the receipt's language; the same data, the same bytes.

    Safe in threads. Values are drawn as they are: none of them is read as markup.
    ValueError when `received_at` has no time zone.
    """
    with translation.override(receipt.language):
        content = {
            "receipt": _values(receipt),
            "words": _words(),
            "qr": qr_svg(receipt.tracking_url),
            "script": agency_script(),
        }
    return draw(_TEMPLATE, content, at=receipt.received_at)


def _values(receipt: ReceiptData) -> dict[str, Any]:
    received = to_ulaanbaatar(receipt.received_at)
    due = receipt.due_on
    return {
        "language": receipt.language,
        "agency": drawable(receipt.agency_name),
        "number": drawable(receipt.number),
        "code": drawable(receipt.code),
        "kind": drawable(receipt.kind_label),
        "received": f"{long_date(received.date())}, {received:%H:%M}",
        "received_short": date_format(received, "SHORT_DATE_FORMAT"),
        "due": f"{long_date(due)}, {_weekday(due)}" if due else None,
        "due_short": date_format(due, "SHORT_DATE_FORMAT") if due else None,
        "ticks": _ticks((due - received.date()).days) if due else 0,
        "ledger": [
            [drawable(label), drawable(value)] for label, value in receipt.ledger
        ],
        "unit": drawable(receipt.unit_name),
        "hotline": drawable(spaced_hotline(receipt.hotline)),
        "address": drawable(receipt.tracking_url.partition("#")[0]),
        "sample": receipt.sample,
    }


def _words() -> dict[str, str]:
    """The fixed words of the page, in the active language."""
    return {
        "agency_kind": _("Government agency of Mongolia"),
        "title": _("Receipt"),
        "lead": _("We have received what you sent. Keep this page."),
        "number": pgettext("of a petition", "Number"),
        "code": pgettext("of a petition", "Code"),
        "keep": _("With the number and the code you see where it stands."),
        "scan": _("Open the page with the camera of your phone"),
        "secret": _("Show the code to nobody: it opens your page."),
        "kind": _("Kind"),
        "received": _("Received"),
        "unit": _("Who answers"),
        "due": _("Answer due by"),
        "no_due": _("No decision is needed, so there is no deadline."),
        "how": _("How the date was counted"),
        "next": _("What happens next"),
        "next_read": _("A specialist reads it and takes it into work."),
        "next_ask": _("If something is missing, the question stands on your page."),
        "next_decide": _("The decision says why, and where to appeal."),
        "next_rate": _("You say whether it was solved. If not, you reopen it."),
        "late": _("If we are late, your page says so on the first day."),
        "hotline": _("Questions? Call and say your number"),
        "web": _("On the web"),
        "sample": _("SAMPLE"),
    }


def _weekday(day: date) -> str:
    english = translation.get_language() == "en"
    return date_format(day, "l") if english else format_weekday(day)


def _ticks(days: int) -> int:
    """How many parts the ruler from receipt to due date has."""
    return max(days if days <= _MAX_TICKS else days // 5, 1)
