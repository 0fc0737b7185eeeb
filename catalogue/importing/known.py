"""What rows name by code: publishers, committees, ICS codes, sources.

All are open lists: what is met for the first time is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from catalogue import designations
from catalogue.importing.addresses import free_addresses
from catalogue.importing.record import Record
from catalogue.models import Body, Committee, Ics, Source


class Known:
    """Ids by code, read once a run and added to as rows name more."""

    def __init__(self) -> None:
        self.read_anew()

    def read_anew(self) -> None:
        """Read the ids; also after a rollback took back what was learnt."""
        self.bodies = _ids(Body)
        self.committees = _ids(Committee)
        self.ics = _ids(Ics)
        self.sources = _ids(Source)

    def learn(self, records: Sequence[Record]) -> None:
        """Make what these records name and we do not have."""
        self._learn_bodies({r.body for r in records})
        self._learn_committees(records)
        self._learn_ics(records)
        new = _missing({r.source for r in records}, self.sources)
        self._make(Source, self.sources, [Source(code=code) for code in new])

    def _learn_bodies(self, codes: set[str]) -> None:
        new = _missing(codes, self.bodies)
        slugs = free_addresses(Body, [_address(code, 50) for code in new])
        bodies = [Body(code=c, slug=s) for c, s in zip(new, slugs, strict=True)]
        self._make(Body, self.bodies, bodies)

    def _learn_committees(self, records: Sequence[Record]) -> None:
        titles = {r.committee: r.committee_title for r in records}
        new = _missing(titles, self.committees)
        slugs = free_addresses(Committee, [_address(code, 130) for code in new])
        committees = [
            Committee(code=code, slug=slug, title_en=titles[code])
            for code, slug in zip(new, slugs, strict=True)
        ]
        self._make(Committee, self.committees, committees)

    def _learn_ics(self, records: Sequence[Record]) -> None:
        titles: dict[str, str] = {}
        for record in records:
            for place, code in enumerate(record.ics):
                stated = record.ics_titles[place : place + 1]
                titles[code] = stated[0] if stated else titles.get(code, "")
        for code in _missing(titles, self.ics):
            self._learn_one_ics(code, titles)

    def _learn_one_ics(self, code: str, titles: dict[str, str]) -> None:
        """A code that no list has, below the one above it, which may be new too."""
        above = code.rpartition(".")[0]
        if above and above not in self.ics:
            self._learn_one_ics(above, titles)
        made = Ics.objects.create(
            code=code,
            level=code.count(".") + 1,
            parent_id=self.ics.get(above),
            title_mn=titles.get(code, "")[:400],
            is_listed=False,
        )
        self.ics[code] = made.pk

    def _make(
        self, model: type[models.Model], ids: dict[str, int], rows: list[Any]
    ) -> None:
        for made in model._default_manager.bulk_create(rows):
            ids[made.code] = made.pk  # type: ignore[attr-defined]


def _missing(codes: Iterable[str], ids: dict[str, int]) -> list[str]:
    return sorted(code for code in codes if code and code not in ids)


def _ids(model: type[models.Model]) -> dict[str, int]:
    return dict(model._default_manager.values_list("code", "pk"))


def _address(code: str, most: int) -> str:
    return designations.slug(code)[:most].strip("-") or "x"
