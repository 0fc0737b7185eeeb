"""Finishing a stripped word, so that all its forms end the same way.

After research/catalogue.md 6.3: шаардлага and шаардлагын, газар and газрын, морь and
морийг, ус and усан have one stem each.
"""

from mongolian.stemming.sounds import CONSONANTS, SHORT_VOWELS, VOWELS

_SIGNS = "ьъ"
_FINAL_VOWELS = frozenset(SHORT_VOWELS)
_FINAL_CONSONANTS = frozenset(CONSONANTS)
_CLOSING = frozenset(CONSONANTS + _SIGNS)
_VOWELS = frozenset(VOWELS)


def finish(word: str) -> str:
    """Return the word without final sign, short vowel, fleeting vowel, hidden н."""
    word = _without_final_vowel(_without_sign(word))
    word = _without_fleeting_vowel(_without_sign(word))
    return word[:-1] if _ends_in_hidden_n(word) else word


def _is_closed(word: str) -> bool:
    """Tell whether a vowel and then consonants or signs end the word."""
    return word[-1:] in _CLOSING and not _VOWELS.isdisjoint(word)


def _without_sign(word: str) -> str:
    return word.rstrip(_SIGNS) or word


def _without_final_vowel(word: str) -> str:
    if word[-1:] in _FINAL_VOWELS and _is_closed(word[:-1]):
        return word[:-1]
    if word.endswith("ий") and _is_closed(word[:-2]):
        return word[:-2]
    return word


def _without_fleeting_vowel(word: str) -> str:
    """Drop the short vowel of a closed last syllable.

    Not between н and г, where another sound would be read: тоног, тоногийн.
    """
    before, vowel, last = word[:-2], word[-2:-1], word[-1:]
    fleeting = vowel in _FINAL_VOWELS and last in _FINAL_CONSONANTS
    if fleeting and _is_closed(before) and before[-1] + last != "нг":
        return before + last
    return word


def _ends_in_hidden_n(word: str) -> bool:
    """Tell whether н is hidden here, a sound that only some forms have (not тонн)."""
    return word.endswith("н") and not word.endswith("нн") and _is_closed(word[:-1])
