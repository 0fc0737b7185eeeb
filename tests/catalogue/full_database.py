"""A database of its own with every shipped standard, made once in a run of tests."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.db import connection

from catalogue import designations, reference
from catalogue.models import Body, Edition, Standard
from catalogue.status import Status

# Official bilingual titles of the National Statistics Office, as gathered by
# temuulene/mongolstats ee51dfe (MIT): close in style to titles of standards, of which
# only 118 are at hand. Numbered where no standard is.
TITLES = Path(__file__).parent / "data" / "official-titles.csv"
FIRST_NUMBER = 900_001


@contextmanager
def made(unblock: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Copy the empty test database, fill the copy, and use it until the end."""
    empty = connection.settings_dict["NAME"]
    name = f"{empty}_full"
    try:
        with unblock():
            _create(name, empty)
            _use(name)
            _fill()
        yield
    finally:
        with unblock():
            _use(empty)
            _drop(name)


def _use(name: str) -> None:
    """Point the connection of the tests at another database."""
    connection.close()
    connection.settings_dict["NAME"] = name


def _create(name: str, template: str) -> None:
    connection.close()
    _drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _fill() -> None:
    reference.load_ics()
    reference.load_bodies()
    reference.load_sources()
    _add_titles(Body.objects.get(code="MNS"))
    reference.load_catalogue()  # makes it searchable, the titles too


def _add_titles(body: Body) -> None:
    with TITLES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [f"MNS {FIRST_NUMBER + at}:2020" for at in range(len(rows))]
    standards = Standard.objects.bulk_create(_standard(code, body) for code in codes)
    Edition.objects.bulk_create(
        Edition(
            standard=standard,
            code=code,
            key=designations.edition_key(code),
            slug=designations.slug(code),
            year=2020,
            title_mn=row["title_mn"],
            title_en=row["title_en"],
            status=Status.IN_FORCE,
        )
        for standard, code, row in zip(standards, codes, rows, strict=True)
    )


def _standard(code: str, body: Body) -> Standard:
    undated = designations.undated(code)
    found = designations.parse(code)
    assert found is not None
    return Standard(
        body=body,
        designation=undated,
        key=designations.standard_key(code),
        slug=designations.slug(undated),
        number=found.number,
    )
