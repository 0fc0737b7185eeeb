"""Relations from both ends, links to what comes later, days that follow from others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalogue.models import Edition, LifecycleEvent, Relation
from catalogue.status import Status
from tests.catalogue.importing import counts, international, iso, national

pytestmark = pytest.mark.django_db

Ends = tuple[str, str, str | None, str | None]


def ties() -> list[Ends]:
    """Kind, codes of both ends as the editions held have them."""
    found = Relation.objects.select_related("from_edition", "to_edition")
    return sorted(
        (
            tie.kind,
            f"{tie.from_code} > {tie.to_code}",
            tie.from_edition.code if tie.from_edition else None,
            tie.to_edition.code if tie.to_edition else None,
        )
        for tie in found
    )


def test_a_relation_told_from_both_ends_is_stored_once(
    db: None, tmp_path: Path
) -> None:
    international(
        tmp_path,
        iso("ISO 5:2010", replaced_by="ISO 5:2020"),
        iso("ISO 5:2020", replaces="ISO 5:2010"),
    )
    assert ties() == [
        ("replaces", "ISO 5:2020 > ISO 5:2010", "ISO 5:2020", "ISO 5:2010")
    ]


def test_an_amendment_amends_its_base(db: None, tmp_path: Path) -> None:
    international(
        tmp_path,
        iso("ISO 5:2010/Amd 1:2012"),
        iso("ISO 5:2010", amended_by="ISO 5:2010/Amd 1:2012"),
    )
    amendment = Edition.objects.get(code="ISO 5:2010/Amd 1:2012")
    base = Edition.objects.get(code="ISO 5:2010")
    assert ties() == [
        ("amends", f"{amendment} > {base}", amendment.code, base.code),
    ]
    assert (amendment.base, amendment.base_code) == (base, "ISO 5:2010")
    assert amendment.standard == base.standard


def test_a_base_spelled_otherwise_is_found(db: None, tmp_path: Path) -> None:
    international(
        tmp_path, iso("ISO/TR 5:2010"), iso("ISO TR 5:2010/Amd 1:2012", body="ISO")
    )
    amendment = Edition.objects.get(code="ISO TR 5:2010/Amd 1:2012")
    assert amendment.base == Edition.objects.get(code="ISO/TR 5:2010")


def test_what_is_not_held_stays_a_code_until_it_comes(db: None, tmp_path: Path) -> None:
    international(tmp_path, iso("ISO 5:2020", replaces="ISO 5:2010;ISO/R 5:1999"))
    assert ties() == [
        ("replaces", "ISO 5:2020 > ISO 5:2010", "ISO 5:2020", None),
        ("replaces", "ISO 5:2020 > ISO/R 5:1999", "ISO 5:2020", None),
    ]
    international(tmp_path, iso("ISO 5:2010"))
    assert ties()[0] == (
        "replaces",
        "ISO 5:2020 > ISO 5:2010",
        "ISO 5:2020",
        "ISO 5:2010",
    )
    assert ties()[1][3] is None


def test_who_named_a_document_first_is_linked_from_its_side_too(
    db: None, tmp_path: Path
) -> None:
    international(tmp_path, iso("ISO 5:2010", replaced_by="ISO 5:2020"))
    assert ties()[0][2:] == (None, "ISO 5:2010")
    international(tmp_path, iso("ISO 5:2020"))
    assert ties()[0][2:] == ("ISO 5:2020", "ISO 5:2010")


def test_an_adoption_is_linked_when_its_original_comes(
    db: None, tmp_path: Path
) -> None:
    national(tmp_path, {"code": "MNS ISO 5:2021", "title_mn": "Ус"})
    assert Relation.objects.get().to_standard is None
    international(tmp_path, iso("ISO 5:2020"))
    adoption = Relation.objects.get()
    assert adoption.to_standard == Edition.objects.get(code="ISO 5:2020").standard
    assert adoption.to_edition is None


def test_the_exact_spelling_is_linked_before_another(db: None, tmp_path: Path) -> None:
    international(
        tmp_path,
        iso("ISO 5:2010/COR1:2011"),
        iso("ISO 5:2010/Cor 1:2011"),
        iso("ISO 5:2020", replaces="ISO 5:2010/Cor 1:2011"),
    )
    assert ties()[0][3] == "ISO 5:2010/Cor 1:2011"


def test_a_document_does_not_replace_itself(db: None, tmp_path: Path) -> None:
    run = international(tmp_path, iso("ISO 5:2010", replaces="ISO 5:2010"))
    assert counts(run) == (1, 0, 0, 0, 0)
    assert ties() == []


def days(code: str) -> list[tuple[str, str, date, bool]]:
    """Kind, date, day and whether derived, of an edition's events."""
    events = LifecycleEvent.objects.filter(edition__code=code).order_by("day")
    return list(events.values_list("kind", "date", "day", "is_derived"))


def test_a_replaced_edition_ends_when_its_successor_begins(
    db: None, tmp_path: Path
) -> None:
    international(
        tmp_path,
        iso("ISO 5:2010", publication_date="2010-05", status="withdrawn",
            replaced_by="ISO 5:2020"),
        iso("ISO 5:2020", publication_date="2020-11-03", status="published"),
    )  # fmt: skip
    assert Edition.objects.get(code="ISO 5:2010").status == Status.REPLACED
    assert days("ISO 5:2010") == [
        ("published", "2010-05", date(2010, 5, 1), False),
        ("replaced", "2020-11-03", date(2020, 11, 3), True),
    ]
    in_force = Edition.objects.in_force_on(date(2015, 1, 1))
    assert [e.code for e in in_force] == ["ISO 5:2010"]
    in_force = Edition.objects.in_force_on(date(2021, 1, 1))
    assert [e.code for e in in_force] == ["ISO 5:2020"]


def test_a_derived_day_follows_the_successor(db: None, tmp_path: Path) -> None:
    old = iso("ISO 5:2010", status="replaced", replaced_by="ISO 5:2020")
    new = iso("ISO 5:2020", publication_date="2020-11", status="published")
    international(tmp_path, old, new)
    international(tmp_path, old, new | {"publication_date": "2020-12"})
    assert [day[:2] for day in days("ISO 5:2010") if day[3]] == [
        ("replaced", "2020-12")
    ]


@pytest.mark.parametrize(
    ("older", "newer"),
    [("published", "published"), ("withdrawn", "under-development")],
)
def test_no_day_is_derived_where_nothing_ended(
    db: None, tmp_path: Path, older: str, newer: str
) -> None:
    international(
        tmp_path,
        iso("ISO 5:2010", status=older, replaced_by="ISO 5:2020"),
        iso("ISO 5:2020", publication_date="2020-11", status=newer),
    )
    assert [day for day in days("ISO 5:2010") if day[3]] == []


def test_a_withdrawn_edition_without_successor_has_no_day(
    db: None, tmp_path: Path
) -> None:
    international(tmp_path, iso("ISO 5:2010", status="withdrawn"))
    assert [day[0] for day in days("ISO 5:2010")] == ["published"]


def test_links_are_no_edits_of_anybody(db: None, tmp_path: Path) -> None:
    international(tmp_path, iso("ISO 5:2010", replaced_by="ISO 5:2020"))
    international(tmp_path, iso("ISO 5:2020"), iso("ISO 5:2010/Amd 1:2012"))
    history = Relation.objects.get().history  # type: ignore[attr-defined]
    assert not history.exists()
    amendment = Edition.objects.get(code="ISO 5:2010/Amd 1:2012")
    assert amendment.base is not None
    assert not amendment.history.exists()  # type: ignore[attr-defined]
