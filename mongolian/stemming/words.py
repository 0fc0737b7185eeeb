"""Stems of one word and of the words of a text."""

import re
from functools import lru_cache

from mongolian.folding import normalise
from mongolian.stemming.finish import finish
from mongolian.stemming.strip import strip

_WORD = re.compile("[\u0400-\u052f]+|[^\\W_\u0400-\u052f]+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_TWIN = str.maketrans("ёөү", "еоу")


@lru_cache(200_000)
def stem(word: str) -> str:
    """Return the stem of a word; other than a Cyrillic word only in lower case.

    The stem of a stem is itself: endings go until none is left that may.
    """
    before, after = "", normalise(word)
    while before != after and _CYRILLIC.search(after):
        before, after = after, finish(strip(after))
    return after


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, in its order; numbers as they are."""
    return [stem(word) for word in _WORD.findall(normalise(text))]


def twin(stem: str) -> str:
    """Return a stem as typed without the keys ө, ү and ё."""
    return stem.translate(_TWIN)
