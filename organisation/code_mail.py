"""The mail with a sign-in code, in the language of who asked for it.

Neither the code nor the address is ever logged.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organisation import emailed_codes
from organisation.mails import send_mail_to
from organisation.models import SignInCode


@dataclass(frozen=True)
class Mail:
    """Subject and body."""

    subject: str
    body: str


def deliver(code_id: int) -> bool:
    """Send one code; False when it is over, or when the server did not take it.

    Who asked can ask for another: nothing is tried twice.
    """
    code = SignInCode.objects.filter(
        pk=code_id, used_at=None, expires_at__gt=timezone.now()
    ).first()
    if code is None:
        return False
    mail = words(code)
    return send_mail_to(code.email, subject=mail.subject, body=mail.body)


def words(code: SignInCode) -> Mail:
    """What is written: the code, or to staff why there is none."""
    with translation.override(code.language):
        agency = _("Agency for Standardization and Metrology")
        footer = _("Hotline: %(phone)s") % {"phone": settings.HOTLINE}
        if emailed_codes.is_shut(code.email):
            subject, text = _shut_words()
        else:
            subject, text = _code_words(code)
        return Mail(subject, f"{text}\n\n{agency}\n{footer}\n")


def _code_words(code: SignInCode) -> tuple[str, str]:
    digits = emailed_codes.grouped(emailed_codes.digits_of(code))
    return (
        _("Your sign-in code: %(code)s") % {"code": digits},
        _(
            "Your code to sign in is %(code)s. It is good for 15 minutes.\n\n"
            "Give it to nobody; we never ask for it by phone. If you did not ask "
            "for it, you need not do anything."
        )
        % {"code": digits},
    )


def _shut_words() -> tuple[str, str]:
    return (
        _("Signing in to the portal"),
        _(
            "Somebody wants to sign in with this address. It belongs to a member of "
            "staff or to a closed account, so no code is sent. Staff sign in with "
            "user name and password: %(url)s"
        )
        % {"url": f"{settings.SITE_URL}/account/login/"},
    )
