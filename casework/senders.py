"""The two ways out: mail and SMS; both say a code when they fail."""

from __future__ import annotations

import http.client
import json
import smtplib
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from casework.models import Notice
from casework.notice_texts import text_of
from casework.numbers import code_of, group_code
from mongolian.identity import mask_email, mask_phone

TIMEOUT = 15  # seconds


class SendFailure(Exception):
    """A notice did not go out; `is_final`: trying again will not help."""

    def __init__(self, code: str, *, is_final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = is_final


def send_email(notice: Notice, address: str) -> None:
    """Send by the server of EMAIL_URL; raises SendFailure."""
    if settings.EMAIL_URL.startswith("consolemail:"):
        _print(notice, f"E-mail → {mask_email(address)}")
        return
    text = text_of(notice)
    host = urlsplit(settings.SITE_URL).hostname
    message = EmailMessage(
        subject=text.subject,
        body=text.body,
        to=[address],
        headers={
            "Message-ID": f"<{notice.key}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise SendFailure("address_refused", is_final=True) from error
    except (smtplib.SMTPException, OSError) as error:
        raise SendFailure(type(error).__name__.lower()[:40]) from error


def _print(notice: Notice, to: str) -> None:
    """Show a notice where nothing is sent; a log may keep it, so without the code."""
    code = group_code(code_of(notice.case))
    text = text_of(notice).short.replace(code, "•••-•••-•••")
    sys.stdout.write(f"{to}: {text}\n")
    sys.stdout.flush()


def send_sms(notice: Notice, phone: str) -> None:
    """Send by the HTTP gateway of SMS_URL, or print; raises SendFailure.

    The gateway receives POST JSON {to, text, key} with the header
    Idempotency-Key and must send one SMS for one key.
    """
    text = text_of(notice).short
    if settings.SMS_URL.startswith("console:"):
        _print(notice, f"SMS → {mask_phone(phone)}")
        return
    body = json.dumps({"to": phone, "text": text, "key": str(notice.key)})
    request = urllib.request.Request(  # noqa: S310  (scheme checked in settings)
        settings.SMS_URL,
        data=body.encode(),
        headers={
            "Content-Type": "application/json",
            "Idempotency-Key": str(notice.key),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        final = 400 <= error.code < 500 and error.code not in {408, 409, 429}
        raise SendFailure(f"http_{error.code}", is_final=final) from error
    except (OSError, http.client.HTTPException) as error:
        raise SendFailure("gateway_unreachable") from error
