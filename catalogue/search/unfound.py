"""What people looked for and did not find, counted; nobody behind it is known.

A page that is only looked at writes nothing to the database: each miss is one line of
a file in VAR_DIR, and the daily duties fold the file into counts.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalogue.designations import understand
from catalogue.models import UnfoundQuery
from mongolian.folding import fold

LONGEST = 60  # characters kept of a query
LARGEST = 5_000_000  # bytes; a file nobody collects does not fill the disk

_SPOOL = "unfound.log"
# What may name a person: e-mail addresses, telephone and other long numbers, register
# numbers such as УБ99112233.
_PERSONAL = re.compile(r"@|\d{7,}|\b[а-яёөү]{2}\s?\d{6,}")
# Long numbers in groups: 9911-2233. Codes with a publisher may look so too.
_GROUPED = re.compile(r"(?:\d[ .()-]{0,2}){7,}")


class _Miss(NamedTuple):
    text: str
    day: date


def folder() -> Path:
    """Where the file is."""
    found: Path = settings.VAR_DIR
    return found


def note(text: str) -> None:
    """Write down that nothing was found; what could name a person is not kept."""
    text = fold(text)[:LONGEST].strip()
    if not text or _may_name_a_person(text):
        return
    line = json.dumps([text, timezone.localdate().isoformat()], ensure_ascii=False)
    # A search is answered whether or not its miss can be written down.
    with suppress(OSError):
        _append(folder() / _SPOOL, f"{line}\n".encode())


def _may_name_a_person(text: str) -> bool:
    if _PERSONAL.search(text):
        return True
    code = understand(text)
    is_code = code is not None and bool(code.publishers) and not code.words
    return not is_code and _GROUPED.search(text) is not None


def _append(path: Path, line: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if os.fstat(handle).st_size < LARGEST:
            os.write(handle, line)  # one write: lines of several workers do not mix
    finally:
        os.close(handle)


def collect() -> int:
    """Fold the written misses into counts; how many there were.

    The file is renamed first: what is written meanwhile waits for the next time.
    """
    spool = folder() / _SPOOL
    with suppress(FileNotFoundError):
        spool.rename(spool.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}"))
    taken = 0
    for path in sorted(folder().glob("unfound.*-*")):
        misses = list(filter(None, map(_read, path.read_bytes().splitlines())))
        _add(misses)
        path.unlink()
        taken += len(misses)
    return taken


def _read(line: bytes) -> _Miss | None:
    """A written line; None for one cut short by a full disk."""
    try:
        text, day = json.loads(line)
        return _Miss(str(text), date.fromisoformat(day))
    except (ValueError, TypeError):
        return None


@transaction.atomic
def _add(misses: list[_Miss]) -> None:
    times = Counter(miss.text for miss in misses)
    days: dict[str, list[date]] = {}
    for miss in misses:
        days.setdefault(miss.text, []).append(miss.day)
    for text, number in sorted(times.items()):
        row, _created = UnfoundQuery.objects.select_for_update().get_or_create(
            text=text,
            defaults={"first_on": min(days[text]), "last_on": max(days[text])},
        )
        row.count += number
        row.first_on = min(row.first_on, *days[text])
        row.last_on = max(row.last_on, *days[text])
        row.save(update_fields=["count", "first_on", "last_on"])
