"""Numbers in any spelling; the keys of instruments; the check code."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.certificates.check_code import LENGTH, SIGNS, make_code, read_code
from eservices.certificates.numbers import address_of, make_number, read_number
from eservices.instruments import keys

NUMBER = "СХЗГ-S2-037-2026-000012"


@pytest.mark.parametrize(
    "typed",
    [
        "СХЗГ-S2-037-2026-000012",
        "схзг-s2-037-2026-000012",
        "  СХЗГ – S2 – 037 – 2026 – 000012 ",
        "СХЗГ S2 037 2026 12",
        "CX3Г-S2-037-2026-000012",  # Latin C and X, a digit three
        "СХЗГ-С2-037-2026-000012",  # Cyrillic С for S
        "SHZG S2-037-2026-12",
        "MASM-S2-037-2026-000012",
        "s2-037-2026-000012",
        "S20372026000012",
        "s2/037/2026/000012",
        "№ S2-037-2026-000012",
        "S2-О37-2О26-OOOO12",  # letters O, Cyrillic and Latin, for zeros
    ],
)
def test_any_spelling_is_the_same_number(typed: str) -> None:
    assert read_number(typed) == NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "26-004217-4",
        "S6-037-2026-000012",
        "S2-037-2026-",
        "S2-037-2026-000000",
        "S2-03-2026-000012",
        "ABCD-S2-037-2026-000012",
        "S2-037-2026-000012-9",
        "S2-037-2026-٠٠٠٠١٢",
        "Сайн байна уу",
        "S2-037-2026-000012" * 40,
    ],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(typed: str) -> None:
    number = read_number(typed)
    assert number is None or read_number(number) == number


@given(
    st.sampled_from(["S1", "S2", "S3", "S4", "S5"]),
    st.integers(0, 999),
    st.integers(2000, 9999),
    st.integers(1, 9_999_999),
)
def test_every_number_is_found_by_its_address(
    service: str, unit: int, year: int, serial: int
) -> None:
    number = make_number(service, f"{unit:03}", year, serial)
    assert read_number(address_of(number)) == number


def test_serials_beyond_six_digits_go_on() -> None:
    assert make_number("S2", "037", 2026, 1_000_000) == "СХЗГ-S2-037-2026-1000000"
    assert address_of(NUMBER) == "s2-037-2026-000012"


def test_code_has_six_signs_that_no_two_of_look_alike() -> None:
    codes = {make_code() for _n in range(200)}
    assert len(codes) > 190
    assert {len(code) for code in codes} == {LENGTH}
    assert set("".join(codes)) <= set(SIGNS)
    assert not set(SIGNS) & set("0O1IL8BS5Z2G6QV") - set("256")


@pytest.mark.parametrize(
    "typed", ["ACE247", "ace 247", "асе-247", " А С Е 2 4 7 ", "асе2Ч7"]
)
def test_code_is_read_from_any_keyboard(typed: str) -> None:
    assert read_code(typed) == "ACE247"


@pytest.mark.parametrize(
    ("serial", "other"),
    [
        ("AB-1024/2", "ab 10242"),
        ("АВ1024", "AB1024"),  # Cyrillic and Latin
        ("№ 77-Х", "77x"),
        ("２０２６", "2026"),
    ],
)
def test_spellings_of_a_serial_number_meet(serial: str, other: str) -> None:
    one = keys(maker="CAS", model="SW-1", serial=serial)
    assert one == keys(maker="Cas", model="SW 1", serial=other)


def test_different_serial_numbers_stay_apart() -> None:
    found = {
        keys(maker="CAS", model="SW-1", serial=s) for s in ("100", "0100", "10", "1O0")
    }
    assert len(found) == 4


@given(st.text(max_size=400))
def test_no_serial_number_breaks_or_overflows_its_key(text: str) -> None:
    found = keys(maker=text, model=text, serial=text)
    assert len(found.serial) <= 60
    assert len(found.maker) <= 120
    assert re.search(r"[\s\-/]", found.serial) is None
