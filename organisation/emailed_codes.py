"""Sign-in of applicants by a code sent to their e-mail; staff never enter this way.

The code is not stored: it is computed from a secret of the portal and the row's key,
so that the worker can write it into the mail and nobody can read it in the database.
The same is answered for known, unknown and staff addresses; what is sent differs.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from organisation.models import SignInCode, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

DIGITS = 8
LIFE = timedelta(minutes=15)
TRIES = 5


def fold_email(typed: str) -> str:
    """An address as it is compared and kept: without spaces, lower case."""
    return typed.strip().lower()


@transaction.atomic
def start(*, email: str, language: str) -> SignInCode:
    """Make a code for this address and have the worker mail it.

    Whoever the address belongs to, the same happens here.
    """
    from organisation.tasks import send_sign_in_code

    forget_old()
    code = SignInCode.objects.create(
        email=fold_email(email), language=language, expires_at=timezone.now() + LIFE
    )
    send_sign_in_code.enqueue(code.pk)
    return code


def forget_old() -> int:
    """Delete codes past their time, with the addresses in them; returns how many."""
    return SignInCode.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def digits_of(code: SignInCode, *, secret: str | None = None) -> str:
    """The eight digits that belong to a row."""
    digest = salted_hmac(
        "organisation.sign-in", code.key.hex, secret=secret, algorithm="sha256"
    ).digest()
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"


def grouped(digits: str) -> str:
    """The digits as they are shown: 1234-5678."""
    return f"{digits[:4]}-{digits[4:]}"


def spend_try(*, key: UUID, typed: str) -> SignInCode | None:
    """The row whose code this is, or None; one of five tries is spent first.

    The try is counted in the database before anything is compared, so that tries
    sent all at once cannot slip past.
    """
    open_ones = SignInCode.objects.filter(
        key=key, expires_at__gt=timezone.now(), tries__lt=TRIES, used_at=None
    )
    if not open_ones.update(tries=F("tries") + 1):
        return None
    code = SignInCode.objects.get(key=key)
    given = re.sub(r"[^0-9]", "", typed)
    fits = False
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        # No early return: every key is tried, whatever the first one says.
        fits |= constant_time_compare(digits_of(code, secret=secret), given)
    return code if fits else None


def tries_left(key: UUID) -> int:
    """How often a code may still be typed; 0 when it is over or unknown."""
    code = SignInCode.objects.filter(
        key=key, expires_at__gt=timezone.now(), used_at=None
    ).first()
    return max(0, TRIES - code.tries) if code else 0


def owners_of(email: str) -> QuerySet[User]:
    """Every account this address could mean."""
    folded = fold_email(email)
    return User.objects.filter(Q(email__iexact=folded) | Q(username__iexact=folded))


def is_shut(email: str) -> bool:
    """Whether the address is one of staff, or of an account that was closed."""
    return owners_of(email).filter(Q(is_staff=True) | Q(is_active=False)).exists()


@transaction.atomic
def enter(*, code: SignInCode) -> User | None:
    """The account of who typed a code, made when it is new; a code enters once.

    None for staff, who need a password and a second factor, for a closed account,
    and when the code was used in the same moment.
    """
    unused = SignInCode.objects.filter(pk=code.pk, used_at=None)
    if not unused.update(used_at=timezone.now()) or is_shut(code.email):
        return None
    known = owners_of(code.email).order_by("pk").first()
    return known or _new_applicant(code.email)


def _new_applicant(email: str) -> User:
    """A new account; of two sign-ins at once one makes it."""
    user = User(username=email, email=email)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        return User.objects.get(username=email)
    return user
