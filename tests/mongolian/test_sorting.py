"""Names stand where a Mongolian reader looks for them, here and in the database."""

import itertools

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from mongolian.sorting import ALPHABET, SORT_FROM, SORT_TO, sort_key

WORDS = ["Барилга", "Ёслол", "Олон", "Өвс", "Өргөдөл", "Пүрэв", "Усны", "Үйлдвэр"]

AIMAGS = [
    "Архангай",
    "Баян-Өлгий",
    "Баянхонгор",
    "Булган",
    "Говь-Алтай",
    "Говьсүмбэр",
    "Дархан-Уул",
    "Дорноговь",
    "Дорнод",
    "Дундговь",
    "Завхан",
    "Орхон",
    "Өвөрхангай",
    "Өмнөговь",
    "Сүхбаатар",
    "Сэлэнгэ",
    "Төв",
    "Увс",
    "Улаанбаатар",
    "Ховд",
    "Хөвсгөл",
    "Хэнтий",
]


@pytest.mark.parametrize("in_order", [WORDS, AIMAGS, list(ALPHABET)])
def test_names_are_in_the_order_of_the_alphabet(in_order: list[str]) -> None:
    shuffled = in_order[::-1]

    assert sorted(shuffled, key=sort_key) == in_order


def test_the_alphabet_has_35_letters_and_as_many_keys() -> None:
    assert (len(set(ALPHABET)), len(SORT_FROM), len(set(SORT_TO))) == (35, 35, 35)


def test_digits_and_latin_come_before_cyrillic() -> None:
    assert sorted(["Өвс", "ISO", "9001", "Арга"], key=sort_key) == [
        "9001",
        "ISO",
        "Арга",
        "Өвс",
    ]


@given(words=st.lists(st.text(ALPHABET + ALPHABET.upper() + " -")))
def test_order_is_that_of_the_places_in_the_alphabet(words: list[str]) -> None:
    def places(word: str) -> list[int]:
        return [(" -" + ALPHABET).index(letter) for letter in word.lower()]

    for first, second in itertools.pairwise(sorted(words, key=sort_key)):
        assert places(first) <= places(second)


@pytest.mark.django_db
def test_the_database_orders_alike() -> None:
    words = [*WORDS, *AIMAGS, "ISO 9001", "өвс", "Өвсний", "Щит", "ЭРЧИМ", "Яам"]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, translate(lower(word), %s, %s) FROM unnest(%s) AS word"
            ' ORDER BY translate(lower(word), %s, %s) COLLATE "C", word COLLATE "C"',
            [SORT_FROM, SORT_TO, words, SORT_FROM, SORT_TO],
        )
        rows = cursor.fetchall()

    assert rows == sorted(
        ((word, sort_key(word)) for word in words), key=lambda row: (row[1], row[0])
    )
