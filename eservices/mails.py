"""Mail that is no notice of a case: to an invited person, to who writes a draft."""

from __future__ import annotations

import smtplib
import sys

import structlog
from django.core.mail import EmailMessage

from mongolian.identity import mask_email
from organisation.code_mail import is_printed

log = structlog.get_logger("portal.worker")


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
