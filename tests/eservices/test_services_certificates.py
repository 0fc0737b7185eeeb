"""What the documents of each service say, and what they never say."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from eservices.certificates.document import sections_of
from eservices.engine import service_of
from eservices.models import (
    Application,
    InstrumentRow,
    ProductRow,
)
from eservices.services.content import fact, section, table
from eservices.services.verified import months_after
from tests.catalogue.factories import make_edition
from tests.eservices.factories import ROWS, make_application, make_company

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "private", "in_english"),
]
INSTRUMENT = ROWS["verification"]["instruments"][0]
NEVER = ("УБ85010112", "99112345", "oyun@company.example", "Дорж Оюун", "sealed:")


def facts(content: dict[str, Any]) -> dict[str, str]:
    """English label to value, of all sections."""
    return {
        english: text
        for section in content["sections"]
        for _mongolian, english, text in section["facts"]
    }


def test_an_instrument_that_passed_and_one_that_did_not() -> None:
    rows = [INSTRUMENT | {"serial": f"{n}"} for n in (1, 2, 3)]
    application = make_application("verification", rows={"instruments": rows})
    passed, failed, _open = InstrumentRow.objects.order_by("position")
    passed.result, passed.seal_no = "passed", "T-77"
    passed.done_on, passed.due_on = date(2026, 11, 24), date(2027, 11, 24)
    passed.save()
    failed.result, failed.result_reason = "failed", "Алдаа хэтэрсэн"
    failed.done_on = date(2026, 11, 24)
    failed.save()
    good, bad = service_of(application).certificates(application)
    assert (good.row, good.is_positive, good.valid_to) == (
        passed,
        True,
        date(2027, 11, 24),
    )
    assert good.title == "Retail scale, CAS SW-1 № 1"
    said = facts(good.content)
    assert (said["Serial number"], said["Seal number"], said["Next due"]) == (
        "1",
        "T-77",
        "2027-11-24",
    )
    assert (bad.row, bad.is_positive, bad.valid_to) == (failed, False, None)
    assert facts(bad.content)["Reason"] == "Алдаа хэтэрсэн"
    assert "Next due" not in facts(bad.content)


def test_an_extract_lists_the_standards_with_their_clauses() -> None:
    edition = make_edition("MNS 5217:2012", status="unknown", title_en="Romanization")
    row = ROWS["standards-registration"]["standards"][0]
    row = row | {"extent": "part", "clauses": "4.1"}
    application = make_application("standards-registration", rows={"standards": [row]})
    (draft,) = service_of(application).certificates(application)
    assert draft.cited == ((edition, "MNS 5217:2012"),)
    assert draft.content["sections"][1]["table"]["rows"] == [
        [
            "MNS 5217:2012",
            "Romanization",
            "Product: Шошгоны галиг",
            "Part 4.1",
            "2020-01-01",
            "Дархан сум",
        ]
    ]
    assert draft.valid_to is None


def test_what_failed_is_not_certified() -> None:
    make_edition("MNS 5217:2012")
    product = ROWS["product-certification"]["products"][0]
    rows = [product, product | {"name": "Хар будаа"}]
    application = make_application("product-certification", rows={"products": rows})
    ProductRow.objects.filter(position=2).update(result="failed", result_reason="Муу")
    (draft,) = service_of(application).certificates(application)
    assert draft.title == "Цагаан будаа"
    table = draft.content["sections"][1]["table"]
    assert [row[0] for row in table["rows"]] == ["Цагаан будаа"]
    assert facts(draft.content)["Scheme"] == "1a: test of samples"


def test_a_type_names_its_models_and_country() -> None:
    application = make_application("type-approval")
    (draft,) = service_of(application).certificates(application)
    assert draft.title == "02.001 Retail scale, Хэмжүүр ХХК Ж-30, Ж-60"
    said = facts(draft.content)
    assert (said["Models"], said["Country of origin"], said["Range"]) == (
        "Ж-30, Ж-60",
        "Mongolia",
        "0…60 кг",
    )
    assert "OIML certificate" not in said


def test_a_capability_names_no_staff() -> None:
    application = make_application("metrology-capability")
    (draft,) = service_of(application).certificates(application)
    assert draft.title == "Repairing: 02 Mass"
    assert "Бат Дорж" not in json.dumps(draft.content, ensure_ascii=False)


def test_a_company_is_named_a_citizen_never() -> None:
    company = make_company(name="Ган зам ХХК", register_no="2000001")
    application = make_application("verification", company=company)
    assert holder(application)["State register number"] == "2000001"
    citizen = make_application(
        "verification",
        as_citizen=True,
        rows={"instruments": [INSTRUMENT | {"serial": "9"}]},
    )
    assert holder(citizen) == {"Name": "Citizen"}


def holder(application: Application) -> dict[str, str]:
    InstrumentRow.objects.filter(application=application).update(
        result="failed", result_reason="x"
    )
    (draft,) = service_of(application).certificates(application)
    return facts({"sections": draft.content["sections"][:1]})


@pytest.mark.parametrize(
    "slug",
    [
        "standards-registration",
        "type-approval",
        "product-certification",
        "metrology-capability",
    ],
)
def test_no_personal_data_stands_in_a_document(slug: str) -> None:
    make_edition("MNS 5217:2012", status="unknown")
    application = make_application(slug)
    for draft in service_of(application).certificates(application):
        text = json.dumps(draft.content, ensure_ascii=False) + draft.title
        assert [word for word in NEVER if word in text] == []


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 24), 14, date(2028, 1, 24)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_months_after(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_days_are_kept_for_machines_and_shown_as_people_write_them() -> None:
    told = section("result", [fact("done_on", date(2026, 11, 24))])
    told["table"] = table(
        ("standard", "since", "protocol"),
        [["MNS 5217:2012", date(2020, 1, 31), "2020-01-31 · 2026-11-24"]],
    )
    kept = json.loads(json.dumps({"sections": [told]}))
    assert kept["sections"][0]["facts"][0][2] == "2026-11-24"
    shown = {}
    for language in ("mn", "en"):
        with translation.override(language):
            (part,) = sections_of(kept)
            shown[language] = (part["facts"][0][1], part["table"]["rows"])
    assert shown == {
        "mn": (
            "2026.11.24",
            [["MNS 5217:2012", "2020.01.31", "2020-01-31 · 2026.11.24"]],
        ),
        "en": (
            "2026-11-24",
            [["MNS 5217:2012", "2020-01-31", "2020-01-31 · 2026-11-24"]],
        ),
    }
