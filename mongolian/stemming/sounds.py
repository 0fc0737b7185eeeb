"""Sounds a stemming rule asks about: syllables, long vowels, vowel harmony.

Words are in lower case and normalised (`mongolian.folding.normalise`).
"""

import re

CONSONANTS = "бвгджзклмнпрстфхцчшщ"
SHORT_VOWELS = "аэиоө"

# Two letters that sound as one long vowel or a diphthong at the end of a word.
LONG_ENDS = frozenset(
    "аа ээ оо өө уу үү ий ай эй ой уй үй иа иэ ио иө иу иү яа еэ ёо еө юу юү ие ия ии"
    " уа үэ ео оа".split()
)
_IOTATED = "яёею"

_VOWELS = frozenset("аэиоөуүяеёюый")

_BACK = frozenset("аоуяёы")

# The vowels an ending may have after each vowel of the word; и decides nothing.
_FOLLOWERS = {
    **dict.fromkeys("аяуы", frozenset("аыу")),
    **dict.fromkeys("оё", frozenset("оыу")),
    **dict.fromkeys("эү", frozenset("эиү")),
    "е": frozenset("эөиү"),
    "ө": frozenset("өиү"),
    "ю": frozenset("аэыиуү"),
}
_AFTER_NEUTRAL = frozenset("эиү")

# In a loanword the stress decides, not the last vowel: мастер, мастераас.
_AFTER_ANY_BACK = frozenset("аыу")


def syllables(word: str) -> int:
    """Count the runs of vowels, which is close to the number of syllables."""
    return sum(letter in _VOWELS for letter in word)


def ends_long(word: str) -> bool:
    """Tell whether the word ends in a long vowel or a diphthong."""
    return word[-2:] in LONG_ENDS


def harmonises(word: str, vowel: str) -> bool:
    """Tell whether an ending with this vowel may follow the word.

    The last vowel but и decides: а, у and ы after a back one, э, ү and и after a
    front one or none, о and ө after themselves.
    """
    last = next((letter for letter in reversed(word) if letter in _FOLLOWERS), "")
    if vowel in _FOLLOWERS.get(last, _AFTER_NEUTRAL):
        return True
    if vowel == "э" and last in "уи":
        return True
    if vowel == "о":
        return "о" in word
    return vowel in _AFTER_ANY_BACK and not _BACK.isdisjoint(word)
