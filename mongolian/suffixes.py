"""Suffixes that follow the vowels of the word before them."""

_LIMIT = 1_000_000_000

# Spoken numerals with front vowels: нэг, дөрөв, ес; дөч, ер.
_FRONT_UNITS = frozenset({1, 4, 9})
_FRONT_TENS = frozenset({4, 9})


def ordinal(number: int) -> str:
    """Return an ordinal in digits: 16 дугаар, 41 дүгээр.

    The suffix agrees with the last numeral as spoken; зуу, мянга and сая have back
    vowels. Raises ValueError outside 1 to 999,999,999.
    """
    if not 0 < number < _LIMIT:
        raise ValueError("an ordinal counts from 1 to 999,999,999")
    tens, units = divmod(number % 100, 10)
    front = units in _FRONT_UNITS if units else tens in _FRONT_TENS
    return f"{number} {'дүгээр' if front else 'дугаар'}"
