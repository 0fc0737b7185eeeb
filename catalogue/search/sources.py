"""What the index is made of: one row an edition, read from the catalogue itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from catalogue.querysets import BEGINNINGS, ENDS
from catalogue.status import VALID, Status

CHUNK = 4000  # editions analysed at a time


class SourceRow(NamedTuple):
    """An edition with all the search asks of it."""

    edition_id: int
    key: str
    standard_key: str
    number: str
    part: str
    year: int | None
    is_supplement: bool
    body: int
    status: str
    languages: list[str]
    committee_id: int | None
    publish_on: date | None
    title_mn: str
    title_en: str
    ics: list[str]
    titles: list[list[str]]  # language, text
    committee_titles: str
    force_from: date | None
    force_until: date | None
    prior: int


def rows(edition_ids: list[int] | None = None) -> Iterator[list[SourceRow]]:
    """Published editions in chunks, the best first; all of them, or those named.

    Must run inside a transaction: all chunks show the same moment.
    """
    where = "" if edition_ids is None else "AND e.id = ANY(%(ids)s)"
    parameters = _PARAMETERS | {"ids": edition_ids}
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SELECT.format(where=where), parameters)
        while chunk := cursor.fetchmany(CHUNK):
            yield [SourceRow(*row) for row in chunk]


def count() -> int:
    """How many editions `rows` gives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalogue_edition WHERE is_published")
        found: int = cursor.fetchone()[0]
        return found


# The order of worth, in one number below 100,000: state of validity, then publisher,
# then editions before their supplements, then the newer. A national standard of which
# nobody says otherwise counts as in force.
_PRIOR = """
(((CASE WHEN e.status = ANY(%(valid)s) OR (e.status = %(unknown)s AND b.rank = 0) THEN 4
        WHEN e.status = %(unknown)s THEN 3
        WHEN e.status = %(draft)s THEN 2 ELSE 1 END) * 10 + 9 - least(b.rank, 9)) * 2
  + (e.base_code = '')::int) * 1000
  + least(greatest(coalesce(e.year, 1500) - 1500, 0), 999)
"""

_SELECT = f"""
SELECT e.id, e.key, s.key, s.number, s.part, e.year, e.base_code <> '', s.body_id,
       e.status, e.languages, e.committee_id, e.publish_on, e.title_mn, e.title_en,
       coalesce(own_ics.codes, '{{{{}}}}'), coalesce(own_titles.texts, '{{{{}}}}'),
       concat_ws(' ', c.title_mn, c.title_en), own_days.begins, own_days.ends,
       {_PRIOR} AS prior
FROM catalogue_edition e
JOIN catalogue_standard s ON s.id = e.standard_id
JOIN catalogue_body b ON b.id = s.body_id
LEFT JOIN catalogue_committee c ON c.id = e.committee_id
LEFT JOIN LATERAL (
    SELECT array_agg(i.code ORDER BY i.code)::text[] AS codes
    FROM catalogue_edition_ics x JOIN catalogue_ics i ON i.id = x.ics_id
    WHERE x.edition_id = e.id) own_ics ON true
LEFT JOIN LATERAL (
    SELECT array_agg(ARRAY[t.language, t.text]::text[]) AS texts FROM catalogue_title t
    WHERE t.edition_id = e.id) own_titles ON true
LEFT JOIN LATERAL (
    SELECT coalesce(min(v.day) FILTER (WHERE v.kind = 'effective'),
                    min(v.day) FILTER (WHERE v.kind = ANY(%(beginnings)s))) AS begins,
           min(v.day) FILTER (WHERE v.kind = ANY(%(ends)s)) AS ends
    FROM catalogue_lifecycleevent v WHERE v.edition_id = e.id) own_days ON true
WHERE e.is_published {{where}}
ORDER BY prior DESC, e.id DESC
"""  # noqa: S608  (nothing in it comes from outside)

_PARAMETERS: dict[str, Any] = {
    "valid": [str(status) for status in VALID],
    "unknown": str(Status.UNKNOWN),
    "draft": str(Status.DRAFT),
    "beginnings": list(BEGINNINGS),
    "ends": list(ENDS),
}
