"""When two spellings mean the same instrument.

Serial numbers are copied from plates by hand, on Russian, Mongolian and Latin
keyboards: «АВ-1024/2» and "ab 10242" are one. What is stored beside the typed text is
a key in which only letters and digits are left, look-alikes of the two scripts alike.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Lower-case Cyrillic letters whose capitals look like a Latin letter.
_AS_LATIN = str.maketrans("авекмнорстухіѕјү", "abekmhopctyxisjy")
LONGEST_NAME = 120
LONGEST_SERIAL = 60


@dataclass(frozen=True)
class Keys:
    """What an instrument is known by, as Instrument keeps it."""

    serial: str
    model: str
    maker: str


def key(text: str) -> str:
    """Letters and digits only, lower case, look-alikes of both scripts the same.

    Empty when there is neither letter nor digit, as in a dash for "unknown".
    """
    # Unicode would spell the number sign out as "No".
    plain = unicodedata.normalize("NFKC", text.replace("№", ""))
    folded = plain.casefold().translate(_AS_LATIN)
    return "".join(sign for sign in folded if sign.isalnum())


def serial_key(serial: str) -> str:
    """The key of a serial number."""
    return key(serial)[:LONGEST_SERIAL]


def keys(*, maker: str, model: str, serial: str) -> Keys:
    """The three keys that together name an instrument."""
    return Keys(
        serial=serial_key(serial),
        model=key(model)[:LONGEST_NAME],
        maker=key(maker)[:LONGEST_NAME],
    )
