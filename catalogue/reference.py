"""Reference data of the catalogue: the classification, publishers, sources, standards.

Missing rows are made, present ones never changed: they belong to the agency.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from catalogue.actions.imports import import_file
from catalogue.importing.readers.supplied import Supplied, survey
from catalogue.importing.terminal import progress_bar
from catalogue.models import Body, Ics, ImportRun, RunState, Source
from organisation.reference import rows

DATA = Path(__file__).parent / "data"
STANDARDS = ("mns-standards.csv", "international-standards.csv.gz")


@transaction.atomic
def load_ics() -> int:
    """Make the codes of the international classification that are missing."""
    ids = dict(Ics.objects.values_list("code", "pk"))
    mongolian = {r["code"]: r["title_mn"] for r in rows(DATA / "ics-fields-mn.csv")}
    made = 0
    for level in (1, 2, 3):  # what stands above comes first
        new = [
            _ics(row, ids, mongolian)
            for row in rows(DATA / "ics.csv")
            if row["level"] == str(level) and row["code"] not in ids
        ]
        for ics in Ics.objects.bulk_create(new):
            ids[ics.code] = ics.pk
        made += len(new)
    return made


def _ics(row: dict[str, str], ids: dict[str, int], mongolian: dict[str, str]) -> Ics:
    return Ics(
        code=row["code"],
        level=int(row["level"]),
        parent_id=ids.get(row["parent"]),
        title_mn=row["title_mn"] or mongolian.get(row["code"], ""),
        title_en=row["title_en"],
        title_ru=row["title_ru"],
        title_fr=row["title_fr"],
        scope_en=row["scope_en"],
    )


@transaction.atomic
def load_bodies() -> int:
    """Make the publishers we know that are missing."""
    known = set(Body.objects.values_list("code", flat=True))
    new = [Body(**row) for row in rows(DATA / "bodies.csv") if row["code"] not in known]
    return len(Body.objects.bulk_create(new))


@transaction.atomic
def load_sources() -> int:
    """Make the sources of the shipped data that are missing."""
    known = set(Source.objects.values_list("code", flat=True))
    new = [
        Source(**row | {"fetched_on": _day(row["fetched_on"])})
        for row in rows(DATA / "sources.csv")
        if row["code"] not in known
    ]
    return len(Source.objects.bulk_create(new))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def load_catalogue() -> int:
    """Import the shipped standards, once; returns how many editions came.

    A load that was killed goes on where it was.
    """
    added = 0
    for path in (DATA / name for name in STANDARDS):
        if not _is_loaded(path):
            with progress_bar() as progress:
                added += import_file(path=path, progress=progress).added
    return added


def _is_loaded(path: Path) -> bool:
    digest = survey(Supplied.at(path)).digest
    done = ImportRun.objects.filter(digest=digest, state=RunState.DONE)
    return done.exists()
