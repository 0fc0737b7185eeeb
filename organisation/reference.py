"""Reference data of the organisation: units, loaded once, then kept by the agency."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from organisation.models import Unit

DATA = Path(__file__).parent / "data"


def rows(path: Path, *, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """The rows of a CSV file shipped with an app, as dictionaries of texts."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


@transaction.atomic
def load_units() -> int:
    """Make the units that are missing; never changes one that is there."""
    made = 0
    for row in rows(DATA / "units.csv"):
        parent = row.pop("parent")
        above = Unit.objects.get(code=parent) if parent else None
        _unit, is_new = Unit.objects.get_or_create(
            code=row.pop("code"), defaults={**row, "parent": above}
        )
        made += is_new
    return made
