"""Word forms of the catalogue itself: what typed words are read by.

A Latin-typed Mongolian word meets the form with the same skeleton, else the longest
stem it can be an inflection of (research/catalogue.md 6.4). A misspelt word meets the
forms nearest to it; digits are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from django.db import connection

from catalogue.search.analysis import Analyzer
from catalogue.search.closeness import SHORTEST_SLIP
from catalogue.search.copying import copy
from catalogue.search.lexemes import is_cyrillic, is_latin
from mongolian.skeleton import (
    beginnings,
    latin_skeletons,
    skeleton,
    suffix_prefixes,
)

TABLE = "catalogue_lexiconword"
LONGEST = 80
_COLUMNS = ("word", "language", "stem", "skeleton", "stem_skeleton", "documents")
_NEAR = 0.42  # trigram similarity of a misspelling with the right word, at least
_NEAREST = 5  # forms looked at for one word


class Form(NamedTuple):
    """A word form and the lexeme it stands under."""

    language: str
    word: str
    stem: str
    skeleton: str
    stem_skeleton: str
    documents: int


class Typed(NamedTuple):
    """The lexemes of a typed word in each language; None for a stop word."""

    english: str | None
    russian: str | None
    french: str | None


@dataclass(frozen=True)
class Evidence:
    """All that was looked up about the words of one question."""

    typed: dict[str, Typed] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    skeletons: dict[str, list[str]] = field(default_factory=dict)
    prefixes: dict[str, list[str]] = field(default_factory=dict)  # the longest first
    # For a word no title has: the forms spelt most like it, the likeliest first.
    near: dict[str, list[Form]] = field(default_factory=dict)

    def mongolian(self) -> list[Form]:
        """The Mongolian forms among those found."""
        return [form for form in self.forms if form.language == "mn"]

    def sounding_like(self, word: str) -> list[Form]:
        """Forms with the same skeleton."""
        wanted = self.skeletons[word]
        return [form for form in self.mongolian() if form.skeleton in wanted]

    def bent_from(self, word: str) -> list[Form]:
        """Forms of the longest stem that sounds like one the word comes from."""
        for prefix in self.prefixes[word]:
            found = [one for one in self.mongolian() if one.stem_skeleton == prefix]
            if found and self._begins(word, prefix, found):
                return found
        return []

    def _begins(self, word: str, stem: str, forms: list[Form]) -> bool:
        """Whether the word begins like the stem, or like a form of it the titles have.

        A stem may have lost a vowel; that the word has lost it is a guess without it.
        """
        begun = tuple(chain(*(beginnings(one, stem) for one in self.skeletons[word])))
        return stem in begun or any(form.skeleton.startswith(begun) for form in forms)


def write_words(analyzer: Analyzer, table: str) -> None:
    """Fill an empty table with the words an analyzer has met."""
    copy(table, _COLUMNS, _rows(analyzer))


def add_words(analyzer: Analyzer) -> None:
    """Add the words that are new."""
    rows = list(_rows(analyzer))
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} ({', '.join(_COLUMNS)}) "  # noqa: S608
            "SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], "
            "%s::text[], %s::int[]) ON CONFLICT (language, word) DO NOTHING",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _rows(analyzer: Analyzer) -> Iterable[tuple[str, str, str, str, str, int]]:
    """Every form of letters only that has a lexeme, with its counts."""
    for word, documents in analyzer.documents.items():
        lexemes = analyzer.lexemes.plain[word]
        if lexemes and is_cyrillic(word):
            of_stem = skeleton(lexemes[0])[:LONGEST]
            yield word, "mn", lexemes[0], skeleton(word)[:LONGEST], of_stem, documents
        elif lexemes and is_latin(word):
            # English forms are found by their lexeme in the same column.
            yield word, "en", lexemes[0], "", lexemes[0], documents


def probe(words: Sequence[str]) -> Evidence:
    """One look-up for a whole question.

    The lexemes of each word, and every form that is one of the words, sounds like it,
    or has a stem it can come from; English forms that share the lexeme of a word come
    too, for the highlighter. Where no title has a word, the forms nearest to it come
    in case it is misspelt.
    """
    if not words:
        return Evidence()
    skeletons = {word: _skeletons(word) for word in words}
    prefixes = {word: _prefixes(skeletons[word]) for word in words}
    with connection.cursor() as cursor:
        cursor.execute(
            _PROBE,
            {
                "words": list(words),
                "skeletons": list(chain(*skeletons.values())),
                "stems": list(chain(*skeletons.values(), *prefixes.values())),
                "doubtful": list(filter(_may_be_misspelt, words)),
                "near": _NEAR,
            },
        )
        rows = cursor.fetchall()
    return Evidence(
        {row[1]: Typed(*row[2:5]) for row in rows if row[6] == _TYPED},
        [Form(*row[:6]) for row in rows if row[6] == _FORM],
        skeletons,
        prefixes,
        _by_word((row[6], Form(*row[:6])) for row in rows if row[6][0] != "*"),
    )


def _may_be_misspelt(word: str) -> bool:
    is_word = is_cyrillic(word) or is_latin(word)
    return is_word and len(word) >= SHORTEST_SLIP


def _by_word(pairs: Iterable[tuple[str, Form]]) -> dict[str, list[Form]]:
    found: dict[str, list[Form]] = {}
    for word, form in pairs:
        found.setdefault(word, []).append(form)
    return found


def _skeletons(word: str) -> list[str]:
    if is_latin(word):
        return list(latin_skeletons(word))
    return [skeleton(word)] if is_cyrillic(word) else []


def _prefixes(skeletons: list[str]) -> list[str]:
    found = {prefix for one in skeletons for prefix in suffix_prefixes(one)}
    return sorted(found, key=len, reverse=True)


# What a row of the look-up is about; a row of a near form names the typed word here.
_TYPED, _FORM = "*typed", "*form"
_FIELDS = ", ".join(Form._fields)
_PROBE = f"""
WITH typed AS MATERIALIZED (
    SELECT word, (ts_lexize('english_stem', word))[1] AS english,
           (ts_lexize('russian_stem', word))[1] AS russian,
           (ts_lexize('french_stem', word))[1] AS french
    FROM unnest(%(words)s::text[]) AS word)
