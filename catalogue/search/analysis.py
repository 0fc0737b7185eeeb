"""From an edition to its rows in the search tables, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from catalogue.models import Ics
from catalogue.search.lexemes import Lexemes, number_form, quoted, words_of
from catalogue.search.sources import SourceRow
from catalogue.status import STATUS_NUMBERS

AT_ONCE = date(1900, 1, 1)  # visible_from of what has no day of its own

TITLE, FIELD, TWIN_OF_TITLE = "A", "B", "C"  # weights


class EntryRow(NamedTuple):
    """A row of SearchEntry, in the order of its columns."""

    edition_id: int
    prior: int
    key: str
    standard_key: str
    publishers: list[str]
    number: str
    part: str
    year: int | None
    is_supplement: bool
    body: int
    status: int
    ics_fields: list[int]
    ics: list[str]
    languages: list[str]
    committee_id: int | None
    visible_from: date
    force_from: date | None
    force_until: date | None
    words: str
    refreshed_at: datetime | None


class TextRow(NamedTuple):
    """A row of SearchText."""

    edition_id: int
    words: str


class _Texts(NamedTuple):
    """The words of one edition, by where they stand."""

    titles: list[str]
    russian: list[str]
    french: list[str]
    others: list[str]
    field_mn: list[str]
    field_en: list[str]


class Analyzer:
    """Analyses editions chunk by chunk, and counts the words it meets."""

    def __init__(self) -> None:
        self.lexemes = Lexemes()
        # word form -> editions that have it in a title or in the name of their field
        self.documents: Counter[str] = Counter()
        # Code -> the words of its names in Mongolian and English, split when needed.
        self._fields: dict[str, tuple[list[str], list[str]]] = {}
        self._names = {
            ics.code: (ics.title_mn, ics.title_en)
            for ics in Ics.objects.only("code", "title_mn", "title_en")
        }

    def rows(
        self, chunk: list[SourceRow], refreshed_at: datetime | None = None
    ) -> tuple[list[EntryRow], list[TextRow]]:
        """The rows of both tables for one chunk."""
        texts = [self._texts(row) for row in chunk]
        self._learn(texts)
        entries, further = [], []
        for row, words in zip(chunk, texts, strict=True):
            self.documents.update({*words.titles, *words.field_mn})
            entries.append(self._entry(row, words, refreshed_at))
            if words.french or words.others:
                further.append(TextRow(row.edition_id, self._further(words)))
        return entries, further

    def _texts(self, row: SourceRow) -> _Texts:
        by_language: dict[str, list[str]] = {"ru": [], "fr": []}
        others: list[str] = words_of(row.committee_titles)
        for language, text in row.titles:
            by_language.get(language, others).extend(words_of(text))
        return _Texts(
            words_of(row.title_mn) + words_of(row.title_en),
            by_language["ru"],
            by_language["fr"],
            others,
            [word for code in _with_groups(row.ics) for word in self._field(code)[0]],
            [word for code in row.ics for word in self._field(code)[1]],
        )

    def _field(self, code: str) -> tuple[list[str], list[str]]:
        if code not in self._fields:
            title_mn, title_en = self._names[code]
            self._fields[code] = words_of(title_mn), words_of(title_en)
        return self._fields[code]

    def _learn(self, texts: Iterable[_Texts]) -> None:
        """Ask once for the lexemes of all words of a chunk."""
        plain: set[str] = set()
        russian: set[str] = set()
        french: set[str] = set()
        for words in texts:
            russian.update(words.russian)
            french.update(words.french)
            plain.update(words.titles, words.others, words.field_mn, words.field_en)
        self.lexemes.learn(plain=plain, russian=russian, french=french)

    def _entry(
        self, row: SourceRow, words: _Texts, refreshed_at: datetime | None
    ) -> EntryRow:
        number = number_form(row.number) if row.number else ""
        publishers = _publishers(row, number)
        return EntryRow(
            row.edition_id,
            row.prior,
            row.key,
            row.standard_key,
            publishers,
            number,
            row.part,
            row.year,
            row.is_supplement,
            row.body,
            STATUS_NUMBERS[row.status],
            sorted({int(code[:2]) for code in row.ics}),
            with_ancestors(row.ics),
            row.languages,
            row.committee_id,
            row.publish_on or AT_ONCE,
            row.force_from,
            row.force_until,
            " ".join(self._weighted(words, [*map(str.lower, publishers), number])),
            refreshed_at,
        )

    def _weighted(self, words: _Texts, code: list[str]) -> Iterator[str]:
        """What people search first, each with place and weight: code, titles, field."""
        yield from (f"{quoted(word)}:1{TITLE}" for word in code if word)
        plain, russian = self.lexemes.plain, self.lexemes.russian
        at = 1
        for several, held, weight in (
            (words.titles, plain, TITLE),
            (words.russian, russian, TITLE),
            (words.field_mn, plain, FIELD),
            (words.field_en, plain, FIELD),
        ):
            for word in several:
                at += 1
                for place, lexeme in enumerate(held[word]):
                    yield f"'{lexeme}':{at}{TWIN_OF_TITLE if place else weight}"

    def _further(self, words: _Texts) -> str:
        """The tsvector of everything, titles included, without places."""
        plain, french = self.lexemes.plain, self.lexemes.french
        held = {lexeme for word in words.titles for lexeme in plain[word]}
        held.update(lexeme for word in words.others for lexeme in plain[word])
        held.update(lexeme for word in words.french for lexeme in french[word])
        return " ".join(f"'{lexeme}'" for lexeme in held)


def _publishers(row: SourceRow, number: str) -> list[str]:
    """The words in front of the number, document types included, in capitals."""
    numbered = f"{number}-{row.part}" if row.part else number
    head = row.standard_key.removesuffix(numbered.lower())
    return head.upper().split() if number and head != row.standard_key else []


def with_ancestors(codes: Iterable[str]) -> list[str]:
    """ICS codes and every code above them: 13.060.20, 13.060, 13."""
    found = set()
    for code in codes:
        parts = code.split(".")
        found |= {".".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    return sorted(found)


def _with_groups(codes: list[str]) -> list[str]:
    """ICS codes and the group each belongs to; a field's name says too little."""
    return [code for code in with_ancestors(codes) if "." in code]
