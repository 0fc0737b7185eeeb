"""Case numbers and access codes: short, readable aloud, hard to mistype.

A number is `26-004217-4`: year, serial of the year, Damm check digit over the
eight digits before it (H. M. Damm, 2004: catches every single wrong digit and
every swap of neighbours). A code is nine digits, read as three groups.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from casework.models import Case

# The totally anti-symmetric quasigroup of order 10 given by Damm.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
CODE_DIGITS = 9


def check_digit(digits: str) -> int:
    """The Damm check digit of a string of digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def make_number(year: int, serial: int) -> str:
    """The number of the `serial`-th case of `year`."""
    head = f"{year % 100:02d}{serial:06d}"
    return f"{head[:2]}-{head[2:]}-{check_digit(head)}"


def parse_number(typed: str) -> str | None:
    """The number as we write it, from any spelling; None when it cannot be one.

    Spaces and dashes may be missing or other signs; a wrong digit is caught by
    the check digit before any look-up.
    """
    digits = re.sub(r"\D", "", typed)
    if not 9 <= len(digits) <= 12 or check_digit(digits) != 0:
        return None
    return f"{digits[:2]}-{digits[2:-1]}-{digits[-1]}"


def next_serial(series: str) -> int:
    """The next number of a gap-free series; locks it until the commit."""
    return next_serials(series, 1)[0]


def next_serials(series: str, count: int) -> range:
    """The next `count` numbers of a gap-free series; locks it until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_numberseries AS series (name, last) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET last = series.last + EXCLUDED.last "
            "RETURNING last",
            [series, count],
        )
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def code_for(client_key: UUID, *, secret: str | None = None) -> str:
    """The access code of the case made with `client_key`.

    Derived, not stored: sending the same form again shows the same receipt,
    and only who holds the form's secret key can ask for it.
    """
    digest = salted_hmac(
        "casework.code", client_key.hex, secret=secret, algorithm="sha256"
    ).digest()
    number = int.from_bytes(digest, "big") % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


def code_of(case: Case) -> str:
    """The code that opens a case, under whichever secret key it was made."""
    for secret in settings.SECRET_KEY_FALLBACKS:
        code = code_for(case.client_key, secret=secret)
        if code_matches(case.code_hash, case.number, code):
            return code
    return code_for(case.client_key)


def group_code(code: str) -> str:
    """The code in groups of three, as it is shown and read aloud."""
    return "-".join(code[at : at + 3] for at in range(0, len(code), 3))


def hash_code(number: str, code: str, *, secret: str | None = None) -> str:
    """What is stored instead of the code."""
    return salted_hmac(
        "casework.code-hash", f"{number}:{code}", secret=secret, algorithm="sha256"
    ).hexdigest()


def code_matches(stored: str, number: str, typed: str) -> bool:
    """Whether the typed code is the right one, in constant time.

    Older secret keys (SECRET_KEY_FALLBACKS) still open older cases.
    """
    code = re.sub(r"\D", "", typed)
    matches = False
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        # No early return: every key is tried, whatever the first one says.
        given = hash_code(number, code, secret=secret)
        matches |= constant_time_compare(stored, given)
    return matches
