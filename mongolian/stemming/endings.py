"""The endings of Mongolian words and when each may be taken off.

In a pattern А stands for а, э, о or ө, У for у or ү, and Ы for ы or ий, as vowel
harmony asks. Endings that are made of others (-аасаа, -гийн, -ныхаа, -уудад) need no
rule of their own: they come off one by one.

Left out on purpose, because they hurt more than they help in titles
(research/catalogue.md 6.2): -чууд and -ынх, which make words of their own, past -лаа
and -в, converbs -саар, -аад, -тал and -ч; and what is written apart today: -нар, -руу.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mongolian.stemming.sounds import CONSONANTS, IOTATED, SHORT_VOWELS, VOWELS

# In `after`: a long vowel or a diphthong, not its last letter alone.
LONG = "="

_ANY = CONSONANTS + VOWELS + "ь"
_VERB_STEM = CONSONANTS + SHORT_VOWELS + "ь" + LONG


class Rule(NamedTuple):
    """An ending that may go after these letters if this weight remains."""

    pattern: str
    after: str = CONSONANTS
    weight: int = 1


_CASES = (
    Rule("Ын", CONSONANTS + IOTATED),  # genitive
    Rule("Ы", "н"),
    Rule("н", LONG),
    Rule("Ыг", CONSONANTS + IOTATED),  # accusative
    Rule("г", LONG),
    Rule("Ан", "н"),  # hidden н after н; elsewhere `finish` finds it
    Rule("ин", "н"),
    Rule("г", "н"),  # also the г of байшингийн, байшингаас
    Rule("Ад", "бвгджзкпстфхцчшщ"),  # dative
    Rule("Анд"),
    Rule("ид", "гжчш"),
    Rule("д", "лмнричхь" + IOTATED + LONG, 2),  # хэрэглэгчдийн, хүүхдийн
    Rule("т", "гкрсвбпф", 2),
    Rule("ААс"),  # ablative
    Rule("иАс"),
    Rule("Ас", IOTATED),
    Rule("ААр"),  # instrumental
    Rule("иАр"),
    Rule("Ар", IOTATED),
    Rule("тАй", _ANY),  # comitative
    Rule("гүй", _ANY),  # privative
)
_POSSESSION = (
    Rule("АА", CONSONANTS, 2),
    Rule("иА", CONSONANTS, 2),
    Rule("А", IOTATED),
    Rule("хАА", "н", 2),
)
_PLURALS = (
    Rule("УУд"),
    Rule("иУд"),
)
_VERBS = (
    Rule("сАн", _VERB_STEM, 2),
    Rule("сАн", "ь"),
    Rule("дАг", _VERB_STEM, 2),
    Rule("вАл", SHORT_VOWELS + LONG, 2),
    Rule("мАгц", _ANY),
    Rule("нА", CONSONANTS + LONG, 2),
    Rule("ж", "лн" + SHORT_VOWELS + LONG, 2),
    Rule("лгүй", SHORT_VOWELS + LONG, 2),
    Rule("ААсАй"),
    Rule("ъя"),
    Rule("ъё"),
    Rule("ье"),
    Rule("чих", _ANY, 2),
    Rule("Ах"),
    Rule("их"),
    Rule("х", LONG),
)
RULES = _CASES + _POSSESSION + _PLURALS + _VERBS


class Ending(NamedTuple):
    """A spelling of a rule; `vowel` is what harmony asks about, if anything."""

    vowel: str
    after: frozenset[str]
    weight: int


def _spellings(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield each spelling of a pattern and the vowel that must harmonise."""
    if "А" in pattern:
        for vowel in "аэоө":
            # There is no diphthong өй: өргөдөлтэй.
            yield pattern.replace("А", vowel).replace("өй", "эй"), vowel
    elif "У" in pattern:
        yield from ((pattern.replace("У", vowel), vowel) for vowel in "уү")
    elif "Ы" in pattern:
        # After гжчш and a lost ь also a back word takes ий: морийн, судлаачийн.
        yield pattern.replace("Ы", "ы"), "ы"
        yield pattern.replace("Ы", "ий"), ""
    else:
        yield pattern, ""


def _by_spelling() -> dict[str, tuple[Ending, ...]]:
    table: defaultdict[str, list[Ending]] = defaultdict(list)
    for rule in RULES:
        for text, vowel in _spellings(rule.pattern):
            table[text].append(Ending(vowel, frozenset(rule.after), rule.weight))
    return {text: tuple(endings) for text, endings in table.items()}


ENDINGS = _by_spelling()
