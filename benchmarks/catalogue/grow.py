"""The catalogue copied eight times over with other numbers, in SQL: a million rows."""

from __future__ import annotations

EDITIONS = 1_000_000
BATCH = 127_000


def to_a_million() -> None:
    """Copy what is there until a million editions are; does nothing when they are."""
    from django.db import connection

    from catalogue.models import Edition
    from catalogue.search import index

    real = Edition.objects.filter(pk__lt=10_000_000).count()
    if Edition.objects.count() >= EDITIONS:
        return
    copies = -(-EDITIONS // real) - 1
    print(f"making {copies} copies of {real} editions …", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for number in range(1, copies + 1):
            for sql in _COPY:
                cursor.execute(sql, {"n": number})
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in ("standard", "edition", "edition_ics", "lifecycleevent"):
            cursor.execute(f"ANALYZE catalogue_{table}")
    index.rebuild()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


# A copy has another number, so a code still finds one document: ISO 9001 becomes
# ISO 900131 in the third copy. Ids are the old ones beyond a multiple of ten million.
_COPY = [
    r"""
    INSERT INTO catalogue_standard (id, body_id, designation, key, slug, number, part)
    SELECT id + %(n)s * 10000000, body_id,
        regexp_replace(designation, '(\d+)', '\1' || '3' || %(n)s),
        regexp_replace(key, '(\d+)', '\1' || '3' || %(n)s) || '-x' || %(n)s,
        slug || '-x' || %(n)s, number || '3' || %(n)s, part
    FROM catalogue_standard WHERE id < 10000000
    """,
    r"""
    INSERT INTO catalogue_edition (
        id, standard_id, code, key, slug, year, title_mn, title_en, status,
        source_status, stage, edition, doctype, published, published_on, pages,
        languages, access, committee_id, base_id, base_code, source_id, source_url,
        source_hash, is_edited, is_published, publish_on, created_at, changed_at)
    SELECT id + %(n)s * 10000000, standard_id + %(n)s * 10000000,
        regexp_replace(code, '(\d+)', '\1' || '3' || %(n)s) || '-x' || %(n)s,
        regexp_replace(key, '(\d+)', '\1' || '3' || %(n)s) || '-x' || %(n)s,
        slug || '-x' || %(n)s, year, title_mn, title_en, status, source_status, stage,
        edition, doctype, published, published_on, pages, languages, access,
        committee_id, base_id + %(n)s * 10000000, base_code, source_id, source_url,
        source_hash, is_edited, is_published, publish_on, created_at, changed_at
    FROM catalogue_edition WHERE id < 10000000
    """,
    """
    INSERT INTO catalogue_edition_ics (edition_id, ics_id)
    SELECT edition_id + %(n)s * 10000000, ics_id FROM catalogue_edition_ics
    WHERE edition_id < 10000000
    """,
    """
    INSERT INTO catalogue_lifecycleevent
        (edition_id, kind, date, day, decision, is_derived)
    SELECT edition_id + %(n)s * 10000000, kind, date, day, decision, is_derived
    FROM catalogue_lifecycleevent WHERE edition_id < 10000000
    """,
]
