"""Numbers that catch a wrong digit; codes that can be read aloud."""

import uuid

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from casework import numbers
from tests.factories import make_petition

serials = st.tuples(st.integers(2020, 2099), st.integers(1, 9_999_999))


@given(serials)
def test_a_number_is_read_back_from_any_spelling(given_serial):
    number = numbers.make_number(*given_serial)
    assert numbers.parse_number(number) == number
    assert numbers.parse_number(number.replace("-", "")) == number
    assert numbers.parse_number(f" № {number.replace('-', ' – ')} ") == number


@given(serials, st.data())
def test_every_single_wrong_digit_is_caught(given_serial, data):
    digits = numbers.make_number(*given_serial).replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    assert numbers.parse_number(digits[:place] + other + digits[place + 1 :]) is None


@given(serials, st.data())
def test_every_swap_of_neighbours_is_caught(given_serial, data):
    digits = numbers.make_number(*given_serial).replace("-", "")
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    expected = swapped == digits
    assert (numbers.parse_number(swapped) is not None) == expected


@given(st.text(max_size=40))
def test_nothing_typed_breaks_the_parser(typed):
    number = numbers.parse_number(typed)
    assert number is None or numbers.parse_number(number) == number


def test_the_code_follows_from_the_secret_key_of_the_form():
    key = uuid.uuid4()
    assert numbers.code_for(key) == numbers.code_for(key)
    assert numbers.code_for(key) != numbers.code_for(uuid.uuid4())
    assert len(numbers.code_for(key)) == 9


def test_a_code_matches_however_it_is_grouped_and_nothing_else_does():
    stored = numbers.hash_code("26-000001-1", "482913607")
    assert numbers.code_matches(stored, "26-000001-1", "482-913-607")
    assert numbers.code_matches(stored, "26-000001-1", "482 913 607")
    assert not numbers.code_matches(stored, "26-000001-1", "482913608")
    assert not numbers.code_matches(stored, "26-000002-3", "482913607")


def test_a_code_of_the_time_before_a_new_secret_key_still_opens():
    stored = numbers.hash_code("26-000001-1", "482913607", secret="the old key")
    with override_settings(SECRET_KEY_FALLBACKS=["the old key"]):
        assert numbers.code_matches(stored, "26-000001-1", "482913607")


@pytest.mark.usefixtures("reference")
def test_the_receipt_of_the_time_before_a_new_secret_key_shows_the_right_code():
    with override_settings(SECRET_KEY="the old key"):
        case = make_petition()
        code = numbers.code_for(case.client_key)
    with override_settings(SECRET_KEY_FALLBACKS=["the old key"]):
        assert numbers.code_of(case) == code
        assert numbers.code_matches(case.code_hash, case.number, code)


@pytest.mark.django_db
def test_a_series_has_no_gaps():
    assert [numbers.next_serial("test") for _ in range(3)] == [1, 2, 3]
    assert numbers.next_serial("other") == 1
