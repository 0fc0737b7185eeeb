"""Prices of a day, by kind, group or service; whole ₮."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from eservices.engine import FeeLine, service_at
from eservices.errors import NoTariff
from eservices.fees import priced, priced_for, total
from eservices.models import Service, Tariff
from tests.catalogue.factories import make_edition
from tests.eservices.factories import ROWS, make_application

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "private", "in_english"),
]
TODAY = date(2026, 11, 24)
INSTRUMENT = ROWS["verification"]["instruments"][0]


S2 = "verification"


def service(code: str = "S2") -> Service:
    return Service.objects.get(code=code)


def test_a_line_says_what_how_much_and_why() -> None:
    (line,) = priced(S2, [FeeLine("verification.06.001", 3)], TODAY)
    assert asdict(line) == {
        "code": "verification.06.001",
        "name_mn": "Нэг фазын цахилгааны тоолуурын баталгаажуулалт (жишиг үнэ)",
        "name_en": "Verification of a single-phase electricity meter (sample price)",
        "unit": "piece",
        "quantity": 3,
        "amount": 5900,
        "total": 17_700,
        "basis": "Хуучин тариф; тус газар баталгаажуулна",
    }
    assert line.name == line.name_en


def test_without_a_price_of_its_own_a_kind_costs_as_its_group() -> None:
    lines = [FeeLine("verification.02.009", 1)]
    assert total(priced(S2, lines, TODAY)) == 20_000
    Tariff.objects.create(
        service=service(),
        line_code="verification.02",
        name_mn="Жин",
        unit="piece",
        amount=7_000,
        days=(date(2020, 1, 1), None),
    )
    assert total(priced(S2, lines, TODAY)) == 7_000


def test_the_price_is_that_of_the_day() -> None:
    old = Tariff.objects.get(line_code="verification.06.001")
    old.days = (date(2020, 1, 1), date(2026, 7, 1))
    old.save()
    Tariff.objects.create(
        service=service(),
        line_code="verification.06.001",
        name_mn="Тоолуур",
        unit="piece",
        amount=6_700,
        days=(date(2026, 7, 1), None),
    )
    lines = [FeeLine("verification.06.001", 1)]
    assert total(priced(S2, lines, date(2026, 6, 30))) == 5_900
    assert total(priced(S2, lines, date(2026, 7, 1))) == 6_700


def test_two_prices_on_one_day_are_impossible() -> None:
    with pytest.raises(IntegrityError, match="one_price_a_day"), transaction.atomic():
        Tariff.objects.create(
            service=service(),
            line_code="verification",
            name_mn="Давхар",
            unit="piece",
            amount=1,
            days=(TODAY, None),
        )


def test_no_price_is_said_and_an_optional_line_is_left_out() -> None:
    with pytest.raises(NoTariff) as raised:
        priced(S2, [FeeLine("stamp", 1)], TODAY)
    assert str(raised.value) == (
        "There is no price for “stamp” yet. Add it to the tariff."
    )
    assert priced(S2, [FeeLine("stamp", 1, needs_price=False)], TODAY) == []


def test_nothing_to_pay_asks_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert priced(S2, [], TODAY) == []


def test_instruments_are_counted_by_kind() -> None:
    rows = [
        INSTRUMENT | {"serial": f"{n}", "kind": kind, "range": "5-60 А"}
        for n, kind in enumerate(["06.001", "06.002", "06.001"])
    ]
    application = make_application("verification", rows={"instruments": rows})
    lines = [(line.code, line.total) for line in priced_for(application)]
    assert lines == [("verification.06.001", 11_800), ("verification.06.002", 14_000)]


def test_a_calibration_has_its_own_price() -> None:
    application = make_application("verification", answers={"work": "calibration"})
    assert [line.amount for line in priced_for(application)] == [30_000]


def test_the_price_of_an_application_is_that_of_the_day_it_was_sent() -> None:
    application = make_application("verification")
    tomorrow = timezone.localdate() + timedelta(days=1)
    line = Tariff.objects.get(service=service(), line_code="verification")
    line.days = (tomorrow, None)
    line.save()
    with pytest.raises(NoTariff):
        priced_for(application)


def test_an_audit_of_the_management_system_by_order_10_of_2024() -> None:
    make_edition("MNS 5217:2012")
    application = make_application("product-certification", answers={"scheme": "5"})
    assert [(line.code, line.total) for line in priced_for(application)] == [
        ("management_system.review", 490_000),
        ("management_system.year", 1_000_000),
    ]


def test_registering_standards_is_free() -> None:
    found = service_at("standards-registration")
    assert found is not None
    assert found.fee_lines({}, {"standards": [{}]}) == []


def test_what_is_known_only_later_is_said() -> None:
    found = service_at("verification")
    assert found is not None
    assert found.later_fees({"place": "laboratory"}) == []
    assert [str(text) for text in found.later_fees({"place": "site"})] == [
        "Travel of the verifier to the site"
    ]
