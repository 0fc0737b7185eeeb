"""A small catalogue of real standards, loaded as the importer loads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue import reference
from catalogue.actions.imports import import_file
from catalogue.search import unfound

SAMPLE = Path(__file__).parent / "data" / "sample.csv"


@pytest.fixture(autouse=True)
def misses_stay_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a test does not find is not counted among what people do not find."""
    monkeypatch.setattr(unfound, "folder", lambda: tmp_path)


@pytest.fixture
def small_catalogue(db: None) -> None:
    """All MNS rows and 470 international ones, with ICS, linked and searchable.

    Families with their replaced, withdrawn and draft editions and supplements: ISO
    9001, 14001, 22000, 45001, ISO/IEC 17025, OIML R 76, IEC 60335, CISPR, JIS, ITU,
    ETSI, interstate rules.
    """
    reference.load_ics()
    reference.load_bodies()
    reference.load_sources()
    for path in (reference.DATA / "mns-standards.csv", SAMPLE):
        run = import_file(path=path)
        assert (run.state, run.refused) == ("done", 0)
