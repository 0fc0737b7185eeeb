"""Taking the endings off a word, the longest that may go first."""

from mongolian.stemming.endings import ENDINGS, LONG, Ending
from mongolian.stemming.sounds import CONSONANTS, IOTATED, ends_long, harmonises, weight

_LONGEST = max(map(len, ENDINGS))
_SOLID = frozenset(CONSONANTS + IOTATED + "й")


def strip(word: str) -> str:
    """Return the word without its endings; more than a vowel always remains."""
    while length := _longest_ending(word):
        word = word[:-length]
    return word


def _longest_ending(word: str) -> int:
    """Return the length of the longest ending that may go, 0 if none may."""
    for length in range(min(_LONGEST, len(word) - 2), 0, -1):
        for ending in ENDINGS.get(word[-length:], ()):
            if _may_go(ending, word[:-length]):
                return length
    return 0


def _may_go(ending: Ending, rest: str) -> bool:
    return (
        (rest[-1] in ending.after or (LONG in ending.after and ends_long(rest)))
        and weight(rest) >= ending.weight
        and not _SOLID.isdisjoint(rest)
        and (not ending.vowel or harmonises(rest, ending.vowel))
    )
