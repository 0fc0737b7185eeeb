"""Rules of the single services: standards, instruments, products."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import Case
from catalogue.models import Relation
from catalogue.status import Status
from eservices.engine import all_services, service_at
from eservices.engine.checking import Checked, check
from eservices.models import InstrumentKind
from tests.catalogue.factories import make_edition, relate
from tests.eservices.factories import (
    ANSWERS,
    ROWS,
    WHO,
    make_application,
    make_company,
    put_into_state,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "private", "in_english"),
]
STANDARD = ROWS["standards-registration"]["standards"][0]
INSTRUMENT = ROWS["verification"]["instruments"][0]
PRODUCT = ROWS["product-certification"]["products"][0]
FIRST = "rows.standards.1.standard"


def judged(slug: str, *rows: dict[str, str], **given: Any) -> Checked:
    service = service_at(slug)
    assert service is not None
    key = next(iter(service.rows))
    facts: dict[str, Any] = {
        "answers": WHO | ANSWERS[slug],
        "rows": {key: rows},
        "file_keys": {k for k, each in service.documents.items() if each.required},
        "today": timezone.localdate(),
    }
    return check(service, **(facts | given))


def warned(found: Checked) -> list[tuple[str, str]]:
    return [(warning.path, warning.code) for warning in found.faults.warnings]


class TestStandards:
    """S1: what the catalogue says of a line."""

    @pytest.mark.parametrize(
        "status", [Status.IN_FORCE, Status.BEING_REVISED, Status.UNDER_REVIEW]
    )
    def test_in_force_is_taken(self, status: str) -> None:
        edition = make_edition("MNS 5217:2012", status=status)
        found = judged("standards-registration", STANDARD)
        (row,) = found.rows["standards"]
        assert (found.faults.by_path, warned(found)) == ({}, [])
        assert (row["edition"], row["designation"]) == (edition, "MNS 5217:2012")

    def test_without_a_year_the_current_edition_is_meant(self) -> None:
        make_edition("MNS 5217:2003", status=Status.WITHDRAWN)
        edition = make_edition("MNS 5217:2012")
        found = judged("standards-registration", STANDARD | {"standard": "мнс5217"})
        assert (found.faults.by_path, warned(found)) == ({}, [])
        assert found.rows["standards"][0]["edition"] == edition

    def test_a_replaced_one_is_refused_and_its_successor_offered(self) -> None:
        old = make_edition("MNS 5217:2003", status=Status.REPLACED)
        relate(make_edition("MNS 5217:2012"), Relation.Kind.REPLACES, old)
        found = judged(
            "standards-registration", STANDARD | {"standard": "MNS 5217:2003"}
        )
        assert found.faults.by_path == {
            FIRST: [
                "MNS 5217:2003 cannot be chosen. It has been replaced; use "
                "MNS 5217:2012."
            ]
        }
        assert found.faults.offers == {FIRST: "MNS 5217:2012"}

    @pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.DRAFT])
    def test_withdrawn_and_drafts_are_refused(self, status: str) -> None:
        make_edition("MNS 5217:2012", status=status)
        found = judged("standards-registration", STANDARD)
        assert list(found.faults.by_path) == [FIRST]

    def test_an_unknown_status_is_for_the_officer(self) -> None:
        make_edition("MNS 5217:2012", status=Status.UNKNOWN)
        found = judged("standards-registration", STANDARD)
        assert found.faults.by_path == {}
        assert warned(found) == [(FIRST, "status_unknown")]

    def test_an_older_edition_is_for_the_officer_with_the_newer_offered(self) -> None:
        make_edition("MNS 5217:2003")
        make_edition("MNS 5217:2012")
        found = judged(
            "standards-registration", STANDARD | {"standard": "MNS 5217:2003"}
        )
        assert warned(found) == [(FIRST, "newer_edition")]
        assert found.faults.offers == {FIRST: "MNS 5217:2012"}

    def test_what_the_catalogue_lacks_needs_publisher_and_title_page(self) -> None:
        row = STANDARD | {"standard": "ASTM D975:2023"}
        assert judged("standards-registration", row).faults.by_path == {
            FIRST: [
                "ASTM D975:2023 is not in the catalogue. Check its number and year; if "
                "they are right, write its publisher and add its title page."
            ]
        }
        row |= {"publisher": "ASTM International"}
        assert judged("standards-registration", row).faults.by_path == {
            "files.title_pages": [
                "Add the title pages of the standards that are not in our catalogue."
            ]
        }
        found = judged("standards-registration", row, file_keys={"title_pages"})
        assert found.faults.by_path == {}
        assert warned(found) == [(FIRST, "not_in_catalogue")]

    def test_no_designation_says_how_to_write_one(self) -> None:
        found = judged("standards-registration", STANDARD | {"standard": "чанар"})
        assert found.faults.by_path == {
            FIRST: [
                "No number of a standard was found in “чанар”. Write it like "
                "MNS 5217:2012."
            ]
        }

    def test_a_standard_stands_once_for_a_site(self) -> None:
        make_edition("MNS 5217:2012")
        again = STANDARD | {"standard": "МНС 5217", "site": "дархан  сум"}
        elsewhere = STANDARD | {"site": "Шарын гол"}
        found = judged("standards-registration", STANDARD, again, elsewhere)
        assert found.faults.by_path == {
            "rows.standards.2.standard": [
                "This line says the same as line 1. Delete one of them."
            ]
        }

    def test_part_of_a_standard_names_its_clauses(self) -> None:
        make_edition("MNS 5217:2012")
        found = judged("standards-registration", STANDARD | {"extent": "part"})
        assert found.faults.by_path == {
            "rows.standards.1.clauses": ["Fill in “Clauses”."]
        }

    def test_labels_of_either_language_are_understood(self) -> None:
        make_edition("MNS 5217:2012")
        words = {"use_kind": "Product", "basis": "VOLUNTARY", "extent": "whole"}
        (row,) = judged("standards-registration", STANDARD | words).rows["standards"]
        assert (row["use_kind"], row["basis"]) == ("product", "voluntary")

    def test_two_thousand_lines_cost_as_many_queries_as_one(self) -> None:
        make_edition("MNS 5217:2012")
        rows = [STANDARD | {"site": f"Сум {n}"} for n in range(2000)]
        with CaptureQueriesContext(
            connection,
        ) as one:
            judged("standards-registration", rows[0])
        with CaptureQueriesContext(connection) as many:
            found = judged("standards-registration", *rows)
        assert found.faults.by_path == {}
        assert len(many) == len(one)


class TestInstruments:
    """S2: every instrument once, its range in the unit of its kind."""

    def test_a_range_is_kept_in_the_unit_of_the_kind(self) -> None:
        found = judged("verification", INSTRUMENT | {"range": "20 г…30 кг"})
        (row,) = found.rows["instruments"]
        assert (float(row["range_from"]), float(row["range_to"])) == (0.02, 30)
        assert row["range_text"] == "0.02…30 кг"

    def test_a_range_of_another_quantity_names_the_unit(self) -> None:
        found = judged("verification", INSTRUMENT | {"range": "0-30 мм"})
        assert found.faults.by_path == {
            "rows.instruments.1.range": [
                "The range of “Retail scale” is given in kg; write it so."
            ]
        }

    def test_a_missing_type_approval_is_a_warning(self) -> None:
        found = judged("verification", INSTRUMENT | {"type_approval": ""})
        assert found.faults.by_path == {}
        assert warned(found) == [
            ("rows.instruments.1.type_approval", "type_approval_missing")
        ]
        tape = {"kind": "01.006", "range": "0-5 м", "type_approval": ""}
        assert warned(judged("verification", INSTRUMENT | tape)) == []

    def test_the_same_instrument_in_another_spelling_is_found(self) -> None:
        again = INSTRUMENT | {"maker": "СAS", "serial": "а-101"}  # Cyrillic С and а
        found = judged("verification", INSTRUMENT, again)
        assert list(found.faults.by_path) == ["rows.instruments.2.serial"]

    def test_the_same_number_of_another_model_is_another_instrument(self) -> None:
        found = judged("verification", INSTRUMENT, INSTRUMENT | {"model": "SW-2"})
        assert found.faults.by_path == {}

    def test_a_serial_number_without_a_sign_is_refused(self) -> None:
        found = judged("verification", INSTRUMENT | {"serial": "—"})
        assert found.faults.by_path == {
            "rows.instruments.1.serial": [
                "Write the serial number as it stands on the instrument."
            ]
        }

    def test_an_open_application_of_ones_own_stops_it(self) -> None:
        application = make_application("verification")
        found = judged("verification", INSTRUMENT, company=application.company)
        assert found.faults.by_path == {
            "rows.instruments.1.serial": [
                f"This instrument is in your application {application.number} already. "
                "Delete the line or withdraw that application."
            ]
        }

    def test_somebody_elses_open_application_is_for_the_officer(self) -> None:
        make_application("verification")
        found = judged("verification", INSTRUMENT, company=make_company())
        assert found.faults.by_path == {}
        assert warned(found) == [
            ("rows.instruments.1.serial", "in_another_application")
        ]

    def test_wished_days_in_order(self) -> None:
        days = {"wished_from": "2099-01-02", "wished_to": "2099-01-01"}
        answers = WHO | ANSWERS["verification"] | days
        found = judged("verification", INSTRUMENT, answers=answers)
        assert list(found.faults.by_path) == ["wished_to"]

    def test_a_kind_out_of_use_is_not_offered(self) -> None:
        InstrumentKind.objects.filter(code="02.001").update(is_active=False)
        found = judged("verification", INSTRUMENT)
        assert list(found.faults.by_path) == ["rows.instruments.1.kind"]


class TestProducts:
    """S4: a report for products, a lot with its number."""

    def test_a_product_needs_its_report_a_service_does_not(self) -> None:
        make_edition("MNS 5217:2012")
        row = {key: PRODUCT[key] for key in ("name", "standard", "batch")}
        found = judged("product-certification", row)
        missing = ["lab", "accreditation_no", "protocol", "protocol_on"]
        assert list(found.faults.by_path) == [
            f"rows.products.1.{key}" for key in missing
        ]
        answers = WHO | ANSWERS["product-certification"] | {"object": "service"}
        service = judged("product-certification", row, answers=answers)
        assert service.faults.by_path == {}

    def test_papers_of_a_product_are_not_asked_of_a_service(self) -> None:
        make_edition("MNS 5217:2012")
        answers = WHO | ANSWERS["product-certification"]
        own = {"letter", "registration", "contract"}
        found = judged("product-certification", PRODUCT, file_keys=own)
        assert list(found.faults.by_path) == ["files.lab_results", "files.label"]
        answers |= {"object": "service"}
        found = judged("product-certification", PRODUCT, file_keys=own, answers=answers)
        assert found.faults.by_path == {}

    def test_a_lot_has_number_and_size(self) -> None:
        make_edition("MNS 5217:2012")
        found = judged("product-certification", PRODUCT | {"batch": "lot"})
        assert found.faults.by_path == {
            "rows.products.1.lot": ["Fill in “Lot number and size”."]
        }


class TestTypes:
    """S3: papers by the path of approval."""

    def test_a_report_needs_its_oiml_certificate(self) -> None:
        answers = WHO | ANSWERS["type-approval"] | {"path": "report"}
        service = service_at("type-approval")
        assert service is not None
        found = check(
            service,
            answers=answers,
            rows={},
            file_keys={"description", "manual", "drawings"},
            today=timezone.localdate(),
        )
        assert list(found.faults.by_path) == [
            "oiml_certificate",
            "oiml_authority",
            "oiml_scheme",
            "files.test_report",
        ]


def test_every_warning_a_service_gives_is_worded() -> None:
    known = {code for service in all_services() for code in service.warnings}
    assert known == {
        "citizen_register_date",
        "citizen_register_letter",
        "status_unknown",
        "newer_edition",
        "not_in_catalogue",
        "type_approval_missing",
        "in_another_application",
    }


def test_keys_of_a_service_are_never_used_twice() -> None:
    for service in all_services():
        keys = [field.key for step in service.steps for field in step.fields]
        keys += [each.key for step in service.steps for each in step.documents]
        assert len(keys) == len(set(keys))
        assert len(service.slug) <= 30


def test_a_closed_application_frees_its_instruments() -> None:
    application = make_application("verification")
    put_into_state(application, "in_review")
    company = application.company
    found = judged("verification", INSTRUMENT, company=company)
    assert list(found.faults.by_path) == ["rows.instruments.1.serial"]
    Case.objects.filter(pk=application.pk).update(
        phase="closed", state="withdrawn", closed_at=timezone.now()
    )
    assert judged("verification", INSTRUMENT, company=company).faults.by_path == {}
