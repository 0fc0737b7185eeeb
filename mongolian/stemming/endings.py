"""The endings of Mongolian words and when each may be taken off.

Endings are patterns: А stands for а, э, о or ө, У for у or ү, and Ы for ы, or ий
after a front vowel or a soft consonant. What the table leaves out on purpose:
-чууд and -ынх (words of their own), past -лаа, converbs -саар and -маар (they hurt
more than they help, research/catalogue.md 6.2).
"""

from dataclasses import dataclass

from mongolian.stemming.sounds import CONSONANTS, SHORT_VOWELS

# In `after`: the letters the rest may end in; LONG for a long vowel or diphthong.
LONG = "="
CLUSTER = "+"
_HARD = "бвгджзкпстфхцчшщ"
_SOFT = "гжчшкь"
_ANY = CONSONANTS + "ьаэиоөуүяеёюый" + LONG


@dataclass(frozen=True)
class Rule:
    """One ending: the pattern, what must be before it, what must remain.

    `syllables` is the least number that must remain; after a `verb` ending nothing
    more is taken off.
    """

    pattern: str
    after: str = CONSONANTS
    syllables: int = 1
    verb: bool = False


_IOTATED = "яеё"
_NASAL = CONSONANTS + "и" + _IOTATED + LONG

_REFLEXIVE_CASES = (
    Rule("ААсАА", CONSONANTS),
    Rule("гААсАА", LONG),
    Rule("гААсАА", "н", 1),
    Rule("нААсАА", _NASAL),
    Rule("ААрАА", CONSONANTS),
    Rule("гААрАА", LONG),
    Rule("гААрАА", "н", 1),
    Rule("ЫнхАА", CONSONANTS),
    Rule("нЫхАА", _NASAL),
    Rule("ЫгАА", CONSONANTS),
    Rule("тАйгАА", _ANY),
    Rule("дАА", "лмнри" + LONG, 2),
    Rule("тАА", "гкрсвбпф", 2),
    Rule("АндАА", CONSONANTS),
    Rule("гАА", LONG),
    Rule("гАА", "н", 1),
    Rule("АА", CONSONANTS, 2),
    Rule("АА", CLUSTER),
    Rule("А", _IOTATED),
    Rule("иА", CONSONANTS, 2),
    Rule("УУдАА", CONSONANTS),
)
_CASES = (
    Rule("ААс", CONSONANTS),
    Rule("гААс", LONG),
    Rule("гААс", "н", 1),
    Rule("нААс", _NASAL),
    Rule("иАс", CONSONANTS),
    Rule("яас", CONSONANTS),
    Rule("Ас", _IOTATED),
    Rule("ААр", CONSONANTS),
    Rule("гААр", LONG),
    Rule("гААр", "н", 1),
    Rule("иАр", CONSONANTS),
    Rule("яар", CONSONANTS),
    Rule("Ар", _IOTATED),
    Rule("Ын", CONSONANTS + _IOTATED),
    Rule("нЫ", _NASAL),
    Rule("Ы", "н"),
    Rule("гийн", LONG),
    Rule("гийн", "н", 1),
    Rule("н", LONG),
    Rule("Ыг", CONSONANTS + _IOTATED),
    Rule("г", LONG),
    Rule("г", "н", 1),
    Rule("Ад", _HARD),
    Rule("ид", "гжчш"),
    Rule("Анд", CONSONANTS),
    Rule("инд", CONSONANTS),
    Rule("д", "лмнриь" + _IOTATED + LONG, 2),
    Rule("нд", LONG),
    Rule("т", "гкрсвбпф", 2),
    Rule("т", CLUSTER),
    Rule("тАй", _ANY),
    Rule("гүй", _ANY),
    Rule("рУУ", _ANY),
    Rule("лУУ", _ANY),
)
_PLURALS = (
    Rule("УУд", CONSONANTS),
    Rule("нУУд", CONSONANTS + LONG),
    Rule("гУУд", LONG),
    Rule("гУУд", "н", 1),
    Rule("иУд", CONSONANTS),
    Rule("нАр", _ANY),
)
_ATTRIBUTIVE = (Rule("Ан", CONSONANTS),)
_STEM = CONSONANTS + LONG
_VERBS = (
    Rule("сАн", _STEM + "ь", 1, True),
    Rule("сАн", SHORT_VOWELS, 2, True),
    Rule("дАг", _STEM + "ь" + SHORT_VOWELS, 2, True),
    Rule("жАА", SHORT_VOWELS + LONG, 2, True),
    Rule("чАА", "вр", 1, True),
    Rule("ААд", CONSONANTS, 1, True),
    Rule("вАл", SHORT_VOWELS+LONG, 2, True),
    Rule("мАгц", _ANY, 1, True),
    Rule("нА", _STEM, 2, True),
    Rule("ж", "лн" + LONG, 1, True),
    Rule("ж", SHORT_VOWELS, 2, True),
    Rule("ч", "вр", 1, True),
    Rule("в", SHORT_VOWELS, 3, True),
    Rule("Ах", CONSONANTS, 1, True),
    Rule("их", CONSONANTS, 1, True),
    Rule("х", LONG, 1, True),
    Rule("ААгүй", CONSONANTS, 1, True),
)

RULES = _REFLEXIVE_CASES + _CASES + _PLURALS + _ATTRIBUTIVE + _VERBS
