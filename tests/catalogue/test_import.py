"""Importing the shapes we know: what rows become, twice, and in pieces."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from catalogue.actions.imports import import_file
from catalogue.models import (
    Body,
    Edition,
    Ics,
    Identifier,
    ImportRun,
    LifecycleEvent,
    Relation,
    Standard,
    Title,
)
from catalogue.status import Status
from tests.catalogue.conftest import SAMPLE
from tests.catalogue.importing import (
    INTERNATIONAL,
    MNS,
    counts,
    international,
    iso,
    national,
    written,
)

pytestmark = pytest.mark.django_db


# --- the shapes -----------------------------------------------------------------
def test_a_row_of_an_international_standard(small_catalogue: None) -> None:
    edition = Edition.objects.get(code="ISO 9001:2015")
    assert (edition.slug, edition.key, edition.year) == (
        "iso-9001-2015",
        "iso 9001:2015",
        2015,
    )
    assert (edition.standard.designation, edition.standard.slug) == (
        "ISO 9001",
        "iso-9001",
    )
    assert (edition.standard.number, edition.standard.part) == ("9001", "")
    assert edition.standard.body == Body.objects.get(code="ISO")
    assert edition.title_en == "Quality management systems - Requirements"
    assert [(t.language, t.script) for t in edition.titles.all()] == [("fr", "Latn")]
    assert (edition.published, edition.published_on) == ("2015-09", date(2015, 9, 1))
    assert (edition.status, edition.source_status, edition.stage) == (
        Status.BEING_REVISED,
        "published",
        "90.92",
    )
    assert edition.languages == ["en", "fr"]
    assert edition.committee is not None
    assert edition.committee.code == "ISO/TC 176/SC 2"
    assert edition.committee.slug == "iso-tc-176-sc-2"
    assert {ics.code for ics in edition.ics.all()} == {"03.120.10", "03.100.70"}
    assert edition.source is not None
    assert edition.source.name == "Relaton: ISO"
    assert edition.source_url == "https://www.iso.org/standard/62085.html"


def test_a_row_of_a_mongolian_standard(small_catalogue: None) -> None:
    edition = Edition.objects.get(code="MNS 4099:2020")
    assert (edition.slug, edition.standard.body.code) == ("mns-4099-2020", "MNS")
    assert (edition.published, edition.status) == ("2020-11-30", Status.IN_FORCE)
    assert edition.languages == ["mn"]
    assert [(e.kind, e.date) for e in edition.events.order_by("day")] == [
        ("approved", "2020-11-30"),
        ("effective", "2020-12-04"),
    ]
    identifier = Identifier.objects.get(edition=edition)
    assert (identifier.kind, identifier.value) == ("portal", "1599")
    assert edition.source_url == "https://estandard.gov.mn/standard/v/1599"


def test_a_mongolian_standard_cited_without_a_year(small_catalogue: None) -> None:
    edition = Edition.objects.get(code="MNS 0703")
    assert (edition.year, edition.published, edition.status) == (
        None,
        "",
        Status.UNKNOWN,
    )
    assert edition.slug == edition.standard.slug == "mns-0703"
    assert not edition.events.exists()


def test_an_icscode_that_is_in_no_list_is_taken(small_catalogue: None) -> None:
    code = Ics.objects.get(code="11.120.30")
    assert (code.is_listed, code.level) == (False, 3)
    assert code.title_mn == "Ардын уламжлалт ба үндэсний үйлдвэрийн эм"
    assert code.parent == Ics.objects.get(code="11.120", is_listed=True)
    assert code.editions.filter(code="MNS 4921:2000").exists()


def test_titles_in_other_languages_and_scripts(small_catalogue: None) -> None:
    found = Title.objects.filter(edition__standard__body__code__in=["JIS", "EASC"])
    assert set(found.values_list("language", "script")) == {
        ("ja", "Jpan"),
        ("ru", "Cyrl"),
    }


def test_an_adoption_points_to_the_undated_original(small_catalogue: None) -> None:
    adoption = Relation.objects.get(from_code="MNS ISO 45001:2018")
    assert (adoption.kind, adoption.to_code, adoption.to_edition) == (
        "adopts",
        "ISO 45001",
        None,
    )
    assert adoption.to_standard == Standard.objects.get(designation="ISO 45001")
    own = Edition.objects.get(code="MNS ISO 45001:2018")
    assert (adoption.from_edition, own.standard.body.code) == (own, "MNS")


def test_a_committee_without_its_publisher_gets_it(small_catalogue: None) -> None:
    edition = Edition.objects.get(code="IEC 60086-3:2021/COR1:2023")
    assert edition.committee is not None
    assert edition.committee.code == "IEC/TC 35"


def test_a_draft_is_a_draft_and_has_no_days(small_catalogue: None) -> None:
    draft = Edition.objects.get(code="ISO/CD 9001.2")
    assert draft.status == Status.DRAFT
    assert not draft.events.exists()
    assert draft.standard == Edition.objects.get(code="ISO 9001:2015").standard


def test_a_workbook(db: None, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Монгол Улсын стандартын жагсаалт"])
    sheet.append([])
    sheet.append(["Code", "Title_mn", "year", "approved_date", "portal_id", "ics"])
    sheet.append(
        ["MNS 4099 : 2020", "Малын тэжээл", 2020, date(2020, 11, 30), 1599, ""]
    )
    sheet.append(["MNS 5217:2012", "Галиглах", 2012.0, "2012.02.16", None, "01.140.10"])
    path = tmp_path / "list.xlsx"
    book.save(path)
    run = import_file(path=path)
    assert counts(run) == (2, 0, 0, 0, 0)
    edition = Edition.objects.get(code="MNS 4099:2020")
    assert (edition.published, edition.title_mn) == ("2020-11-30", "Малын тэжээл")
    assert edition.identifiers.get().value == "1599"
    other = Edition.objects.get(code="MNS 5217:2012")
    assert (other.published, other.year) == ("2012-02-16", 2012)


def test_a_list_of_rosstandart(db: None, tmp_path: Path) -> None:
    text = (
        "Обозначение;Наименование;Статус;Код ОКС\r\n"
        "ГОСТ Р 52300-2005;Вода питьевая. Отбор проб;Действует;13.060.20\r\n"
        'ГОСТ 2874-82;"Вода питьевая; требования";Отменен;13.060.20\r\n'
        "ГОСТ ISO 9001-2011;Системы менеджмента качества;Заменен;03.120.10\r\n"
    )
    path = tmp_path / "gost.csv"
    path.write_bytes(text.encode("cp1251"))
    run = import_file(path=path)
    assert counts(run) == (3, 0, 0, 0, 0)
    water = Edition.objects.get(code="ГОСТ Р 52300-2005")
    assert (water.slug, water.status, water.published) == (
        "gost-r-52300-2005",
        Status.IN_FORCE,
        "2005",
    )
    assert water.standard.body.code == "GOST"
    title = water.titles.get()
    assert (title.language, title.script, title.text) == (
        "ru",
        "Cyrl",
        "Вода питьевая. Отбор проб",
    )
    old = Edition.objects.get(code="ГОСТ 2874-82")
    assert (old.year, old.status) == (1982, Status.WITHDRAWN)
    assert old.titles.get().text == "Вода питьевая; требования"
    adopted = Relation.objects.get(kind="adopts")
    assert (adopted.from_code, adopted.to_key) == ("ГОСТ ISO 9001-2011", "iso 9001")


# --- twice, edited, changed -----------------------------------------------------
def test_the_same_files_again_change_nothing(small_catalogue: None) -> None:
    def state() -> list[object]:
        return [
            list(Edition.objects.order_by("id").values()),
            list(LifecycleEvent.objects.order_by("id").values()),
            list(Relation.objects.order_by("id").values()),
            list(Title.objects.order_by("id").values()),
            Identifier.objects.count(),
            Edition.ics.through.objects.count(),
            Edition.history.rel.related_model.objects.count(),  # type: ignore[attr-defined]
        ]

    before = state()
    for path, rows in ((MNS, 118), (SAMPLE, 470)):
        run = import_file(path=path)
        assert counts(run) == (0, 0, rows, 0, 0)
    assert state() == before


def test_a_changed_row_changes_its_edition_and_keeps_the_former(
    db: None, tmp_path: Path
) -> None:
    first = iso("ISO 5:2020", ics="13.060", title_fr="Eau", publication_date="2020")
    international(tmp_path, first, iso("ISO 6:2020"))
    before = Edition.objects.get(code="ISO 5:2020")
    second = first | {
        "title_en": "Water",
        "title_fr": "L'eau",
        "ics": "13.020",
        "publication_date": "2020-03",
        "status": "withdrawn",
    }
    run = international(tmp_path, second, iso("ISO 6:2020"))
    assert counts(run) == (0, 1, 1, 0, 0)
    after = Edition.objects.get(code="ISO 5:2020")
    assert (after.title_en, after.status, after.slug) == (
        "Water",
        Status.WITHDRAWN,
        before.slug,
    )
    assert [ics.code for ics in after.ics.all()] == ["13.020"]
    assert [t.text for t in after.titles.all()] == ["L'eau"]
    assert [(e.kind, e.date) for e in after.events.all()] == [("published", "2020-03")]
    assert after.changed_at > before.changed_at
    assert [h.title_en for h in after.history.all()] == ["Quality"]  # type: ignore[attr-defined]


def test_an_empty_cell_erases_nothing(db: None, tmp_path: Path) -> None:
    full = iso("ISO 5:2020", title_en="Water", doctype="guide", status="published")
    international(tmp_path, full)
    international(tmp_path, full | {"title_en": "", "title_fr": "Eau", "doctype": ""})
    edition = Edition.objects.get()
    assert (edition.title_en, edition.doctype) == ("Water", "guide")


def test_an_edition_edited_here_is_left_alone(db: None, tmp_path: Path) -> None:
    row = {"code": "MNS 5:2020", "title_mn": "Ус"}
    national(tmp_path, row)
    Edition.objects.update(is_edited=True, title_mn="Ундны ус")
    run = national(tmp_path, row | {"title_mn": "Усны чанар"})
    assert counts(run) == (0, 0, 0, 1, 0)
    assert Edition.objects.get().title_mn == "Ундны ус"


def test_lists_of_the_agency_may_spell_codes_as_they_please(
    db: None, tmp_path: Path
) -> None:
    national(tmp_path, {"code": "MNS 4099:2020", "title_mn": "Тэжээл"})
    run = national(tmp_path, {"code": "мнс4099 : 2020", "title_mn": "Малын тэжээл"})
    assert counts(run) == (0, 1, 0, 0, 0)
    edition = Edition.objects.get()
    assert (edition.code, edition.title_mn) == ("MNS 4099:2020", "Малын тэжээл")


def test_two_sources_of_one_document_stay_two_editions(small_catalogue: None) -> None:
    pair = Edition.objects.filter(key="iso iec 17025:2005/cor1:2006").order_by("id")
    assert [(e.code, e.slug) for e in pair] == [
        ("ISO/IEC 17025:2005/COR1:2006", "iso-iec-17025-2005-cor-1-2006"),
        ("ISO/IEC 17025:2005/Cor 1:2006", "iso-iec-17025-2005-cor-1-2006-2"),
    ]


# --- the command ----------------------------------------------------------------
def test_the_command_says_what_it_did(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [iso("ISO 5:2020"), iso("ISO 6:2020", publication_date="soon")]
    path = written(tmp_path / "some.csv", INTERNATIONAL, rows)
    call_command("import_standards", str(path))
    lines = capsys.readouterr().out.splitlines()
    run = ImportRun.objects.get()
    assert counts(run) == (1, 0, 0, 0, 1)
    assert len(lines) == 2
    assert lines[0].startswith(f"{path}: 1 ")
    assert "3" in lines[1]
    assert lines[1].endswith("soon")


def test_the_command_fails_when_a_file_cannot_be_read(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_standards", str(path), str(tmp_path / "absent.csv"))
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert ImportRun.objects.get().failure == "no_header"
