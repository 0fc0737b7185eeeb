"""Words of a text, and the lexemes under which the index holds them.

The database only ever sees finished lexemes: its own parser breaks codes and
compounds in ways no query can follow (research/catalogue.md 0.2). A Cyrillic word is
held under its Mongolian stem, and under `~` and the twin of the stem where people
without ө and ү on the keyboard type another one. A Latin word is held under its
English lexeme. Words of Russian and French titles are marked `ru:` and `fr:`, so that
no stem of one language meets one of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import connection

from mongolian.folding import normalise
from mongolian.stemming import stem, twin

TWIN = "~"
RUSSIAN = "ru:"
FRENCH = "fr:"
LONGEST_WORD = 60  # characters; what is longer is no word
ENGLISH_RULES = "english_stem"
RUSSIAN_RULES = "russian_stem"
FRENCH_RULES = "french_stem"

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile("^[\u0400-\u052f]+$")
_LATIN = re.compile("^[a-zß-öø-ɏ]+$")


def words_of(text: str) -> list[str]:
    """The words and numbers of a text in lower case, one script a word."""
    # What is plain ASCII needs no more than lower case, and most titles are.
    plain = text.lower() if text.isascii() else normalise(text)
    return [
        number_form(word) if word.isdecimal() else word[:LONGEST_WORD]
        for word in _WORD.findall(plain)
    ]


def number_form(word: str) -> str:
    """A number without leading zeros, as designations are compared."""
    return word.lower().lstrip("0")[:LONGEST_WORD] or "0"


def is_cyrillic(word: str) -> bool:
    """Whether every letter is Cyrillic, and there is nothing else."""
    return _CYRILLIC.match(word) is not None


def is_latin(word: str) -> bool:
    """Whether every letter is Latin, and there is nothing else."""
    return _LATIN.match(word) is not None


def twin_lexeme(own: str) -> str:
    """The lexeme under which a stem is found by who has no ө, ү or ё."""
    return TWIN + twin(own)


def mongolian_lexemes(word: str) -> list[str]:
    """What the index holds for a Cyrillic word: the stem, and its twin if another."""
    own = stem(word)
    return [own] if twin(own) == own else [own, twin_lexeme(own)]


def quoted(lexeme: str) -> str:
    """A lexeme as the literals of tsvector and tsquery have it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


class Lexemes:
    """The lexemes of words, each word asked for once; a stop word has none.

    One instance lives as long as one rebuild or refresh.
    """

    def __init__(self) -> None:
        # Titles in Mongolian, English or anything else; then Russian, then French.
        self.plain: dict[str, list[str]] = {}
        self.russian: dict[str, list[str]] = {}
        self.french: dict[str, list[str]] = {}

    def learn(
        self,
        *,
        plain: Iterable[str],
        russian: Iterable[str] = (),
        french: Iterable[str] = (),
    ) -> None:
        """Ask for the words not asked for before, all of a language at once."""
        new = set(plain) - self.plain.keys()
        own = set(filter(is_cyrillic, new))
        self.plain |= {word: mongolian_lexemes(word) for word in own}
        self.plain |= _asked(ENGLISH_RULES, new - own)
        self.russian |= _marked(
            RUSSIAN, _asked(RUSSIAN_RULES, set(russian) - self.russian.keys())
        )
        self.french |= _marked(
            FRENCH, _asked(FRENCH_RULES, set(french) - self.french.keys())
        )


def _asked(rules: str, words: set[str]) -> dict[str, list[str]]:
    """What a dictionary of the database makes of the words."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ts_lexize(%s::regdictionary, word) "
            "FROM unnest(%s::text[]) AS word",
            [rules, list(words)],
        )
        return dict(cursor.fetchall())


def _marked(mark: str, found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {word: [mark + one for one in lexemes] for word, lexemes in found.items()}
