"""Taking the endings off a word, the longest that may go first."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mongolian.stemming.endings import CLUSTER, LONG, RULES, Rule
from mongolian.stemming.sounds import CONSONANTS, ends_long, harmonises, syllables

_MOST_ENDINGS = 4
CONS=frozenset(CONSONANTS)


class Ending(NamedTuple):
    """A pattern of the table spelt out; `vowel` is what harmony asks about."""

    vowel: str
    rule: Rule


def strip(word: str) -> str:
    """Return the word without its endings, at most four of them."""
    for _ in range(_MOST_ENDINGS):
        found = _longest_ending(word)
        if found is None:
            break
        ending, rule = found
        word = word[: -len(ending)]
        if rule.verb:
            break
    return word


def spelt_out(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield each spelling of a pattern with the vowel harmony asks about."""
    if "А" in pattern:
        for vowel in "аэоө":
            text = pattern.replace("Ай", _AI[vowel]).replace("А", vowel)
            yield text.replace("Ы", _YS[vowel]), vowel
    elif "У" in pattern:
        yield from ((pattern.replace("У", vowel), vowel) for vowel in "уү")
    elif "Ы" in pattern:
        yield pattern.replace("Ы", "ы"), "ы"
        yield pattern.replace("Ы", "ий"), ""
    else:
        yield pattern, ""


_AI = {"а": "ай", "о": "ой", "э": "эй", "ө": "эй"}
_YS = {"а": "ы", "о": "ы", "э": "ий", "ө": "ий"}


def _table() -> dict[str, tuple[Ending, ...]]:
    table: defaultdict[str, list[Ending]] = defaultdict(list)
    for rule in RULES:
        for text, vowel in spelt_out(rule.pattern):
            table[text].append(Ending(vowel, rule))
    return {text: tuple(endings) for text, endings in table.items()}


ENDINGS = _table()
_LONGEST = max(map(len, ENDINGS))


def _longest_ending(word: str) -> tuple[str, Rule] | None:
    for length in range(min(_LONGEST, len(word) - 1), 0, -1):
        text = word[-length:]
        for vowel, rule in ENDINGS.get(text, ()):
            if _may_go(word[:-length], vowel, rule):
                return text, rule
    return None


def _may_go(rest: str, vowel: str, rule: Rule) -> bool:
    return (
        (rest[-1] in rule.after or (LONG in rule.after and ends_long(rest))
         or (CLUSTER in rule.after and rest[-1] in CONS and rest[-2:-1] in CONS))
        and syllables(rest) >= rule.syllables
        and len(rest) > 1 and not CONS.isdisjoint(rest)
        and (not vowel or harmonises(rest, vowel))
    )
