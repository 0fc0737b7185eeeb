"""The receipt of a case as a tagged PDF (PDF/UA-1), drawn by typst."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casework.receipts.qr import qr_svg
from mongolian.dates import format_long, format_weekday, to_ulaanbaatar

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "receipt.typ"
_MAX_TICKS = 45  # days; a longer clock has a tick every fifth day
# What our fonts can draw; PDF/UA refuses a page with any other letter.
_UNDRAWABLE = re.compile(
    "[^\n -~\u00a0-\u017f\u0400-\u04ff\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026"
    "\u2030\u2039\u203a\u20ac\u20ae\u2116\ufffd]"
)


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
            "script": _agency_script(),
        }
    # A new compiler for every page: a shared one is not made for threads, and
    # typst.compile never lets go of what it remembers of a page (170 kB each).
    compiler = typst.Compiler(
        str(_TEMPLATE),
        root=str(_HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(receipt.received_at.timestamp()),
    )
    return cast(bytes, pdf)  # a list of bytes only for formats of pictures


def _values(receipt: ReceiptData) -> dict[str, Any]:
    received = to_ulaanbaatar(receipt.received_at)
    due = receipt.due_on
    return {
        "language": receipt.language,
        "agency": _drawable(receipt.agency_name),
        "number": _drawable(receipt.number),
        "code": _drawable(receipt.code),
        "kind": _drawable(receipt.kind_label),
        "received": f"{_long_date(received.date())}, {received:%H:%M}",
        "received_short": date_format(received, "SHORT_DATE_FORMAT"),
        "due": f"{_long_date(due)}, {_weekday(due)}" if due else None,
        "due_short": date_format(due, "SHORT_DATE_FORMAT") if due else None,
        "ticks": _ticks((due - received.date()).days) if due else 0,
        "ledger": [
            [_drawable(label), _drawable(value)] for label, value in receipt.ledger
        ],
        "unit": _drawable(receipt.unit_name),
        "hotline": _drawable(_spaced(receipt.hotline)),
        "address": _drawable(receipt.tracking_url.partition("#")[0]),
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


def _drawable(text: str) -> str:
    """The text with a sign in place of each letter our fonts do not have."""
    return _UNDRAWABLE.sub("\ufffd", text)


def _long_date(day: date) -> str:
    english = translation.get_language() == "en"
    return date_format(day, "DATE_FORMAT") if english else format_long(day)


def _weekday(day: date) -> str:
    english = translation.get_language() == "en"
    return date_format(day, "l") if english else format_weekday(day)


def _ticks(days: int) -> int:
    """How many parts the ruler from receipt to due date has."""
    return max(days if days <= _MAX_TICKS else days // 5, 1)


def _spaced(hotline: str) -> str:
    """18002525 as people say it: 1800 2525."""
    is_local = hotline.isdigit() and len(hotline) == 8
    return f"{hotline[:4]} {hotline[4:]}" if is_local else hotline


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_HERE / "fonts")],
    )


@cache
def _agency_script() -> str:
    """The agency's name in traditional script, as on the site."""
    drawing: Path = settings.BASE_DIR / "static" / "img" / "agency-script.svg"
    return drawing.read_text()
