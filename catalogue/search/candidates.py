"""The statements that find one page of editions, the best first.

Every route gives each edition one whole number, its score; with the id it is a total
order, so that a page can begin where the last one ended (keyset paging).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalogue import designations
from catalogue.search.question import Question
from catalogue.search.reading import Reading
from catalogue.search.where import Conditions, conditions
from catalogue.status import STATUS_NUMBERS, Status

CAP = 2000  # matches that are ranked; the physical order is the order of worth
TEXT_CAP = 200  # matches in further texts, asked for when titles give too few
FEW = 20
OFFSET_PAGES = 5  # beyond them only by the cursor of the page before
NAMED = re.compile(r"%\((\w+)\)s")  # a parameter in a statement


@dataclass(frozen=True)
class Found:
    """One edition found, its place in the order, and where it was found."""

    edition_id: int
    score: int
    found_in: str


@dataclass(frozen=True)
class Page:
    """The editions of one page, and whether others stand before and behind it."""

    found: list[Found]
    matches: int  # titles that match the words, as far as they were looked at
    has_next: bool
    has_previous: bool


NOTHING = Page([], 0, has_next=False, has_previous=False)


def page_of(
    question: Question, reading: Reading, *, size: int, joined_by: str = "&"
) -> Page:
    """One page of what the question finds as it was read."""
    if asks_nothing(reading):
        return NOTHING
    sql, parameters = statement(question, reading, size=size, joined_by=joined_by)
    return _page(question, _rows(sql, parameters), size)


def asks_nothing(reading: Reading) -> bool:
    """Whether there is nothing to look for: all of its words are stop words."""
    return reading.kind in ("words", "both") and not reading.asked


def first_page(
    question: Question, readings: Sequence[tuple[Reading, str]], *, size: int
) -> tuple[int, Page]:
    """The first page of the first reading that finds anything, and its place.

    One statement for all of them, each with how its words are joined: the database
    looks for a reading only where those before it found nothing.
    """
    tables: list[tuple[str, str]] = []
    parameters: dict[str, Any] = {}
    for at, (reading, joined_by) in enumerate(readings):
        if not asks_nothing(reading):
            own, given = statement(question, reading, size=size, joined_by=joined_by)
            tables.append((f"t{at}", NAMED.sub(rf"%(t{at}_\1)s", own)))
            parameters |= {f"t{at}_{name}": value for name, value in given.items()}
    rows = _rows(_one_after_another(tables), parameters) if tables else []
    if not rows:
        return 0, NOTHING
    return int(rows[0][4][1:]), _page(question, rows, size)


def _one_after_another(tables: Sequence[tuple[str, str]]) -> str:
    names = [name for name, _sql in tables]
    columns = "edition_id, score, found_in, matches"
    parts = ", ".join(
        f"{name} ({columns}) AS MATERIALIZED (SELECT * FROM ({sql}) AS s "  # noqa: S608
        f"WHERE {_are_empty(names[:at])})"
        for at, (name, sql) in enumerate(tables)
    )
    results = " UNION ALL ".join(
        f"SELECT {columns}, '{name}' FROM {name}"  # noqa: S608
        for name in names
    )
    return f"WITH {parts} {results} ORDER BY score DESC, edition_id DESC"


def _are_empty(names: Sequence[str]) -> str:
    return " AND ".join(
        ["true", *(f"NOT EXISTS (SELECT FROM {name})" for name in names)]
    )


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as database:
        database.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = database.fetchall()
        return rows


def _page(question: Question, rows: list[tuple[Any, ...]], size: int) -> Page:
    matches = rows[0][3] if rows else 0
    found = [Found(*row[:3]) for row in rows]
    return _Cursor.of(question).cut(found, matches, size)


def statement(
    question: Question, reading: Reading, *, size: int = 20, joined_by: str = "&"
) -> tuple[str, dict[str, Any]]:
    """The statement of one page, with its parameters."""
    route, parameters = _route(question, reading, joined_by)
    cursor = _Cursor.of(question)
    name = "prior" if reading.kind == "all" else "score"
    sql = f"{route} {cursor.sql.format(score=name)}"
    return sql, parameters | cursor.parameters(size)


def _route(
    question: Question, reading: Reading, joined_by: str
) -> tuple[str, dict[str, Any]]:
    wanted = conditions(question, reading)
    if reading.kind == "all":
        return _all(wanted), wanted.parameters
    if reading.kind == "code":
        return _code(wanted), wanted.parameters | _keys(question, reading)
    parameters = (
        wanted.parameters | queries(reading, joined_by) | _keys(question, reading)
    )
    return _words(wanted), parameters


def queries(reading: Reading, joined_by: str = "&") -> dict[str, str]:
    """The words as parameters: for titles, and for further texts."""
    return {
        "query": reading.tsquery(joined_by=joined_by),
        "further": reading.tsquery(joined_by=joined_by, is_further=True),
    }


def matching(question: Question, reading: Reading) -> tuple[str, dict[str, Any]]:
    """The ids of all editions a question finds by code, title or filter."""
    wanted = conditions(question, reading)
    if reading.words:
        wanted.base.append("e.words @@ %(query)s::tsquery")
    statement = (
        "SELECT e.edition_id FROM catalogue_searchentry e "  # noqa: S608
        f"WHERE {wanted.sql()}"
    )
    return statement, wanted.parameters | queries(reading)


def _all(wanted: Conditions) -> str:
    """Everything the filters let through, in the order of worth."""
    return (
        "SELECT edition_id, prior AS score, 'title', 0 FROM catalogue_searchentry e "  # noqa: S608
        f"WHERE {wanted.sql()}"
    )


def _code(wanted: Conditions) -> str:
    """Editions of a number: the very one, its standard, then by worth and part.

    The score, digit by digit: agreement with what was typed; worth (3 digits); plain
    documents before consolidated or marked ones; the part, the lower first (4); the
    year (3). The draft of a supplement has no year to be told from the published one
    by: typed without a year, its designation means the latter.
    """
    return f"""
    SELECT edition_id, score, 'code', 0 FROM (
        SELECT e.edition_id,
            ((((CASE WHEN e.key = %(key)s AND NOT (e.is_supplement
                          AND e.status = {STATUS_NUMBERS[Status.DRAFT]})
                     THEN 4 ELSE 0 END
               + CASE WHEN starts_with(e.key, %(key)s) THEN 2 ELSE 0 END
               + CASE WHEN e.standard_key = %(standard_key)s THEN 1 ELSE 0 END)::bigint
              * 1000 + e.prior / 1000) * 10
             + (e.key ~ '^[^:]*(:[0-9]{{4}})?$')::int) * 10000
             + 9999 - coalesce(substring(e.part FROM '^[0-9]{{1,4}}')::int, 0)) * 1000
            + e.prior %% 1000 AS score
        FROM catalogue_searchentry e WHERE {wanted.sql()}) AS e
    WHERE true"""  # noqa: S608


def _keys(question: Question, reading: Reading) -> dict[str, str]:
    """The keys of what was typed, of the code alone where words stand beside it."""
    code, text = reading.designation, question.text
    if code and code.words:
        key, standard_key = designations.keys_of(code)
    else:
        key, standard_key = (
            designations.edition_key(text),
            designations.standard_key(text),
        )
    return {"key": key, "standard_key": standard_key}


# Beside words: the very document, then its standard, then who only cites the number.
_NAMED = """(CASE WHEN e.key = %(key)s THEN 2
             WHEN e.standard_key = %(standard_key)s THEN 1 ELSE 0 END) * 100000000"""
_BELOW = 100_000_000  # what was found in further texts stands below all titles


def _score(words: str, query: str) -> str:
    """The score of a word match, in millionths: how well it matches, and its worth."""
    rank = f"ts_rank({words}, %({query})s::tsquery)"
    return f"round(({rank} + 0.05 * e.prior / 10000) * 1e6)::bigint"


def _words(wanted: Conditions) -> str:
    """Titles first; where they give few, the further texts.

    The cap stands on an inner query without an order: rows come as they lie, which
    is the order of worth. What was edited since the last rebuild lies behind it and
    is looked at apart.
    """
    match = f"{wanted.sql()} AND e.words @@ %(query)s::tsquery"
    return f"""
    WITH titles AS MATERIALIZED (
        (SELECT e.edition_id, e.prior, e.words, e.key, e.standard_key
         FROM catalogue_searchentry e
         WHERE {match} AND e.refreshed_at IS NULL LIMIT {CAP})
        UNION ALL
        (SELECT e.edition_id, e.prior, e.words, e.key, e.standard_key
         FROM catalogue_searchentry e
         WHERE {match} AND e.refreshed_at IS NOT NULL
         ORDER BY e.refreshed_at DESC LIMIT {TEXT_CAP}))
    SELECT edition_id, score, found_in, (SELECT count(*) FROM titles) FROM (
        SELECT e.edition_id, {_score("e.words", "query")} + {_NAMED} AS score,
               'title' AS found_in FROM titles e
        UNION ALL
        SELECT e.edition_id, {_score("x.words", "further")} - {_BELOW},
               'text' FROM ({further(wanted)}) AS x
        JOIN catalogue_searchentry e ON e.edition_id = x.edition_id
        WHERE (SELECT count(*) FROM titles) < {FEW}) AS e
    WHERE true"""  # noqa: S608


def further(wanted: Conditions) -> str:
    """Editions whose further texts match while their titles do not, a few."""
    return (
        "SELECT x.edition_id, x.words FROM "  # noqa: S608
        "(SELECT edition_id, words FROM catalogue_searchtext "
        f"WHERE words @@ %(further)s::tsquery LIMIT {CAP}) AS x "
        "JOIN catalogue_searchentry e ON e.edition_id = x.edition_id "
        f"WHERE {wanted.sql()} AND NOT e.words @@ %(query)s::tsquery LIMIT {TEXT_CAP}"
    )


@dataclass(frozen=True)
class _Cursor:
    """Where a page begins: behind (a) or before (b) an edition, or after so many."""

    direction: str = "a"
    score: int | None = None
    edition_id: int = 0
    page: int = 1

    @classmethod
    def of(cls, question: Question) -> _Cursor:
        if question.after:
            score, edition_id, *_fallback = question.after[1:].split(".")
            return cls(question.after[0], int(score), int(edition_id), question.page)
        return cls(page=min(question.page, OFFSET_PAGES))

    @property
    def is_backward(self) -> bool:
        return self.direction == "b"

    @property
    def sql(self) -> str:
        sign, order = (">", "ASC") if self.is_backward else ("<", "DESC")
        start = ""
        if self.score is not None:
            start = f"AND ({{score}}, edition_id) {sign} (%(from_score)s, %(from_id)s)"
        return (
            f"{start} ORDER BY score {order}, edition_id {order} "
            "LIMIT %(limit)s OFFSET %(offset)s"
        )

    def parameters(self, size: int) -> dict[str, int | None]:
        """One more than the page holds tells whether another follows."""
        offset = 0 if self.score is not None else (self.page - 1) * size
        return {
            "from_score": self.score,
            "from_id": self.edition_id,
            "limit": size + 1,
            "offset": offset,
        }

    def cut(self, found: list[Found], matches: int, size: int) -> Page:
        """The page, in order whichever way it was read."""
        has_more, found = len(found) > size, found[:size]
        if self.is_backward:
            return Page(found[::-1], matches, has_next=True, has_previous=has_more)
        return Page(found, matches, has_next=has_more, has_previous=self.page > 1)


def cursor_behind(found: Found, fallback: str) -> str:
    """The cursor of the page that follows an edition, found by a fallback or none."""
    return _cursor("a", found, fallback)


def cursor_before(found: Found, fallback: str) -> str:
    """The cursor of the page that ends before an edition."""
    return _cursor("b", found, fallback)


def _cursor(direction: str, found: Found, fallback: str) -> str:
    place = f"{direction}{found.score}.{found.edition_id}"
    return f"{place}.{fallback}" if fallback else place
