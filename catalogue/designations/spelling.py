"""One spelling for all that people type and print: the form the parser reads."""

import re
import unicodedata

from catalogue.designations.publishers import known, look_alike, unglue

LONGEST = 300
"""Characters of a text that are read; the longest real code has 86."""

# Dashes, quotes and brackets that carry no meaning, and stand-ins for a colon.
_PLAIN = str.maketrans({
    **dict.fromkeys("‐‑‒–—―−﹣－⁃˗", "-"),
    **dict.fromkeys(";：﹕∶꞉", ":"),
    **dict.fromkeys("\"'`´‘’‚‛“”„‟«»‹›№#*?!_,=|&~^$%@[]{}<>\\", " "),
    **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", None),
    **dict.fromkeys(map(chr, (*range(32), 127, *range(0x80, 0xA0))), " "),
})  # fmt: skip

_CYRILLIC = "\u0400-\u052f"
_CYRILLIC_WORD = re.compile(f"[A-Z0-9]*[{_CYRILLIC}][A-Z0-9{_CYRILLIC}]*")
_LEADING_LETTERS = re.compile("[^0-9]*")
_LONGEST_CODE_LETTERS = 2


def tidy(text: str) -> str:
    """Return text in capitals, with plain dashes and colons and single spaces.

    Publishers are in Latin; every other Cyrillic word stays as it is.
    """
    text = text[:LONGEST]
    if text.isascii():
        return " ".join(text.translate(_PLAIN).upper().split())
    # № would decompose into the letters No, which the number would then follow.
    text = unicodedata.normalize("NFKC", text.translate(_PLAIN))[:LONGEST]
    text = _CYRILLIC_WORD.sub(_in_latin, text.translate(_PLAIN).upper())
    return " ".join(text.split())


def _in_latin(match: re.Match[str]) -> str:
    """Return a word of a designation in Latin letters, any other unchanged."""
    word = match[0]
    letters = _LEADING_LETTERS.match(word)[0]  # type: ignore[index]
    return _latin_letters(letters, word) + _latin_letters(word[len(letters) :], word)


def _latin_letters(letters: str, word: str) -> str:
    """Return the letters of one word as a publisher or as part of a code."""
    canonical = known(letters) or unglue(letters)
    if canonical:
        return " ".join(canonical)
    latin = look_alike(letters)
    if latin.isascii() and (known(latin) or unglue(latin) or _is_code(word)):
        return latin
    return letters


def _is_code(word: str) -> bool:
    """Tell a code such as А01 from a word with digits: few letters, some digits."""
    letters = sum(map(str.isalpha, word))
    return letters <= _LONGEST_CODE_LETTERS and letters < len(word)
