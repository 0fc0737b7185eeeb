"""What a person may be about to type: codes, words and titles."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from catalogue import designations
from catalogue.models import Edition, Standard
from catalogue.search.lexemes import (
    Lexemes,
    number_form,
    quoted,
    twin_lexeme,
    words_of,
)
from catalogue.search.lexicon import beginning
from catalogue.search.question import Question

SHORTEST = 2  # characters before anything is suggested
_ROWS = 500  # index rows looked at
_WORDS = 3  # suggestions of words, at most


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box. `kind` is code, word or title.

    `url` leads to the standard, `query` to a search; one of them is empty.
    """

    text: str
    kind: str
    query: str = ""
    slug: str = ""

    @property
    def url(self) -> str:
        """The page of the standard, "" for a word."""
        return reverse("catalogue:standard", args=[self.slug]) if self.slug else ""


def suggest(text: str, *, size: int = 8) -> list[Suggestion]:
    """What begins like the text, codes before words before titles."""
    text = " ".join(text.split())
    if len(text) < SHORTEST:
        return []
    code = designations.understand(text)
    if code and not code.words:
        return _codes(code, size)
    words = words_of(text)
    if not words:
        return []
    return [*_words(words), *_titles(words, size)][:size]


def _codes(code: designations.Designation, size: int) -> list[Suggestion]:
    """Standards whose number begins like the one typed."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CODES,
            {
                "begins": number_form(code.number) + "%",
                "number": number_form(code.number),
                "part": code.part + "%",
                "publishers": [*code.publishers, *code.kind.split()],
                "today": timezone.localdate(),
                "size": size,
            },
        )
        keys = [row[0] for row in cursor.fetchall()]
    found = Standard.objects.in_bulk(keys, field_name="key")
    return [
        Suggestion(found[key].designation, "code", slug=found[key].slug)
        for key in keys
        if key in found
    ]


_CODES = f"""
SELECT standard_key FROM (
    SELECT standard_key, number, part, prior FROM catalogue_searchentry
    WHERE number LIKE %(begins)s AND part LIKE %(part)s AND visible_from <= %(today)s
    AND publishers @> %(publishers)s::varchar[] LIMIT {_ROWS}) AS near
GROUP BY standard_key
ORDER BY bool_or(number = %(number)s) DESC, max(prior) / 1000 DESC, min(length(part)),
         standard_key LIMIT %(size)s
"""  # noqa: S608


def _words(words: list[str]) -> list[Suggestion]:
    """The last word finished, behind the words before it."""
    *before, last = words
    if len(last) < SHORTEST:
        return []
    forms = beginning(last, _WORDS)
    texts = [" ".join([*before, form]) for form in forms]
    return [Suggestion(one, "word", query=Question(text=one).query()) for one in texts]


def _titles(words: list[str], size: int) -> list[Suggestion]:
    """Titles with all the words, the last of which may be unfinished."""
    lexemes = Lexemes()
    lexemes.learn(plain=words)
    *before, last = words
    whole = [_alternatives(lexemes.plain[word]) for word in before]
    query = " & ".join([*filter(None, whole), _unfinished(last, lexemes.plain[last])])
    with connection.cursor() as cursor:
        cursor.execute(
            _TITLES, {"query": query, "today": timezone.localdate(), "size": size}
        )
        ids = [row[0] for row in cursor.fetchall()]
    editions = Edition.objects.only("slug", "title_mn", "title_en").with_other_title()
    found = editions.in_bulk(ids)
    return [
        Suggestion(found[one].title, "title", slug=found[one].slug)
        for one in ids
        if one in found
    ]


_TITLES = f"""
SELECT edition_id FROM (
    SELECT edition_id, prior FROM catalogue_searchentry
    WHERE words @@ %(query)s::tsquery AND visible_from <= %(today)s
    LIMIT {_ROWS}) AS near
ORDER BY prior DESC, edition_id DESC LIMIT %(size)s
"""  # noqa: S608


def _alternatives(lexemes: list[str]) -> str:
    return f"({' | '.join(map(quoted, lexemes))})" if lexemes else ""


def _unfinished(word: str, lexemes: list[str]) -> str:
    """The word as a beginning, and what its own stem would be."""
    starts = [f"{quoted(one)}:*" for one in (word, twin_lexeme(word))]
    return f"({' | '.join([*starts, *map(quoted, lexemes)])})"
