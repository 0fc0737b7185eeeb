"""Sounds a stemming rule asks about: weight, long vowels, vowel harmony.

Words are in lower case and normalised (`mongolian.folding.normalise`).
"""

VOWELS = "аэиоөуүяеёюый"
SHORT_VOWELS = "аэиоө"
IOTATED = "яеё"
CONSONANTS = "бвгджзклмнпрстфхцчшщ"

_VOWEL_SET = frozenset(VOWELS)

# Two letters that sound as one long vowel or a diphthong.
_LONG = frozenset(
    first + second
    for first, seconds in {
        "а": "ай",
        "э": "эй",
        "о": "ойа",
        "ө": "ө",
        "у": "уйа",
        "ү": "үйэ",
        "и": "йиаэоөуүея",
        "я": "а",
        "е": "эөо",
        "ё": "о",
        "ю": "уү",
    }.items()
    for second in seconds
)

# The vowels an ending may have after each vowel of the word; и decides nothing.
_FOLLOWERS = {
    **dict.fromkeys("аяуы", frozenset("аыу")),
    **dict.fromkeys("оё", frozenset("оыу")),
    **dict.fromkeys("эү", frozenset("эү")),
    "е": frozenset("эөү"),
    "ө": frozenset("өү"),
    "ю": frozenset("аэыуү"),
}
_AFTER_NEUTRAL = frozenset("эү")
_BACK = frozenset("аоуяёы")


def weight(word: str) -> int:
    """Count the vowel letters, so that a long vowel weighs as two syllables."""
    return sum(map(_VOWEL_SET.__contains__, word))


def ends_long(word: str) -> bool:
    """Tell whether the word ends in a long vowel or a diphthong."""
    return word[-2:] in _LONG


def harmonises(word: str, vowel: str) -> bool:
    """Tell whether an ending with this vowel may follow the word.

    The last vowel but и decides: а, у and ы after a back one, э and ү after a front
    one or none, о and ө after themselves.
    """
    last = next(filter(_FOLLOWERS.__contains__, reversed(word)), "")
    return vowel in _FOLLOWERS.get(last, _AFTER_NEUTRAL) or _in_loanword(
        word, last, vowel
    )


def _in_loanword(word: str, last: str, vowel: str) -> bool:
    """Stress decides in a loanword: мастераас, отрядоос, вирусээс."""
    if vowel == "э":
        return last == "у"
    if vowel == "о":
        return "о" in word
    return vowel in "аыу" and not _BACK.isdisjoint(word)
