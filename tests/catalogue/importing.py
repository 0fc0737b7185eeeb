"""Files to import, and what came of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from catalogue import reference
from catalogue.actions.imports import import_file
from catalogue.models import ImportRun

MNS = reference.DATA / "mns-standards.csv"
INTERNATIONAL = (
    "body,code,title_en,title_fr,title_ru,title_other,title_other_lang,doctype,edition,"
    "publication_date,status,stage,ics,committee,committee_title,replaces,replaced_by,"
    "amended_by,languages,url,source"
)
NATIONAL = (
    "code,title_mn,title_en,year,approved_date,effective_date,ics,ics_title_mn,"
    "status_mn,portal_id,source,source_kind"
)


def written(path: Path, header: str, rows: Iterable[dict[str, str]]) -> Path:
    """A CSV file with these rows; columns a row does not name are empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, header.split(","), restval="")
        out.writeheader()
        out.writerows(rows)
    return path


def international(tmp_path: Path, *rows: dict[str, str]) -> ImportRun:
    """The run of a file of international standards."""
    path = written(tmp_path / "some.csv", INTERNATIONAL, rows)
    return import_file(path=path)


def national(tmp_path: Path, *rows: dict[str, str]) -> ImportRun:
    """The run of a file of national standards."""
    path = written(tmp_path / "mns.csv", NATIONAL, rows)
    return import_file(path=path)


def of_bytes(tmp_path: Path, content: bytes, name: str = "file.csv") -> ImportRun:
    """The run of a file with these bytes."""
    path = tmp_path / name
    path.write_bytes(content)
    return import_file(path=path)


def iso(code: str, **said: str) -> dict[str, str]:
    """A row of ISO with what is said, else with as little as can be."""
    return {"body": "ISO", "code": code, "title_en": "Quality", "source": "x"} | said


def counts(run: ImportRun) -> tuple[int, int, int, int, int]:
    """Added, changed, unchanged, kept, refused."""
    return (run.added, run.changed, run.unchanged, run.kept, run.refused)


def faults(run: ImportRun) -> list[tuple[int, str]]:
    """Line and reason of every bad row."""
    return list(run.faults.values_list("line", "reason"))
