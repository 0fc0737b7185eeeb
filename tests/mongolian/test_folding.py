"""The same word typed on many keyboards meets itself; input is safe to store."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mongolian.folding import clean_text, fold, normalise

# Letters that change their neighbours: look-alikes, marks that compose, letters
# whose case folding is longer than they are, joiners, white space, digits.
TRICKY = st.text(
    "аөүёїєѳұіһңѐwvyhoceiöüÖЁӨҮ̆̈́̀ͅİΐǰßẞſК1 9_-\t\r\n\x00\x85\xa0\xad\u200d\u202e"
)
ANY_TEXT = TRICKY | st.text()

# As published in official titles and news: Latin letters inside Cyrillic words.
PUBLISHED = [
    ("САНХYYГИЙН", "санхүүгийн"),
    ("БYХ ШАТНЫ", "бүх шатны"),
    ("aймаг", "аймаг"),
    ("CАЛБАРЫН", "салбарын"),
    ("БYРТГЭГДСЭН", "бүртгэгдсэн"),
    ("ӨМЧЛYYЛСЭН", "өмчлүүлсэн"),
    ("ИНДЕКC", "индекс"),
    ("YНДЭСНИЙ", "үндэсний"),
    ("Yvн", "үүн"),
    ("вvv", "вүү"),
    ("тe", "те"),
    ("eр", "ер"),
]


@pytest.mark.parametrize(("published", "meant"), PUBLISHED)
def test_latin_letters_inside_a_cyrillic_word_become_cyrillic(
    published: str, meant: str
) -> None:
    assert normalise(published) == meant
    assert {unicodedata.name(letter).split()[0] for letter in meant} <= {
        "CYRILLIC",
        "SPACE",
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("MNS ISO 105-А01", "mns iso 105-a01"),  # a Cyrillic А on the source page
        ("МNS 5217:2012", "mns 5217:2012"),
        ("МNS5217", "mns5217"),
        ("ISО 9001", "iso 9001"),
        ("СО2", "co2"),
        ("Systѐme", "système"),
    ],
)
def test_cyrillic_letters_inside_a_latin_word_or_code_become_latin(
    typed: str, meant: str
) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "мнс 5217",
        "мнс5217",
        "12сар",
        "2000оноор",
        "isoгийн",
        "iso-гийн",
        "масло",
        "cook",
        "аптек",
    ],
)
def test_a_word_that_is_right_as_it_is_stays(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("дєрвєн", "дөрвөн"),
        ("їйлдвэр", "үйлдвэр"),
        ("ѳргѳдѳл", "өргөдөл"),
        ("ұнэ", "үнэ"),
        ("хіл", "хил"),
        ("қазақ тоғыз таң", "казак тогыз тан"),
        ("һот", "хот"),
        ("ÖРГÖДÖЛ", "өргөдөл"),
    ],
)
def test_letters_of_neighbouring_alphabets_become_mongolian(
    typed: str, meant: str
) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    ("proper", "typed_on_a_russian_keyboard"),
    [
        ("Өргөдөл", "оргодол"),
        ("ҮЙЛДВЭР", "уйлдвэр"),
        ("Хүсэлт", "ХУСЭЛТ"),
        ("Ёслол", "еслол"),
        ("Дєрєв", "доров"),
    ],
)
def test_a_russian_keyboard_finds_mongolian_words(
    proper: str, typed_on_a_russian_keyboard: str
) -> None:
    assert fold(proper) == fold(typed_on_a_russian_keyboard)
    assert normalise(proper) != normalise(typed_on_a_russian_keyboard)


def test_every_aimag_is_found_without_mongolian_letters() -> None:
    assert fold("Сүхбаатар Төв Говьсүмбэр Өмнөговь Өвөрхангай Хөвсгөл Баян-Өлгий") == (
        "сухбаатар тов говьсумбэр омноговь оворхангай ховсгол баян-олгий"
    )


def test_space_marks_and_invisible_characters_do_not_matter() -> None:
    assert normalise("  зохио\u0301л\xad\u200b \u202e\x00\n\u00a0ЦАЙ\u0306 ") == (
        "зохиол цай"
    )


def test_a_decomposed_letter_is_the_composed_one() -> None:
    assert normalise(unicodedata.normalize("NFD", "Ёс зүй")) == "ёс зүй"


def test_folding_leaves_no_invisible_character() -> None:
    basic_plane = "".join(map(chr, range(0x10000)))

    kept = {unicodedata.category(letter) for letter in fold(basic_plane)}

    assert kept.isdisjoint({"Cc", "Cf", "Cs"})


@pytest.mark.parametrize("function", [fold, normalise, clean_text])
@given(text=ANY_TEXT)
def test_doing_it_twice_changes_nothing(
    function: Callable[[str], str], text: str
) -> None:
    once = function(text)

    assert function(once) == once


@given(text=ANY_TEXT)
def test_index_and_query_agree_whatever_was_cleaned_before(text: str) -> None:
    assert fold(normalise(text)) == fold(text)
    assert fold(clean_text(text)) == fold(text)


@given(text=st.text("абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя 0123456789-"))
def test_capitals_do_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (
            "  Гомдол\r\nхоёр дахь мөр\rгурав\u2028дөрөв  ",
            "Гомдол\nхоёр дахь мөр\nгурав\nдөрөв",
        ),
        ("нэг\tхоёр\x00\x07\x1b[31m", "нэг\tхоёр[31m"),
        ("файл\u202egpj.exe\u2066", "файлgpj.exe"),
        ("\ufeffСайн байна уу", "Сайн байна уу"),
        ("хагас\ud83d эмодзи", "хагас эмодзи"),
        ("гэр бүл 👨\u200d👩\u200d👧", "гэр бүл 👨\u200d👩\u200d👧"),
        ("ЦАИ\u0306", "ЦАЙ"),
        ("Yнэ САНХYY", "Yнэ САНХYY"),
        (" \n\t ", ""),
    ],
)
def test_input_is_kept_as_typed_but_fit_to_store(typed: str, stored: str) -> None:
    assert clean_text(typed) == stored


@given(text=ANY_TEXT)
def test_stored_text_can_always_be_written(text: str) -> None:
    stored = clean_text(text)

    stored.encode()
    assert unicodedata.is_normalized("NFC", stored)
    assert {letter for letter in stored if unicodedata.category(letter) == "Cc"} <= {
        "\n",
        "\t",
    }
