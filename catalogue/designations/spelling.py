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
_CYRILLIC_WORD = re.compile(
    f"(?=[A-Z0-9]*[{_CYRILLIC}])([A-Z{_CYRILLIC}]*)([A-Z0-9{_CYRILLIC}]*)(:?)"
)
_LONGEST_CODE_LETTERS = 2
_SPACED_COLON = re.compile(" ?: ?")
_GLUED_VERSION = re.compile(r"(?<=[0-9])(?=V[0-9]+\.[0-9]|ED\.? ?[0-9])")


def tidy(text: str) -> str:
    """Return text in capitals, with plain dashes and colons and single spaces.

    Publishers are in Latin; every other Cyrillic word stays as it is.
    """
    text = text[:LONGEST]
    if text.isascii():
        return _spaced(text.translate(_PLAIN).upper())
    # № would decompose into the letters No, which the number would then follow.
    text = unicodedata.normalize("NFKC", text.translate(_PLAIN))[:LONGEST]
    return _spaced(_CYRILLIC_WORD.sub(_in_latin, text.translate(_PLAIN).upper()))


def _spaced(text: str) -> str:
    """Return text with single spaces, none at a colon, one before ETSI's version."""
    if "ETSI" in text:
        text = _GLUED_VERSION.sub(" ", text)
    text = " ".join(text.split())
    return _SPACED_COLON.sub(":", text) if ": " in text or " :" in text else text


def _in_latin(match: re.Match[str]) -> str:
    """Return a word of a designation in Latin letters, any other unchanged."""
    letters, rest, colon = match.groups()
    # A lone letter is the ending of a case (5217-г), unless the year follows it.
    is_code = _is_code(letters + rest) or bool(colon and len(letters) == 1)
    return _latin(letters, is_code) + _latin(rest, is_code) + colon


def _latin(letters: str, is_code: bool) -> str:
    """Return the letters of one word as a publisher or as part of a code."""
    canonical = known(letters) or unglue(letters)
    if canonical:
        return " ".join(canonical)
    latin = look_alike(letters)
    if latin.isascii() and (known(latin) or unglue(latin) or is_code):
        return latin
    return letters


def _is_code(word: str) -> bool:
    """Tell a code such as А01 from a word with digits: few letters, some digits."""
    letters = sum(map(str.isalpha, word))
    return letters <= _LONGEST_CODE_LETTERS and letters < len(word)
