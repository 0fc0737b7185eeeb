"""Finishing a stripped word, so that all its forms end the same way."""

import re

_V = "аэиоөуүяеёюый"
_C = "бвгджзклмнпрстфхцчшщ"
_SIGN = re.compile("[ьъ]+$")
_FINAL_VOWEL = re.compile(f"(?<=[{_V}])([{_C}]+[ьъ]?)(?:[аэиоө]|ий)$")
_FINAL_VOWEL1 = re.compile(f"(?<=[{_V}])([{_C}ьъ]+)(?:[аэиоө]|ий)$")
_FLEETING = re.compile(f"(?<=[{_V}])([{_C}ьъ]+)[аэиоө]([{_C}])$")
_FINAL_N = re.compile(f"(?<=[{_V}])([{_C}ьъ]+)н$")


def finish(word: str) -> str:
    """Return the word without final sign and short vowel, nor fleeting vowel."""
    word = _SIGN.sub("", word) or word
    word = _FINAL_VOWEL1.sub(r"\1", word)
    word = _SIGN.sub("", word) or word
    word = _FLEETING.sub(r"\1\2", word)
    return _FINAL_N.sub(r"\1", word)
