"""QPay v2: a token, an invoice with its QR code, a check of what was paid.

https://developer.qpay.mn; every answer is checked before anything is believed.
"""

from __future__ import annotations

import base64
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from eservices.models import PaymentLink
from eservices.models.payments import MOST
from eservices.payments.base import Offer, Paid, Provider, ProviderDown

TIMEOUT = 10  # seconds, for each of at most two requests
MOST_BYTES = 1_000_000  # of an answer; it holds a picture we do not use
PAGE = 100  # payments of one invoice that are looked at
LONGEST_KEY = 80
MOST_APPS = 30


@dataclass(frozen=True)
class QPay(Provider):
    """The merchant's account at QPay."""

    url: str
    user: str
    password: str
    invoice_code: str
    code = "qpay"

    def create(self, link: PaymentLink, callback_url: str) -> Offer:
        """A QPay invoice over exactly the sum."""
        invoice = link.invoice
        told = self._ask(
            "/invoice",
            {
                "invoice_code": self.invoice_code,
                # Latin and short: some banks' apps show nothing else.
                "sender_invoice_no": f"{invoice.pk}-{link.token.hex[:8]}",
                "invoice_receiver_code": "terminal",
                "invoice_description": invoice.number,
                "amount": invoice.total,
                "allow_partial": False,
                "allow_exceed": False,
                "callback_url": callback_url,
            },
        )
        return Offer(
            _text(told, "invoice_id", LONGEST_KEY),
            _text(told, "qr_text", 2000),
            tuple(_apps(told.get("urls"))),
        )

    def check(self, link: PaymentLink) -> list[Paid]:
        """What was paid for the invoice; pending and failed tries are none."""
        told = self._ask(
            "/payment/check",
            {
                "object_type": "INVOICE",
                "object_id": link.key,
                "offset": {"page_number": 1, "page_limit": PAGE},
            },
        )
        rows = told.get("rows", [])
        if not isinstance(rows, list):
            raise ProviderDown("odd_answer")
        return [_paid(row) for row in rows if _is_paid(row)]

    # --- the line -------------------------------------------------------------
    def _ask(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return _post(f"{self.url}{path}", f"Bearer {self._token()}", body)

    def _token(self) -> str:
        """A fresh one each time: it is asked for seldom, and never kept."""
        pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        told = _post(f"{self.url}/auth/token", f"Basic {pair}", {})
        return _text(told, "access_token", 5000)


def _post(url: str, authorization: str, body: Mapping[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310  (scheme checked in settings)
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": authorization},
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            told = json.loads(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        error.close()
        raise ProviderDown(f"http_{error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        raise ProviderDown("unreachable") from error
    except ValueError as error:
        raise ProviderDown("odd_answer") from error
    if not isinstance(told, dict):
        raise ProviderDown("odd_answer")
    return told


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The password is sent to the configured address only."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


# --- what it answers --------------------------------------------------------------
def _text(told: Mapping[str, Any], name: str, longest: int) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise ProviderDown("odd_answer")
    return value


def _apps(urls: Any) -> Iterator[tuple[str, str]]:
    for each in (urls if isinstance(urls, list) else [])[:MOST_APPS]:
        if not isinstance(each, dict):
            continue
        name, link = each.get("description") or each.get("name"), each.get("link")
        # Links of apps have schemes of their own; none of them runs on our page.
        if isinstance(name, str) and isinstance(link, str) and _is_app(link):
            yield name[:60], link[:2000]


def _is_app(link: str) -> bool:
    scheme, sign, _rest = link.partition("://")
    known_bad = {"javascript", "data", "vbscript", "file", "blob"}
    return bool(sign) and scheme.isascii() and scheme.lower() not in known_bad


def _is_paid(row: Any) -> bool:
    return isinstance(row, dict) and row.get("payment_status") == "PAID"


def _paid(row: Mapping[str, Any]) -> Paid:
    key = row.get("payment_id")
    if isinstance(key, int):
        key = str(key)
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        raise ProviderDown("odd_answer")
    return Paid(key, _whole(row.get("payment_amount")), _day(row.get("payment_date")))


def _whole(amount: Any) -> int:
    """1500, "1500.00": whole ₮, anything else is not believed."""
    try:
        exact = Decimal(str(amount))
    except InvalidOperation as error:
        raise ProviderDown("odd_answer") from error
    is_sum = exact.is_finite() and 0 < exact <= MOST
    if not is_sum or exact != exact.to_integral_value():
        raise ProviderDown("odd_answer")
    return int(exact)


def _day(moment: Any) -> date:
    """The day in Ulaanbaatar; today when it is not told."""
    try:
        at = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return timezone.localdate()
    return timezone.localdate(at) if at.tzinfo else at.date()
