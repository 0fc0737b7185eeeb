"""The stem of one word and the stems of a text."""

import re
from functools import lru_cache

from mongolian.folding import normalise
from mongolian.stemming.finish import finish
from mongolian.stemming.strip import strip

_CYRILLIC = re.compile("[\u0400-\u052f]")
_WORD = re.compile("[\u0400-\u052f]+|[^\\W_\u0400-\u052f]+")
# Longer than any word, so that a hostile text costs no time.
LONGEST_WORD = 60
_TWIN = str.maketrans("ёөү", "еоу")


@lru_cache(200_000)
def stem(word: str) -> str:
    """Return the stem of a word; in another script or endless, only normalised.

    The stem of a stem is itself. Empty only if the word has no visible character.
    """
    word = normalise(word)
    if len(word) > LONGEST_WORD or not _CYRILLIC.search(word):
        return word
    stripped = strip(word)
    while (finished := finish(stripped)) != stripped:
        stripped = strip(finished)
    return finished


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, in its order; numbers as they are."""
    return [stem(word) for word in _WORD.findall(normalise(text))]


def twin(stem: str) -> str:
    """Return a stem as typed without the keys ё, ө and ү."""
    return stem.translate(_TWIN)
