"""The six signs printed on the paper: who knows them has seen it.

Every sign stands on a Latin and on a Cyrillic keyboard, and no two look alike.
"""

from __future__ import annotations

import secrets
import unicodedata

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError
from casework.ratelimit import Limit, give_back, take
from eservices.models import Certificate

SIGNS = "ACEHKMPTXY2345679"
LENGTH = 6
PER_ADDRESS = Limit("certificate.address", burst=30, seconds=600)
PER_CERTIFICATE = Limit("certificate.number", burst=8, seconds=600)
# Slowed by the limits above; after so many in a day nobody gets on.
LOCK = Limit("certificate.lock", burst=24, seconds=24 * 3600)
# Cyrillic letters and digits that are read or typed for one of the signs.
_MEANT = str.maketrans("АСЕНКМРТХУҮЗЧБSZ", "ACEHKMPTXYY34652")
# Compared with when there is no such certificate: both answers cost the same.
_NO_CODE = "------"


class CodeRefused(CaseworkError):
    """The paper is not proven; the sentence says what to do."""


class TooManyCodes(CodeRefused):
    """The address or the certificate has to wait."""


def make_code() -> str:
    """Six random signs: one of 24 million."""
    return "".join(secrets.choice(SIGNS) for _place in range(LENGTH))


def read_code(typed: str) -> str:
    """The code as we print it, from any keyboard, with or without spaces."""
    text = unicodedata.normalize("NFKC", typed[:40]).upper().translate(_MEANT)
    return "".join(sign for sign in text if sign.isalnum())


def prove(*, number: str, code: str, address: str) -> Certificate:
    """The certificate whose paper bears this code.

    Raises CodeRefused for a wrong code or an unknown number, in the same words, and
    TooManyCodes when the address or the number (known or not) had too many wrong ones.
    Only failed tries use up tokens. Call outside a transaction.
    """
    limits = [(PER_ADDRESS, address), (PER_CERTIFICATE, number), (LOCK, number)]
    # Every bucket is asked, whatever the others say.
    allowed = [take(limit, subject) for limit, subject in limits]
    if not allowed[-1]:
        raise TooManyCodes(
            _(
                "Too many wrong codes: the documents of this certificate are locked. "
                "Please try again tomorrow, or call %(hotline)s."
            )
            % {"hotline": settings.HOTLINE},
            field="code",
        )
    if not all(allowed):
        raise TooManyCodes(
            _("Too many tries. Please try again in 10 minutes, or call %(hotline)s.")
            % {"hotline": settings.HOTLINE},
            field="code",
        )
    found = Certificate.objects.with_all_around().filter(number=number).first()
    right = found.check_code if found else _NO_CODE
    if not constant_time_compare(right, read_code(code)) or found is None:
        raise CodeRefused(
            _("This is not the code on the paper. Please check its six signs."),
            field="code",
        )
    for limit, subject in limits:
        give_back(limit, subject)
    return found
