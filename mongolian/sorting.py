"""Order of the Mongolian alphabet by code point: ё after е, ө after о, ү after у.

In the database the same key is a stored generated column,
`translate(lower(name), SORT_FROM, SORT_TO)`, compared with the "C" collation
(research/engineering.md 4.4, trap 2).
"""

ALPHABET = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"

SORT_FROM = ALPHABET
# As many code points from «а» on, so that a key sorts after Latin and digits.
SORT_TO = "".join(chr(ord("а") + place) for place in range(len(ALPHABET)))

_KEY = str.maketrans(SORT_FROM, SORT_TO)


def sort_key(text: str) -> str:
    """Return a key whose code-point order is the order of the alphabet.

    Expects composed (NFC) text, as `clean_text` leaves it.
    """
    return text.lower().translate(_KEY)
