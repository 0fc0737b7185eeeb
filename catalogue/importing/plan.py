"""What a batch of records would do to the catalogue; looking writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Q

from catalogue.importing.record import Record
from catalogue.models import Edition
from catalogue.status import Status

# Fields of an edition a row can say something of, as `Edition.values` gives them.
FIELDS = (
    "title_mn",
    "title_en",
    "status",
    "source_status",
    "stage",
    "edition",
    "doctype",
    "published",
    "languages",
    "committee__code",
    "source__code",
    "source_url",
    "year",
)


class Action(Enum):
    """What becomes of a row."""

    ADD = "added"
    CHANGE = "changed"
    SAME = "unchanged"
    KEEP = "kept"


@dataclass(slots=True)
class Planned:
    """A record, the edition it is about, and what differs: field, before, after."""

    record: Record
    action: Action
    held: int | None = None  # Edition.id
    values: dict[str, Any] = field(default_factory=dict)  # the edition as it will be
    differences: list[tuple[str, Any, Any]] = field(default_factory=list)


def plan(records: Sequence[Record]) -> list[Planned]:
    """What to do with each record of one file.

    A record is about the edition of the same code. Lists of the agency spell codes
    as they please, so a record of theirs is also about the edition of the same key.
    """
    by_code, by_key = _held(records)
    planned = []
    for record in records:
        held = by_code.get(record.code)
        if held is None and record.identity == record.key:
            held = by_key.get(record.key)
        planned.append(_planned(record, held))
    _compare([p for p in planned if p.action in (Action.CHANGE, Action.KEEP)])
    return planned


def said(record: Record) -> dict[str, Any]:
    """What the row says, by field. Silence is no statement: it erases nothing."""
    values = {
        "title_mn": record.title_mn,
        "title_en": record.title_en,
        "status": "" if record.status == Status.UNKNOWN else str(record.status),
        "source_status": record.source_status,
        "stage": record.stage,
        "edition": record.edition,
        "doctype": record.doctype,
        "published": record.published,
        "languages": list(record.languages),
        "committee__code": record.committee,
        "source__code": record.source,
        "source_url": record.source_url,
        "year": record.year,
    }
    return {name: value for name, value in values.items() if value}


def _planned(record: Record, held: Edition | None) -> Planned:
    if held is None:
        return Planned(record, Action.ADD)
    if held.source_hash == record.source_hash:
        return Planned(record, Action.SAME, held.pk)
    action = Action.KEEP if held.is_edited else Action.CHANGE
    return Planned(record, action, held.pk)


def _held(
    records: Sequence[Record],
) -> tuple[dict[str, Edition], dict[str, Edition]]:
    """The editions the records can be about, by code and by key."""
    codes = [record.code for record in records]
    keys = [record.key for record in records if record.identity == record.key]
    found = Edition.objects.filter(Q(code__in=codes) | Q(key__in=keys)).only(
        "id", "code", "key", "source_hash", "is_edited"
    )
    newest_first = list(found.order_by("-id"))  # of two with one key the older stays
    by_key = {edition.key: edition for edition in newest_first}
    return {edition.code: edition for edition in newest_first}, by_key


def _compare(planned: Iterable[Planned]) -> None:
    ids = {p.held: p for p in planned}
    if not ids:
        return
    for values in Edition.objects.filter(pk__in=ids).values("pk", *FIELDS):
        _compare_one(ids[values["pk"]], values)


def _compare_one(planned: Planned, before: dict[str, Any]) -> None:
    after = before | said(planned.record)
    planned.values = after
    planned.differences = [
        (name, before[name], after[name])
        for name in FIELDS
        if before[name] != after[name]
    ]
