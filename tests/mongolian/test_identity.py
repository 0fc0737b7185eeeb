"""Numbers of people and companies, as they are typed on forms."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mongolian.identity import (
    CitizenRegister,
    IdentityError,
    mask_citizen_register,
    mask_email,
    mask_phone,
    parse_citizen_register,
    parse_company_register,
    parse_phone,
)


@pytest.mark.parametrize(
    "typed",
    [
        "99112345",
        "9911 2345",
        "9911-2345",
        "99–11–23–45",
        "+976 9911 2345",
        "+976-99112345",
        "97699112345",
        "00976 9911 2345",
        "(976) 9911.2345",
        "\u202a+976 9911\u00a02345\u202c",  # as pasted from a telephone's contacts
        "\t99112345\n",
    ],
)
def test_a_telephone_number_is_read_however_it_is_written(typed: str) -> None:
    assert parse_phone(typed) == "99112345"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1800-2525", "18002525"), ("7052-3891", "70523891"), ("97612345", "97612345")],
)
def test_eight_digits_are_a_whole_number_whatever_they_begin_with(
    typed: str, number: str
) -> None:
    assert parse_phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_empty"),
        (" - ", "phone_empty"),
        ("9911234", "phone_length"),
        ("991123456", "phone_length"),
        ("99112345, 88112345", "phone_characters"),
        ("99112345 88112345", "phone_length"),
        ("+976 9911234", "phone_length"),
        ("00976 9911234", "phone_length"),
        ("+99112345", "phone_country"),
        ("+7 495 1234567", "phone_country"),
        ("008613812345678", "phone_country"),
        ("утас 99112345", "phone_characters"),
        ("9911+2345", "phone_characters"),
        ("٩٩١١٢٣٤٥", "phone_characters"),
    ],
)
def test_a_wrong_telephone_number_says_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(IdentityError) as refused:
        parse_phone(typed)

    assert (refused.value.code, str(refused.value)) == (code, code)


@given(number=st.from_regex("[0-9]{8}", fullmatch=True))
def test_a_number_read_once_is_read_again(number: str) -> None:
    for prefix in ("", "+976", "976", "00976"):
        assert parse_phone(prefix + number) == number


@pytest.mark.parametrize(
    ("typed", "value", "born"),
    [
        ("УБ85123104", "УБ85123104", date(1985, 12, 31)),
        ("уб 85 12 31 04", "УБ85123104", date(1985, 12, 31)),
        ("ӨЁ00210112", "ӨЁ00210112", date(2000, 1, 1)),
        ("ТА04222915", "ТА04222915", date(2004, 2, 29)),
        ("TA04222915", "ТА04222915", date(2004, 2, 29)),  # Latin T and A
        ("єї93010203", "ӨҮ93010203", date(1993, 1, 2)),
        ("ИЙ93010203", "ИЙ93010203", date(1993, 1, 2)),  # Й of two characters
    ],
)
def test_a_citizens_register_number_is_read(typed: str, value: str, born: date) -> None:
    assert parse_citizen_register(typed) == CitizenRegister(value, born, None)


@pytest.mark.parametrize(
    "digits", ["85133104", "85023004", "01222904", "85003104", "85333104", "85120004"]
)
def test_an_impossible_birth_date_warns_and_is_not_refused(digits: str) -> None:
    assert parse_citizen_register(f"УБ{digits}") == CitizenRegister(
        f"УБ{digits}", None, "citizen_register_date"
    )


def test_a_birth_date_to_come_warns() -> None:
    today = date(2026, 11, 23)

    born_today = parse_citizen_register("УБ26312315", today=today)
    born_tomorrow = parse_citizen_register("УБ26312415", today=today)

    assert (born_today.birth_date, born_today.warning) == (today, None)
    assert born_tomorrow.warning == "citizen_register_date"


def test_a_latin_y_is_read_as_u_with_a_warning() -> None:
    register = parse_citizen_register("YБ85123104")

    assert register == CitizenRegister(
        "УБ85123104", date(1985, 12, 31), "citizen_register_letter"
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "citizen_register_empty"),
        ("УБ8512310", "citizen_register_length"),
        ("УБ851231045", "citizen_register_length"),
        ("УDБ8512310", "citizen_register_format"),
        ("DQ85123104", "citizen_register_format"),
        ("1285123104", "citizen_register_format"),
        ("УБ8512310О", "citizen_register_format"),
        ("УБ٨٥١٢٣١٠٤", "citizen_register_format"),
    ],
)
def test_a_wrong_register_number_says_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(IdentityError) as refused:
        parse_citizen_register(typed)

    assert refused.value.code == code


def test_a_register_number_stays_out_of_logs() -> None:
    assert repr(parse_citizen_register("УБ85123104")) == "CitizenRegister(warning=None)"


@given(born=st.dates(date(1900, 1, 1), date(2079, 12, 31)))
def test_the_birth_date_is_read_back(born: date) -> None:
    month = born.month + (20 if born.year >= 2000 else 0)
    typed = f"УБ{born.year % 100:02}{month:02}{born.day:02}15"

    assert parse_citizen_register(typed).birth_date == born


@pytest.mark.parametrize("typed", ["2074192", "207 4192", "207-41-92", " 2074192\n"])
def test_a_company_register_number_is_read(typed: str) -> None:
    assert parse_company_register(typed) == "2074192"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" ", "company_register_empty"),
        ("207419", "company_register_length"),
        ("20741922", "company_register_length"),
        ("207419О", "company_register_characters"),
        ("٢٠٧٤١٩٢", "company_register_characters"),
    ],
)
def test_a_wrong_company_register_says_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(IdentityError) as refused:
        parse_company_register(typed)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "parse", [parse_phone, parse_citizen_register, parse_company_register]
)
@given(text=st.text())
def test_any_text_is_read_or_refused(parse: Callable[[str], object], text: str) -> None:
    with suppress(IdentityError):  # any other exception fails the test
        parse(text)


@pytest.mark.parametrize(
    ("number", "masked"),
    [("99112345", "9911••••"), ("9911", "••••••••"), ("", "••••••••")],
)
def test_half_of_a_telephone_number_is_hidden(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("bat.erdene@mail.mn", "b•••@mail.mn"),
        ("bo@mail.mn", "b•••@mail.mn"),
        ("b@mail.mn", "•••@mail.mn"),
        ("@mail.mn", "•••@mail.mn"),
        ("not an address", "•••"),
        ("", "•••"),
    ],
)
def test_the_name_in_an_email_address_is_hidden(address: str, masked: str) -> None:
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("number", "masked"), [("УБ85010112", "УБ••••••12"), ("УБ85", "••••••••••")]
)
def test_most_of_a_register_number_is_hidden(number: str, masked: str) -> None:
    assert mask_citizen_register(number) == masked
