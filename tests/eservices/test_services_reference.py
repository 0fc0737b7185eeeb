"""Reference data of the services: a start that the agency owns from then on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from eservices import reference
from eservices.engine import all_services
from eservices.engine.units import find_unit
from eservices.models import (
    InstrumentKind,
    LabScope,
    RefusalReason,
    Service,
    Tariff,
)
from organisation.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(reference: None) -> None:
    """As `make run` loads it."""


@pytest.mark.usefixtures("loaded")
def test_a_second_load_makes_nothing() -> None:
    assert [
        reference.load_services(),
        reference.load_instrument_kinds(),
        reference.load_refusal_reasons(),
        reference.load_tariffs(),
        reference.load_lab_scopes(),
    ] == [0, 0, 0, 0, 0]


@pytest.mark.usefixtures("loaded")
def test_what_the_agency_changed_stays_so() -> None:
    Service.objects.filter(code="S2").update(is_open=False, payment_days=5)
    InstrumentKind.objects.filter(code="02.001").update(interval_months=6)
    Tariff.objects.filter(line_code="verification").update(amount=1)
    LabScope.objects.filter(kind__code="06.001").update(classes="1")
    call_command("load_reference", verbosity=0, without_catalogue=True)
    service = Service.objects.get(code="S2")
    assert (service.is_open, service.payment_days) == (False, 5)
    assert InstrumentKind.objects.get(code="02.001").interval_months == 6
    assert Tariff.objects.get(line_code="verification").amount == 1
    assert set(
        LabScope.objects.filter(kind__code="06.001").values_list("classes", flat=True)
    ) == {"1"}


@pytest.mark.usefixtures("loaded")
def test_every_service_of_the_code_has_its_row_with_a_legal_basis() -> None:
    rows = list(Service.objects.all())
    assert [row.slug for row in rows] == [service.slug for service in all_services()]
    assert [row.code for row in rows] == [service.code for service in all_services()]
    assert all(row.legal_basis_mn and row.legal_basis_en for row in rows)


@pytest.mark.usefixtures("loaded")
def test_what_no_source_confirms_says_so() -> None:
    for table in (Service, Tariff, InstrumentKind, LabScope, RefusalReason):
        notes = table._default_manager.values_list("note", flat=True)
        assert notes
        assert all("to be confirmed by the agency" in note for note in notes)


@pytest.mark.usefixtures("loaded")
def test_units_of_ranges_are_ones_we_can_convert() -> None:
    units = set(InstrumentKind.objects.values_list("unit", flat=True))
    assert [unit for unit in units if find_unit(unit) is None] == []


@pytest.mark.usefixtures("loaded")
def test_scopes_of_the_capital_and_of_an_aimag() -> None:
    kinds = InstrumentKind.objects.count()
    laboratory = Unit.objects.get(code="verification-laboratory")
    aimag = Unit.objects.get(code="darkhan-uul")
    assert laboratory.scopes.count() == kinds
    assert sorted(aimag.scopes.values_list("kind__code", flat=True)) == [
        "02.001",
        "02.003",
        "02.005",
        "02.010",
        "04.003",
        "06.001",
        "06.002",
    ]
    wagon = laboratory.scopes.get(kind__code="02.009")
    assert float(wagon.range_to or 0) == 200


def test_outside_a_demonstration_services_are_closed_and_have_no_sample_price(
    settings: Any,
) -> None:
    settings.DEMO_MODE = False
    call_command("load_reference", verbosity=0, without_catalogue=True)
    assert set(Service.objects.values_list("is_open", flat=True)) == {False}
    assert set(Tariff.objects.values_list("service__code", flat=True)) == {"S4"}
