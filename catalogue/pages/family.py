"""The editions of one standard: which is the current one, which are supplements."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from catalogue.models import Edition
from catalogue.status import VALID, Status

_DIGITS = re.compile(r"(\d+)")
# Which status makes an edition the current one: the smaller first.
_STANDING: dict[str, int] = {
    **dict.fromkeys(VALID, 0),
    Status.UNKNOWN: 1,
    Status.REPLACED: 2,
    Status.WITHDRAWN: 2,
    Status.DRAFT: 3,
}


def is_supplement(edition: Edition) -> bool:
    """Whether it amends, corrects or completes another edition."""
    return bool(edition.base_id or edition.base_code)


def age(edition: Edition) -> tuple[date, int, int, int]:
    """Orders editions from old to new; those without a date are the oldest.

    Of one day the plain document counts before its redline (IEC 60086-1:2021 RLV).
    """
    year = edition.year or 1
    day = edition.published_on or date(year, 1, 1)
    return day, year, -len(edition.code), edition.pk


def counting(code: str) -> list[tuple[int, str]]:
    """Orders designations as people count: Amd 9 before Amd 10."""
    parts = filter(None, _DIGITS.split(code))
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def newest_first(editions: Iterable[Edition]) -> list[Edition]:
    """Editions from new to old."""
    return sorted(editions, key=age, reverse=True)


def current(family: Sequence[Edition]) -> Edition | None:
    """What a reader of the undated standard needs: in force before anything else."""
    main = [edition for edition in family if not is_supplement(edition)]
    ordered = newest_first(main or family)
    return min(ordered, key=lambda edition: _STANDING[edition.status], default=None)


def _course(item: Edition) -> tuple[bool, tuple[date, int], list[tuple[int, str]]]:
    return item.status == Status.DRAFT, age(item)[:2], counting(item.code)


def supplements(family: Iterable[Edition]) -> dict[int | str, list[Edition]]:
    """Amendments and corrections from old to new, by the id of their base.

    What is still a draft stands behind what is published, whatever its date. Those
    whose base is not held stand under its designation.
    """
    found: dict[int | str, list[Edition]] = defaultdict(list)
    for item in family:
        if is_supplement(item):
            found[item.base_id or item.base_code].append(item)
    for own in found.values():
        own.sort(key=_course)
    return found
