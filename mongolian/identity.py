"""Numbers that name people and companies in Mongolia: read, check, mask.

The formats were confirmed in research/eservices-branches.md (i); the birth date
inside the citizen's register is only remembered there, so it warns and never
refuses. Errors carry a code; the sentence for people is made by the caller.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from mongolian.folding import clean_text

MASK = "•"

# Spaces, dashes and brackets people write inside numbers, and the invisible
# direction marks that telephones paste along with a number.
_SEPARATORS = re.compile(r"[\s\-‐-―−()./\u00ad\u200b-\u200f\u2060]+")

# Digits are ASCII only: \d would also accept Arabic and other digits.
_DIGITS = re.compile("[0-9]+")
_PHONE = re.compile(r"\+?[0-9]+")
_COUNTRY_PREFIX = re.compile(r"(?:\+|00)?976(?=[0-9]{8}$)")
_REGISTER = re.compile("[А-ЯЁӨҮ]{2}[0-9]{8}")

# Capitals that look alike. Y may be meant for У or Ү: read as У, with a warning.
_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYЄЇѲҰ", "АВСЕНКМОРТХУӨҮӨҮ")

_PHONE_LENGTH = 8
_COMPANY_LENGTH = 7
_REGISTER_LENGTH = 10
_MONTHS_ADDED_FROM_2000 = 20


class IdentityError(ValueError):
    """A number that cannot be what it is given as; `code` says why."""

    def __init__(self, code: str) -> None:
        """Keep the machine-readable reason, such as "phone_length"."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class CitizenRegister:
    """A citizen's register number (РД); personal, so kept out of its repr.

    `warning` is None, "citizen_register_date" or "citizen_register_letter".
    """

    value: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    warning: str | None


def parse_phone(text: str) -> str:
    """Return the 8 digits of a Mongolian telephone number.

    Raises IdentityError: phone_empty, phone_characters, phone_country (not
    +976) or phone_length.
    """
    number = _compact(text)
    if not number:
        raise IdentityError("phone_empty")
    if not _PHONE.fullmatch(number):
        raise IdentityError("phone_characters")
    number = _COUNTRY_PREFIX.sub("", number, count=1)
    if len(number) == _PHONE_LENGTH and number.isdigit():
        return number
    if number.startswith(("+", "00")) and not number.startswith(("+976", "00976")):
        raise IdentityError("phone_country")
    raise IdentityError("phone_length")


def parse_company_register(text: str) -> str:
    """Return the 7 digits of a company's state register number.

    Raises IdentityError: company_register_empty, company_register_characters
    or company_register_length.
    """
    number = _compact(text)
    if not number:
        raise IdentityError("company_register_empty")
    if not _DIGITS.fullmatch(number):
        raise IdentityError("company_register_characters")
    if len(number) != _COMPANY_LENGTH:
        raise IdentityError("company_register_length")
    return number


def parse_citizen_register(text: str, *, today: date | None = None) -> CitizenRegister:
    """Return a citizen's register number: two Cyrillic letters and 8 digits.

    Latin letters that look Cyrillic are read as Cyrillic. A birth date that does
    not exist, or lies after `today` when given, is a warning. Raises
    IdentityError: citizen_register_empty, citizen_register_length or
    citizen_register_format.
    """
    typed = _compact(text).upper()
    if not typed:
        raise IdentityError("citizen_register_empty")
    if len(typed) != _REGISTER_LENGTH:
        raise IdentityError("citizen_register_length")
    value = typed.translate(_LOOK_ALIKES)
    if not _REGISTER.fullmatch(value):
        raise IdentityError("citizen_register_format")
    birth_date = _birth_date(value[2:8])
    if birth_date is None or (today is not None and birth_date > today):
        return CitizenRegister(value, None, "citizen_register_date")
    doubtful = "Y" in typed
    return CitizenRegister(
        value, birth_date, "citizen_register_letter" if doubtful else None
    )


def mask_phone(number: str) -> str:
    """Return a telephone number that only its owner recognises: 9911••••."""
    shown = number[:4] if len(number) == _PHONE_LENGTH else ""
    return shown.ljust(_PHONE_LENGTH, MASK)


def mask_email(address: str) -> str:
    """Return an e-mail address that only its owner recognises: b•••@mail.mn.

    The number of marks is fixed, so that the length of the name stays hidden.
    """
    name, at, domain = address.rpartition("@")
    shown = name[:1] if len(name) > 1 else ""
    return f"{shown}{MASK * 3}{at}{domain if at else ''}"


def mask_citizen_register(number: str) -> str:
    """Return a register number that only its owner recognises: УБ••••••34."""
    if len(number) != _REGISTER_LENGTH:
        return MASK * _REGISTER_LENGTH
    return f"{number[:2]}{MASK * (_REGISTER_LENGTH - 4)}{number[-2:]}"


def _compact(text: str) -> str:
    """Return text without the marks people put between digits."""
    return _SEPARATORS.sub("", clean_text(text))


def _birth_date(digits: str) -> date | None:
    """Return the date in yymmdd; months 21 to 32 mean a year from 2000 on."""
    year, month, day = (int(digits[place : place + 2]) for place in (0, 2, 4))
    century = 1900
    if month > _MONTHS_ADDED_FROM_2000:
        century, month = 2000, month - _MONTHS_ADDED_FROM_2000
    try:
        return date(century + year, month, day)
    except ValueError:
        return None
