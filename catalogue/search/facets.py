"""How what was found divides: one statement over the narrow table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalogue.search.candidates import FEW, further, queries
from catalogue.search.question import Question
from catalogue.search.reading import Reading
from catalogue.search.where import FACETS, Conditions, conditions

# facet, value, its names in both languages, count
Row = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Counts:
    """The exact total, and the counts of every facet."""

    total: int
    rows: list[Row]


def count(
    question: Question,
    reading: Reading,
    *,
    joined_by: str = "&",
    among: list[int] | None = None,
) -> Counts:
    """Count what a question finds, as it was read; of all, or among some editions.

    A chosen filter is left out where its own facet is counted, so that its
    alternatives can be shown; not where there are no words, because then that would
    count the whole catalogue.
    """
    wanted = conditions(question, reading)
    if among is not None:
        wanted.base.append("e.edition_id = ANY(%(among)s)")
        wanted.parameters["among"] = among
    words = queries(reading, joined_by)
    with connection.cursor() as cursor:
        cursor.execute(_statement(wanted, words["query"]), wanted.parameters | words)
        rows = cursor.fetchall()
    return _counts(rows)


def _counts(rows: Iterable[Any]) -> Counts:
    total, kept = 0, []
    for facet, value, name_mn, name_en, number in rows:
        if facet == "total":
            total = number
        elif value is not None and number:
            kept.append((facet, value, name_mn or "", name_en or "", number))
    return Counts(total, kept)


# The grouping sets, as grouping() numbers them, and the facet each one counts.
_SETS = {15: "body", 23: "status", 27: "year", 29: "ics", 30: "language", 31: "total"}


def _statement(wanted: Conditions, query: str) -> str:
    alone = not query and "number" not in wanted.parameters
    counts = " ".join(
        f"WHEN {number} THEN sum(number) FILTER (WHERE {_all_but(facet)})"
        for number, facet in _SETS.items()
    )
    flags = ", ".join(f"ok_{name}" for name in FACETS)
    names = " ".join(f"WHEN {number} THEN '{name}'" for number, name in _SETS.items())
    return f"""
    WITH {_matching(wanted, query, alone=alone)},
    -- Alike rows first become one: each of the six countings then sees few.
    alike AS (
        SELECT body, status, decade, ics_fields, languages, {flags}, count(*) AS number
        FROM m GROUP BY body, status, decade, ics_fields, languages, {flags}),
    grouped AS (
        SELECT grouping(body, status, decade, ics_fields, languages) AS set,
               coalesce(body, status, decade)::text AS value, ics_fields, languages,
               CASE grouping(body, status, decade, ics_fields, languages) {counts} END
               AS number
        FROM alike GROUP BY GROUPING SETS
        ((body), (status), (decade), (ics_fields), (languages), ())),
    counted AS (
        SELECT CASE set {names} END AS facet, value, number FROM grouped
        WHERE set NOT IN (29, 30)
        UNION ALL
        SELECT 'ics', lpad(field::text, 2, '0'), sum(number)
        FROM grouped, unnest(ics_fields) AS field WHERE set = 29 GROUP BY field
        UNION ALL
        SELECT 'language', language, sum(number)
        FROM grouped, unnest(languages) AS language WHERE set = 30 GROUP BY language)
    SELECT facet, coalesce(b.slug, value), coalesce(b.name_mn, i.title_mn),
           coalesce(b.code, i.title_en), coalesce(number, 0)::int
    FROM counted
    LEFT JOIN catalogue_body b ON facet = 'body' AND b.id::text = value
    LEFT JOIN catalogue_ics i ON facet = 'ics' AND i.code = value"""  # noqa: S608


def _all_but(facet: str) -> str:
    return " AND ".join(f"ok_{name}" for name in FACETS if name != facet)


def _matching(wanted: Conditions, query: str, *, alone: bool) -> str:
    """The rows to count, with a column for every filter that could be left out."""
    base = wanted.sql() if alone else " AND ".join(wanted.base)
    flags = ", ".join(
        f"{'true' if alone else wanted.facets.get(name, 'true')} AS ok_{name}"
        for name in FACETS
    )
    columns = (
        "e.body, e.status, (e.year / 10) * 10 AS decade, e.ics_fields, e.languages, "
        + flags
    )
    if not query:
        return f"m AS (SELECT {columns} FROM catalogue_searchentry e WHERE {base})"  # noqa: S608
    return f"""titles AS MATERIALIZED (
        SELECT {columns} FROM catalogue_searchentry e
        WHERE {base} AND e.words @@ %(query)s::tsquery),
    m AS (
        SELECT * FROM titles
        UNION ALL
        SELECT {columns} FROM ({further(wanted)}) AS x
        JOIN catalogue_searchentry e ON e.edition_id = x.edition_id
        WHERE (SELECT count(*) FILTER (WHERE {_all_but("")}) FROM titles) < {FEW})"""  # noqa: S608
