"""Ordinals agree with the numeral as it is spoken."""

import pytest

from mongolian.suffixes import ordinal

UNITS = ["", "нэг", "хоёр", "гурав", "дөрөв", "тав", "зургаа", "долоо", "найм", "ес"]
TENS = ["", "арав", "хорь", "гуч", "дөч", "тавь", "жар", "дал", "ная", "ер"]
FRONT_VOWELS = set("эөүе")


def last_spoken(number: int) -> str:
    """The last numeral heard when a number up to 999 is said."""
    return UNITS[number % 10] or TENS[number // 10 % 10] or "зуу"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "1 дүгээр"),
        (2, "2 дугаар"),
        (3, "3 дугаар"),
        (4, "4 дүгээр"),
        (5, "5 дугаар"),
        (6, "6 дугаар"),
        (7, "7 дугаар"),
        (8, "8 дугаар"),
        (9, "9 дүгээр"),
        (10, "10 дугаар"),
        (16, "16 дугаар"),
        (20, "20 дугаар"),
        (40, "40 дүгээр"),
        (41, "41 дүгээр"),
        (90, "90 дүгээр"),
        (100, "100 дугаар"),
        (140, "140 дүгээр"),
        (200, "200 дугаар"),
        (2026, "2026 дугаар"),
        (1000, "1000 дугаар"),
        (1_000_000, "1000000 дугаар"),
    ],
)
def test_an_ordinal_is_written(number: int, written: str) -> None:
    assert ordinal(number) == written


def test_every_ordinal_to_999_follows_the_vowels_of_its_last_numeral() -> None:
    for number in range(1, 1000):
        front = not FRONT_VOWELS.isdisjoint(last_spoken(number))
        assert ordinal(number) == f"{number} {'дүгээр' if front else 'дугаар'}"


@pytest.mark.parametrize("number", [0, -1, 1_000_000_000])
def test_what_has_no_ordinal_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="counts from 1"):
        ordinal(number)
