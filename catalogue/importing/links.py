"""Joining what was read apart: both ends of relations, bases of supplements, days.

A document may come long after another named it, so this runs after every import;
catalogue.linking does the same for one edition that was edited here. What it fills in
follows from keys and is no edit of anybody: the history triggers let it pass.
"""

from __future__ import annotations

import pgtrigger
from django.db import connection, transaction

from catalogue import designations
from catalogue.models import Edition

_QUIETLY = (
    "catalogue.Edition:update_update",
    "catalogue.Relation:update_update",
    "catalogue.LifecycleEvent:update_update",
    "catalogue.LifecycleEvent:delete_delete",
)

# The end with exactly this code first: two spellings of one document may be held.
_END = """
    UPDATE catalogue_relation AS tie SET {end}_edition_id = held.id
    FROM catalogue_edition AS held
    WHERE tie.{end}_edition_id IS NULL AND held.code = tie.{end}_code
    RETURNING tie.from_edition_id, tie.to_edition_id
"""
_END_BY_KEY = """
    UPDATE catalogue_relation AS tie SET {end}_edition_id = held.id
    FROM (
        SELECT edition.key, min(edition.id) AS id FROM catalogue_edition AS edition
        WHERE edition.key IN (
            SELECT {end}_key FROM catalogue_relation WHERE {end}_edition_id IS NULL
        )
        GROUP BY edition.key
    ) AS held
    WHERE tie.{end}_edition_id IS NULL AND held.key = tie.{end}_key
    RETURNING tie.from_edition_id, tie.to_edition_id
"""
_STANDARD = """
    UPDATE catalogue_relation AS tie SET to_standard_id = held.id
    FROM catalogue_standard AS held
    WHERE tie.to_standard_id IS NULL AND tie.to_edition_id IS NULL
        AND held.key = tie.to_key
    RETURNING tie.from_edition_id, tie.to_edition_id
"""
_BASE = """
    UPDATE catalogue_edition AS supplement SET base_id = held.id
    FROM catalogue_edition AS held
    WHERE supplement.base_id IS NULL AND supplement.base_code <> ''
        AND held.code = supplement.base_code AND held.id <> supplement.id
    RETURNING supplement.id, held.id
"""
_BASE_BY_KEY = """
    UPDATE catalogue_edition AS supplement SET base_id = held.id
    FROM unnest(%s::text[], %s::bigint[]) AS held(base_code, id)
    WHERE supplement.base_id IS NULL AND supplement.base_code = held.base_code
        AND held.id <> supplement.id
    RETURNING supplement.id, held.id
"""
# When an edition was replaced: its first published successor tells, for those
# whose source says they are replaced or withdrawn and names no day.
_REPLACED = """
    SELECT DISTINCT ON (older.id)
        older.id AS edition_id, newer.published AS date, newer.published_on AS day
    FROM catalogue_relation AS tie
    JOIN catalogue_edition AS newer ON newer.id = tie.from_edition_id
    JOIN catalogue_edition AS older ON older.id = tie.to_edition_id
    WHERE tie.kind = 'replaces' AND newer.published <> ''
        AND newer.status <> 'draft' AND older.status IN ('replaced', 'withdrawn')
        AND newer.is_published AND NOT EXISTS (
            SELECT FROM catalogue_lifecycleevent AS stated
            WHERE stated.edition_id = older.id AND NOT stated.is_derived
                AND stated.kind IN ('replaced', 'withdrawn')
        )
    ORDER BY older.id, newer.published_on, newer.id
"""
_OUTDATED_DAYS = f"""
    DELETE FROM catalogue_lifecycleevent AS event
    WHERE event.is_derived AND event.kind = 'replaced' AND NOT EXISTS (
        SELECT FROM ({_REPLACED}) AS due
        WHERE due.edition_id = event.edition_id AND due.date = event.date
    )
    RETURNING event.edition_id, NULL
"""  # noqa: S608
_NEW_DAYS = f"""
    INSERT INTO catalogue_lifecycleevent
        (edition_id, kind, date, day, decision, is_derived)
    SELECT edition_id, 'replaced', date, day, '', true FROM ({_REPLACED}) AS due
    ON CONFLICT DO NOTHING
    RETURNING edition_id, NULL
"""  # noqa: S608


@transaction.atomic
def resolve() -> set[int]:
    """Link everything that can be linked; returns the editions that gained or lost."""
    touched: set[int] = set()
    with pgtrigger.ignore(*_QUIETLY):
        for end in ("from", "to"):
            touched |= _run(_END.format(end=end))
            touched |= _run(_END_BY_KEY.format(end=end))
        touched |= _run(_STANDARD)
        touched |= _run(_BASE) | _link_bases_by_key()
        touched |= _run(_OUTDATED_DAYS) | _run(_NEW_DAYS)
    return touched


def _link_bases_by_key() -> set[int]:
    """Bases whose code is spelled otherwise than their supplement spells it."""
    open_ones = Edition.objects.filter(base=None).exclude(base_code="")
    codes = open_ones.values_list("base_code", flat=True).order_by().distinct()
    keys = {code: designations.edition_key(code) for code in codes}
    held = Edition.objects.filter(key__in=set(keys.values())).order_by("-id")
    ids = dict(held.values_list("key", "pk"))  # the lowest id stays
    found = [(code, ids[key]) for code, key in keys.items() if key in ids]
    if not found:
        return set()
    return _run(_BASE_BY_KEY, *map(list, zip(*found, strict=True)))


def _run(sql: str, *parameters: list[object]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return {pk for row in cursor.fetchall() for pk in row if pk is not None}
