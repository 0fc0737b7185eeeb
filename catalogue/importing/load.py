"""Writing a planned batch: standards, editions, and all that hangs on them.

New rows go in by COPY, changes by one UPDATE a batch, so that the history triggers
see every change and a batch of 2,000 takes a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection

from catalogue import designations
from catalogue.dates import first_day
from catalogue.importing.addresses import free_addresses
from catalogue.importing.bulk import Row, array, arriving, copy_in, copy_new, new_ids
from catalogue.importing.known import Known
from catalogue.importing.plan import Action, Planned
from catalogue.importing.record import Record
from catalogue.models import Edition, Standard

_EDITION = "catalogue_edition"
_NEW_EDITION = [
    "id",
    "standard_id",
    "code",
    "key",
    "slug",
    "year",
    "title_mn",
    "title_en",
    "status",
    "source_status",
    "stage",
    "edition",
    "doctype",
    "published",
    "published_on",
    "languages",
    "access",
    "committee_id",
    "base_code",
    "source_id",
    "source_url",
    "source_hash",
    "is_edited",
    "is_published",
    "created_at",
    "changed_at",
]
_CHANGED_EDITION = [
    "id",
    "title_mn",
    "title_en",
    "status",
    "source_status",
    "stage",
    "edition",
    "doctype",
    "published",
    "published_on",
    "languages",
    "committee_id",
    "source_id",
    "source_url",
    "year",
    "source_hash",
    "changed_at",
]
_STANDARD = ["id", "body_id", "designation", "key", "slug", "number", "part"]
_RELATION = [
    "kind",
    "from_edition_id",
    "from_code",
    "from_key",
    "to_edition_id",
    "to_code",
    "to_key",
    "degree",
    "note",
]
_OTHER_ICS = (
    "DELETE FROM catalogue_edition_ics"
    " WHERE edition_id = ANY(%s) AND (edition_id, ics_id) NOT IN %s"
)
_OTHER_DAYS = (
    "DELETE FROM catalogue_lifecycleevent WHERE NOT is_derived"
    " AND (edition_id, kind) IN %s AND (edition_id, kind, date) NOT IN %s"
)
_NEW_TITLE = (
    "(edition_id, language, script) DO UPDATE SET text = EXCLUDED.text"
    " WHERE catalogue_title.text <> EXCLUDED.text"
)
_EVENT = ["edition_id", "kind", "date", "day", "decision", "is_derived"]


def write(planned: Sequence[Planned], known: Known, now: datetime) -> None:
    """Write what is to be added or changed; the caller holds the transaction."""
    adds = [p for p in planned if p.action is Action.ADD]
    changes = [p for p in planned if p.action is Action.CHANGE]
    known.learn([p.record for p in (*adds, *changes)])
    _add_editions(adds, known, now)
    _change_editions(changes, known, now)
    _forget_what_changes(changes, known)
    _write_parts([*adds, *changes], known)


def _add_editions(adds: Sequence[Planned], known: Known, now: datetime) -> None:
    if not adds:
        return
    standards = _standards([p.record for p in adds], known)
    slugs = free_addresses(Edition, [p.record.slug for p in adds])
    ids = new_ids(_EDITION, len(adds))
    for planned, new_id in zip(adds, ids, strict=True):
        planned.held = new_id
    rows = (
        _new_edition(p, slug, standards[p.record.standard_key], known, now)
        for p, slug in zip(adds, slugs, strict=True)
    )
    copy_in(_EDITION, _NEW_EDITION, rows)


def _new_edition(
    planned: Planned, slug: str, standard_id: int, known: Known, now: datetime
) -> Row:
    r = planned.record
    return (
        planned.held, standard_id, r.code, r.key, slug, r.year, r.title_mn, r.title_en,
        r.status, r.source_status, r.stage, r.edition, r.doctype, r.published,
        first_day(r.published), array(r.languages), "",
        known.committees.get(r.committee), r.base_code, known.sources.get(r.source),
        r.source_url, r.source_hash, False, True, now, now,
    )  # fmt: skip


def _standards(records: Sequence[Record], known: Known) -> dict[str, int]:
    """Ids of the undated standards by key; those that are missing are made."""
    wanted = {record.standard_key: record for record in records}
    ids = _standard_ids(wanted)
    new = [record for key, record in wanted.items() if key not in ids]
    slugs = free_addresses(Standard, [_address(record) for record in new])
    made = new_ids("catalogue_standard", len(new))
    copy_in(
        "catalogue_standard",
        _STANDARD,
        (
            (pk, known.bodies[r.body], r.designation, r.standard_key, slug, r.number,
             r.part)
            for pk, slug, r in zip(made, slugs, new, strict=True)
        ),
    )  # fmt: skip
    return ids | {r.standard_key: pk for r, pk in zip(new, made, strict=True)}


def _standard_ids(keys: Iterable[str]) -> dict[str, int]:
    return dict(Standard.objects.filter(key__in=keys).values_list("key", "pk"))


def _address(record: Record) -> str:
    return designations.slug(record.designation) or "x"


def _change_editions(changes: Sequence[Planned], known: Known, now: datetime) -> None:
    rows = [_changed_edition(planned, known, now) for planned in changes]
    with arriving(_EDITION, _CHANGED_EDITION, rows) as (name, is_empty):
        if is_empty:
            return
        sets = ", ".join(f'"{c}" = new."{c}"' for c in _CHANGED_EDITION[1:])
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {_EDITION} AS held SET {sets} FROM {name} AS new"  # noqa: S608
                " WHERE held.id = new.id"
            )


def _changed_edition(planned: Planned, known: Known, now: datetime) -> Row:
    v = planned.values
    return (
        planned.held, v["title_mn"], v["title_en"], v["status"], v["source_status"],
        v["stage"], v["edition"], v["doctype"], v["published"],
        first_day(v["published"]), array(v["languages"]),
        known.committees.get(v["committee__code"] or ""),
        known.sources.get(v["source__code"] or ""), v["source_url"], v["year"],
        planned.record.source_hash, now,
    )  # fmt: skip


def _forget_what_changes(changes: Sequence[Planned], known: Known) -> None:
    """Take away what the rows contradict: other ICS codes, other days of a kind."""
    ics = [(p.held, known.ics[code]) for p in changes for code in p.record.ics]
    events = [(p.held, *event) for p in changes for event in p.record.events]
    with connection.cursor() as cursor:
        if ics:
            cursor.execute(_OTHER_ICS, [list({pk for pk, _ics in ics}), tuple(ics)])
        if events:
            kinds = tuple(event[:2] for event in events)
            cursor.execute(_OTHER_DAYS, [kinds, tuple(events)])


def _write_parts(planned: Sequence[Planned], known: Known) -> None:
    """What hangs on the editions; under a new edition nothing is there to clash."""
    new = [p for p in planned if p.action is Action.ADD]
    held = [p for p in planned if p.action is not Action.ADD]
    for table, columns, rows_of in _PARTS:
        copy_in(table, columns, rows_of(new, known))
        otherwise = _NEW_TITLE if table == "catalogue_title" else "DO NOTHING"
        copy_new(table, columns, rows_of(held, known), otherwise=otherwise)
    # The other end may have told a relation before.
    copy_new("catalogue_relation", _RELATION, _relations(planned))


def _ics(planned: Sequence[Planned], known: Known) -> Iterator[Row]:
    return ((p.held, known.ics[code]) for p in planned for code in p.record.ics)


def _titles(planned: Sequence[Planned], known: Known) -> Iterator[Row]:
    return ((p.held, *title) for p in planned for title in p.record.titles)


def _identifiers(planned: Sequence[Planned], known: Known) -> Iterator[Row]:
    return (
        (p.held, "portal", p.record.portal_id) for p in planned if p.record.portal_id
    )


def _events(planned: Sequence[Planned], known: Known) -> Iterator[Row]:
    return (
        (p.held, kind, date, first_day(date), "", False)
        for p in planned
        for kind, date in p.record.events
    )


def _relations(planned: Sequence[Planned]) -> Iterator[Row]:
    for p in planned:
        for tie in p.record.ties:
            ends = (p.held, None) if tie.is_from_own else (None, p.held)
            yield (
                tie.kind, ends[0], tie.from_code, tie.from_key,
                ends[1], tie.to_code, tie.to_key, "", "",
            )  # fmt: skip


_PARTS = (
    ("catalogue_edition_ics", ("edition_id", "ics_id"), _ics),
    ("catalogue_title", ("edition_id", "language", "script", "text"), _titles),
    ("catalogue_identifier", ("edition_id", "kind", "value"), _identifiers),
    ("catalogue_lifecycleevent", _EVENT, _events),
)
