"""What people type and what it means: dates, ranges, numbers, choices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from eservices.engine.dates import read_date
from eservices.engine.definition import Field, Kind
from eservices.engine.lookups import Lookups, countries
from eservices.engine.ranges import read_range
from eservices.engine.units import convert, find_unit
from eservices.engine.values import Unread, read

pytestmark = pytest.mark.usefixtures("in_english")
TODAY = date(2026, 11, 24)
CHOICE = Field(
    "use", "Use", Kind.CHOICE, choices=(("product", "Product"), ("service", "Service"))
)


def value(kind: Kind, typed: str | list[str], **facts: object) -> object:
    return read(Field("x", "X", kind, **facts), typed, Lookups(), TODAY)  # type: ignore[arg-type]


def sentence(kind: Kind, typed: str, **facts: object) -> str:
    with pytest.raises(Unread) as raised:
        value(kind, typed, **facts)
    return str(raised.value)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2026.11.24", date(2026, 11, 24)),
        ("2026/1/4", date(2026, 1, 4)),
        ("2026 оны 11 сарын 24", date(2026, 11, 24)),
        ("2026 оны 11-р сарын 24-ний", date(2026, 11, 24)),
        ("2026-11-24 00:00:00", date(2026, 11, 24)),
        ("24.11.2026", date(2026, 11, 24)),
        ("4.3.2026", date(2026, 3, 4)),
        ("11/24/2026", date(2026, 11, 24)),
        ("24/11/2026", date(2026, 11, 24)),
        ("3/3/2026", date(2026, 3, 3)),
        ("3/4/2026", None),  # nobody can tell the month
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("0026-11-24", None),
        ("24", None),
        ("٢٠٢٦-١١-٢٤", None),  # Arabic digits are not ours
    ],
)
def test_dates(typed: str, day: date | None) -> None:
    assert read_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "low", "high", "unit"),
    [
        ("0-150 кг", "0", "150", "кг"),
        ("0…150kg", "0", "150", "kg"),
        ("0,5-30 г", "0.5", "30", "г"),
        ("-40 ... +60 °C", "-40", "60", "°C"),
        ("-40–-10°С", "-40", "-10", "°С"),
        ("0 - 1 000 kg", "0", "1000", "kg"),
        ("0 кг - 150 кг", "0", "150", "кг"),
        ("20 г…3 кг", "0.020", "3", "кг"),
        ("5 кг", "5", "5", "кг"),
        ("≤10 MPa", None, "10", "MPa"),
        ("150 кг хүртэл", None, "150", "кг"),
        ("0÷2,5 МПа", "0", "2.5", "МПа"),
        ("0-3 м³/ц", "0", "3", "м³/ц"),
    ],
)
def test_ranges(typed: str, low: str | None, high: str, unit: str) -> None:
    found = read_range(typed)
    assert found is not None
    wanted = (None if low is None else Decimal(low), Decimal(high), unit)
    assert (found.low, found.high, found.unit) == wanted


@pytest.mark.parametrize(
    "typed", ["", "0-150", "кг", "100-10 кг", "0-150 зэрэг", "0-10 кг 5", "1-2-3 кг"]
)
def test_what_is_no_range(typed: str) -> None:
    assert read_range(typed) is None


def test_a_range_in_the_unit_of_its_kind() -> None:
    found = read_range("20 г…3 кг")
    assert found is not None
    assert found.within("kg") == (Decimal("0.02"), Decimal(3))
    assert found.within("t") == (Decimal("0.00002"), Decimal("0.003"))
    with pytest.raises(ValueError, match="not of the quantity"):
        found.within("mm")


@pytest.mark.parametrize(
    ("one", "other"),
    [("кг", "KG"), ("°C", "°С"), ("м3/ц", "m³/h"), ("кгс/см2", "kgf/cm²"), ("Ом", "Ω")],
)
def test_spellings_of_one_unit(one: str, other: str) -> None:
    assert find_unit(one) == find_unit(other) is not None


def test_a_spelling_of_two_units_is_read_by_its_neighbour() -> None:
    seconds, celsius = find_unit("с", like="мин"), find_unit("с", like="°C")
    assert seconds is not None
    assert celsius is not None
    assert (seconds.quantity, celsius.quantity) == ("time", "temperature")


def test_units_convert() -> None:
    bar, pascal = find_unit("бар"), find_unit("кПа")
    assert bar is not None
    assert pascal is not None
    assert convert(Decimal(2), bar, pascal) == 200


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1500", "1500"), ("1 500,5", "1500.5"), ("2.50", "2.50"), ("0", "0")],
)
def test_numbers(typed: str, number: str) -> None:
    assert value(Kind.NUMBER, typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["-5", "1e9", "пять", "1.2.3", "٣", "∞", "9" * 30])
def test_what_is_no_number(typed: str) -> None:
    assert sentence(Kind.NUMBER, typed) == "Write a number in digits, like 1500 or 2.5."


def test_days_that_may_not_be() -> None:
    assert value(Kind.DATE, "2026-11-24", when="past") == TODAY
    assert sentence(Kind.DATE, "2026-11-25", when="past") == (
        "The date is in the future. Write today or an earlier day."
    )
    assert sentence(Kind.DATE, "2026-11-23", when="coming") == (
        "The date has passed. Write today or a later day."
    )


@pytest.mark.parametrize(
    ("typed", "yes"), [("Тийм", True), ("yes", True), ("үгүй", False), ("0", False)]
)
def test_yes_and_no(typed: str, yes: bool) -> None:
    assert value(Kind.YES_NO, typed) is yes


def test_a_choice_by_code_or_label() -> None:
    assert read(CHOICE, "product", Lookups(), TODAY) == "product"
    assert read(CHOICE, "PRODUCT", Lookups(), TODAY) == "product"
    with pytest.raises(Unread) as raised:
        read(CHOICE, "машин", Lookups(), TODAY)
    assert str(raised.value) == "“машин” is not one of these: Product, Service."


def test_several_choices_in_one_cell_or_several_boxes() -> None:
    field = Field("uses", "Uses", Kind.CHOICES, choices=CHOICE.choices)
    assert read(field, "product; Service", Lookups(), TODAY) == ["product", "service"]
    assert read(field, ["service", "service"], Lookups(), TODAY) == ["service"]


def test_a_country_by_name_in_either_language() -> None:
    for typed in ("DE", "Герман", "germany"):
        assert value(Kind.COUNTRY, typed) == "DE"
    assert len(countries("mn")) == 249


def test_too_long_says_by_how_much() -> None:
    assert sentence(Kind.TEXT, "аа" * 6, limit=10) == (
        "It is 2 characters too long: at most 10 fit."
    )


def test_phone_and_email_say_what_to_do() -> None:
    assert value(Kind.PHONE, "+976 9911-2345") == "99112345"
    assert sentence(Kind.PHONE, "9911") == (
        "A phone number has 8 digits, like 99112233. Check it."
    )
    assert sentence(Kind.EMAIL, "oyun@", limit=254) == (
        "Write the e-mail address in full, like name@company.mn."
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
class TestAgainstTheTables:
    """Kinds and aimags are compared with what the agency keeps."""

    @pytest.mark.parametrize(
        "typed",
        ["02.009", "2.009", "2,009", "02.009 Вагоны жин", "вагоны жин", "Wagon scale"],
    )
    def test_a_kind_in_any_spelling(self, typed: str) -> None:
        kind = value(Kind.INSTRUMENT_KIND, typed)
        assert getattr(kind, "code", None) == "02.009"

    def test_a_code_excel_made_a_number_of(self) -> None:
        kind = value(Kind.INSTRUMENT_KIND, "1.01")
        assert getattr(kind, "code", None) == "01.010"

    def test_an_unknown_kind_says_where_to_look(self) -> None:
        assert sentence(Kind.INSTRUMENT_KIND, "нисэх онгоц") == (
            "There is no kind of instrument “нисэх онгоц”. Write its code or name as "
            "in the list of kinds, like 02.001."
        )

    @pytest.mark.parametrize(
        "typed", ["45", "Дархан-Уул", "дархан-уул аймаг", "Darkhan-Uul"]
    )
    def test_an_aimag_in_any_spelling(self, typed: str) -> None:
        assert value(Kind.AIMAG, typed) == "45"

    def test_the_capital_in_short(self) -> None:
        assert value(Kind.AIMAG, "УБ") == value(Kind.AIMAG, "Улаанбаатар хот") == "11"

    def test_groups_by_number_or_name(self) -> None:
        assert value(Kind.INSTRUMENT_GROUPS, ["02", "1"]) == ["02", "01"]
        assert value(Kind.INSTRUMENT_GROUPS, "Mass") == ["02"]
