"""Numbers of certificates: `СХЗГ-S2-037-2026-000012`, in any spelling people type.

Agency, service, unit, year, serial without gaps. In addresses the agency is left out
and the rest is lower case: `s2-037-2026-000012`.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError
from organisation.models import Unit

AGENCY = "СХЗГ"
LONGEST_TYPED = 200  # characters; more is no number
# The agency as it is typed on other keyboards, look-alikes already as in _LETTERS.
_AGENCIES = r"(?:CX[3Z][ГGR]|SKHZG|SHZG|SXZG|CXZG|MASM)"
# Cyrillic capitals that look or sound like the Latin letter meant.
_LETTERS = str.maketrans("АВЕКМНОРСТХУЗ", "ABEKMHOPCTXY3")
# Letters typed for a digit.
_DIGITS = str.maketrans("OIL", "011")
_NUMBER = re.compile(
    rf"(?:{_AGENCIES}[- ]*)?[SC][- ]*([1-5])"
    r"[- ]*(\w{3})[- ]*(\w{4})[- ]*(\w{1,7})"
)
_DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212/\\._:]+")


def make_number(service: str, unit_code: str, year: int, serial: int) -> str:
    """The number of the `serial`-th certificate of a service, unit and year."""
    return f"{AGENCY}-{service}-{unit_code}-{year}-{serial:06d}"


def address_of(number: str) -> str:
    """How a number stands in an address: s2-037-2026-000012."""
    return number.partition("-")[2].lower()


def read_number(typed: str) -> str | None:
    """The number as we write it, from any spelling; None when it cannot be one.

    The agency may be missing or in Latin letters, dashes may be spaces or missing,
    zeros before the serial too; Cyrillic «С2» and a letter O for a zero are read as
    meant.
    """
    text = typed[:LONGEST_TYPED].replace("№", " ")
    text = unicodedata.normalize("NFKC", text).upper()
    text = _DASHES.sub("-", text.translate(_LETTERS)).strip("-")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    service, unit, year, serial = (part.translate(_DIGITS) for part in match.groups())
    digits = unit + year + serial
    if not (digits.isascii() and digits.isdigit()) or int(serial) == 0:
        return None
    return make_number(f"S{service}", unit, int(year), int(serial))


def series_of(service: str, unit: Unit, year: int) -> str:
    """The name of the gap-free series; CaseworkError for a unit without a code."""
    if not unit.number_code:
        raise CaseworkError(
            _(
                "The unit “%(unit)s” has no code for certificate numbers yet; an "
                "administrator can give it one."
            )
            % {"unit": unit.name}
        )
    return f"certificate-{service}-{unit.number_code}-{year}"
