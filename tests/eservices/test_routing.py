"""Which unit gets which line, and which lines nobody may do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from eservices.engine import Faults, service_at
from eservices.models import InstrumentKind, LabScope
from eservices.routing import Scopes, unit_of_service, units_for_instruments
from organisation.models import Unit
from tests.eservices.factories import make_application, make_draft
from tests.eservices.test_services_rules import INSTRUMENT, judged

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "private", "in_english"),
]


def line(code: str, number: int = 1, **facts: Any) -> dict[str, Any]:
    kind = InstrumentKind.objects.get(code=code)
    return {"kind": kind, "line": number, "range_from": 0, "range_to": 1} | facts


def divided(
    *rows: dict[str, Any], aimag: str = "45", on_site: bool = False
) -> tuple[dict[str, list[int]], Faults]:
    faults = Faults()
    found = units_for_instruments(rows, aimag=aimag, on_site=on_site, faults=faults)
    lines = {u.code: [row["line"] for row in part] for u, part in found.items()}
    return lines, faults


def test_the_unit_of_the_aimag_comes_first_then_the_laboratory() -> None:
    found, faults = divided(line("02.001", 1), line("08.002", 2), line("06.001", 3))
    assert found == {"darkhan-uul": [1, 3], "verification-laboratory": [2]}
    assert faults.by_path == {}


def test_without_a_place_the_laboratory_of_the_capital() -> None:
    found, _faults = divided(line("02.001"), aimag="11")
    assert found == {"verification-laboratory": [1]}


def test_a_range_the_aimag_cannot_do_goes_to_the_laboratory() -> None:
    found, _faults = divided(line("02.003", 1, range_to=5000), line("02.003", 2))
    assert found == {"verification-laboratory": [1], "darkhan-uul": [2]}


def test_on_site_only_who_travels() -> None:
    found, _faults = divided(line("02.010", range_to=10), on_site=True)
    assert found == {"verification-laboratory": [1]}


def test_out_of_every_scope_is_said_before_anything_is_paid() -> None:
    found, faults = divided(line("02.009", 7, range_to=500, range_text="0-500 т"))
    assert found == {}
    assert faults.by_path == {
        "rows.instruments.7.range": [
            "None of our laboratories may verify “Wagon scale” in the range 0-500 т. "
            "Check the range, or delete the line and call us."
        ]
    }


def test_out_of_scope_is_a_fault_of_the_whole_draft() -> None:
    row = INSTRUMENT | {"kind": "02.009", "range": "0-500 т"}
    assert list(judged("verification", row).faults.by_path) == [
        "rows.instruments.1.range"
    ]


def test_a_class_outside_the_scope() -> None:
    LabScope.objects.filter(kind__code="02.002").update(classes="II, III")
    found, _faults = divided(line("02.002", accuracy="ii"))
    assert found == {"verification-laboratory": [1]}
    _found, faults = divided(line("02.002", accuracy="I"))
    assert list(faults.by_path) == ["rows.instruments.1.accuracy"]


def test_a_kind_nobody_may_do_today() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    scopes = LabScope.objects.filter(kind__code="08.002")
    scopes.update(days=(yesterday - timedelta(days=9), yesterday))
    _found, faults = divided(line("08.002"))
    assert faults.by_path == {
        "rows.instruments.1.kind": [
            "None of our laboratories may verify “pH meter” where you wish it. Delete "
            "the line and call us."
        ]
    }


def test_a_closed_unit_gets_nothing() -> None:
    Unit.objects.filter(code="darkhan-uul").update(is_active=False)
    found, _faults = divided(line("02.001"))
    assert found == {"verification-laboratory": [1]}


def test_handing_over_asks_the_scope() -> None:
    scopes = Scopes(timezone.localdate(), on_site=False)
    darkhan = Unit.objects.get(code="darkhan-uul")
    assert scopes.covers(darkhan, line("02.001"))
    assert not scopes.covers(darkhan, line("08.002"))


def test_other_services_go_to_their_unit() -> None:
    assert unit_of_service("type-approval", {}).code == "metrology-institute"
    Unit.objects.filter(code="metrology-institute").update(is_active=False)
    assert unit_of_service("type-approval", {}).code == "head-office"


def test_a_mixed_list_splits_itself() -> None:
    rows = [
        INSTRUMENT | {"serial": "1", "kind": "08.002", "range": "0-14 pH"},
        INSTRUMENT | {"serial": "2", "type_approval": ""},
    ]
    service = service_at("verification")
    assert service is not None
    draft = make_draft(service, rows={"instruments": rows})
    first = make_application(draft=draft)
    assert (first.unit.code, first.client_key) == ("darkhan-uul", first.bundle)
    # The line is the second of the list and the first of its part.
    assert first.warnings == [
        {"path": "rows.instruments.1.type_approval", "code": "type_approval_missing"}
    ]