SELECT '', word, english, russian, french, 0, '{_TYPED}' FROM typed
UNION ALL
(SELECT {_FIELDS}, '{_FORM}' FROM {TABLE}
 WHERE word = ANY(%(words)s::text[]))
UNION ALL
(SELECT {_FIELDS}, '{_FORM}' FROM {TABLE}
 WHERE language = 'mn' AND skeleton = ANY(%(skeletons)s::text[]))
UNION ALL
(SELECT {_FIELDS}, '{_FORM}' FROM {TABLE}
 WHERE language = 'mn' AND stem_skeleton = ANY(%(stems)s::text[]) LIMIT 400)
UNION ALL
(SELECT {_FIELDS}, '{_FORM}' FROM {TABLE}
 WHERE language = 'en' AND stem_skeleton = ANY(SELECT english FROM typed) LIMIT 200)
UNION ALL
(SELECT {_FIELDS}, doubtful
 FROM unnest(%(doubtful)s::text[]) AS doubtful
 CROSS JOIN LATERAL (
    -- `%%` uses the trigram index; the bar above its own is ours.
    SELECT *, similarity(l.word, doubtful) AS near FROM {TABLE} l
    WHERE l.word %% doubtful AND similarity(l.word, doubtful) >= %(near)s
    AND abs(length(l.word) - length(doubtful)) <= 2
    ORDER BY near DESC, documents DESC LIMIT {_NEAREST}) AS forms
 WHERE NOT EXISTS (SELECT FROM {TABLE} known WHERE known.word = doubtful)
 ORDER BY doubtful, near DESC, documents DESC)
"""  # noqa: S608


def beginning(word: str, size: int) -> list[str]:
    """Forms that begin like a word, or sound so, the commonest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word FROM {TABLE} WHERE word LIKE ANY(%(words)s) "  # noqa: S608
            "OR (language = 'mn' AND skeleton LIKE ANY(%(skeletons)s)) "
            "GROUP BY word ORDER BY max(documents) DESC, word LIMIT %(size)s",
            {
                "words": [_prefix(word)],
                "skeletons": [_prefix(one) for one in _skeletons(word)],
                "size": size,
            },
        )
        return [row[0] for row in cursor.fetchall()]


def _prefix(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped + "%"
