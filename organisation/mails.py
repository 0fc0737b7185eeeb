"""Mail that is no notice of a case: sign-in codes, invitations, what becomes of drafts.

Addresses and contents are never logged.
"""

from __future__ import annotations

import smtplib
import sys

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

from mongolian.identity import mask_email

log = structlog.get_logger("portal.worker")


def is_printed() -> bool:
    """Whether mail goes to the console, where no code and no link may stand."""
    return str(settings.EMAIL_URL).startswith("consolemail:")


def send_mail_to(address: str, *, subject: str, body: str) -> bool:
    """Send one mail; False when the server did not take it."""
    if is_printed():
        sys.stdout.write(f"E-mail → {mask_email(address)}: •••\n")
        sys.stdout.flush()
        return True
    message = EmailMessage(
        subject=subject,
        body=body,
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        # The error's own words may hold the address.
        log.warning("mail_failed", failure=type(error).__name__)
        return False
    return True
