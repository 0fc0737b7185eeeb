"""Latin, Cyrillic and a keyboard without ө, ү meet in one skeleton."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mongolian.skeleton import (
    beginnings,
    latin_skeletons,
    skeleton,
    suffix_prefixes,
)
from mongolian.stemming import stem
from tests.mongolian.test_stemming import conformance

# MNS 5217:2012, MNS 5217:2003 and a habit of messages, letter by letter.
ROMANISATIONS = [
    str.maketrans(
        dict(zip("абвгдзийклмноөпрстуүфъыьэ", "abvgdziiklmnoöprstuüfiyie", strict=True))
        | {"е": "ye", "ё": "yo", "ж": "j", "х": "kh", "ц": "ts", "ч": "ch"}
        | {"ш": "sh", "щ": "sh", "ю": "yu", "я": "ya"}
    ),
    str.maketrans(
        dict(zip("абвгдзийклмнопрстуфхцыьэ", "abvgdziiklmnoprstufxcyie", strict=True))
        | {"е": "ye", "ё": "yo", "ж": "j", "ө": "o'", "ү": "u'", "ч": "ch"}
        | {"ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ъ": ""}
    ),
    str.maketrans(
        dict(zip("абвгдезийклмноөпрстуүфхэ", "abvgdeziiklmnouprstuufhe", strict=True))
        | {"ё": "yo", "ж": "j", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh"}
        | {"ы": "ii", "ь": "", "ъ": "", "ю": "yu", "я": "ya"}
    ),
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("us", "ус"),
        ("undnii", "ундны"),
        ("ündnii", "ундны"),
        ("standart", "стандарт"),
        ("hemjil", "хэмжил"),
        ("khemjil", "хэмжил"),
        ("xemjil", "хэмжил"),
        ("zui", "зүй"),
        ("zu'i", "зүй"),
        ("barilgiin", "барилгын"),
        ("barilgyn", "барилгын"),
        ("hunsnii", "хүнсний"),
        ("xo'dolmor", "хөдөлмөр"),
        ("suu", "сүү"),
        ("svv", "сүү"),
        ("mah", "мах"),
        ("shaardlaga", "шаардлага"),
        ("usnii", "усны"),
        ("chanar", "чанар"),
        ("cement", "цемент"),
        ("tsement", "цемент"),
        ("stancyn", "станцын"),
        ("vildver", "үйлдвэр"),
        ("yildver", "үйлдвэр"),
        ("wne", "үнэ"),
        ("tqmqr", "төмөр"),
        ("barisan", "барьсан"),
        ("barsan", "барьсан"),
        ("yos", "ёс"),
        ("ye", "е"),
        ("Ulaanbaatar", "улаанбаатар"),
        ("tushaal", "тушаал"),
        ("utsan", "утсан"),
    ],
)
def test_a_word_typed_in_latin_meets_the_cyrillic_one(typed: str, meant: str) -> None:
    assert skeleton(meant) in latin_skeletons(typed)


@pytest.mark.parametrize(
    ("meant", "typed"), [("хүсэлт", "хусэлт"), ("өргөдөл", "оргодол"), ("ёс", "юс")]
)
def test_the_skeleton_does_not_need_mongolian_letters(meant: str, typed: str) -> None:
    assert skeleton(meant) == skeleton(typed)


def test_every_word_of_the_conformance_table_has_its_skeleton() -> None:
    rows = conformance()

    assert [(row["word"], skeleton(row["word"])) for row in rows] == [
        (row["word"], row["skeleton"]) for row in rows
    ]


@pytest.mark.parametrize("letters", ROMANISATIONS)
def test_every_form_typed_in_latin_leads_to_its_stem(letters: dict[int, str]) -> None:
    words = [row["word"] for row in conformance()]

    lost = [word for word in words if not _leads_to_stem(word, word.translate(letters))]

    # Two vowels of one sound run together here: uyees is «үеэс» and «үес».
    assert lost == ["үеэс", "үеэр", "аяас", "аяар"]


def _leads_to_stem(word: str, typed: str) -> bool:
    return any(
        skeleton(stem(word)) in suffix_prefixes(reading)
        for reading in latin_skeletons(typed)
    )


def test_the_likeliest_reading_is_first() -> None:
    assert latin_skeletons("vc") == ("vc", "vs", "oc", "os")


@pytest.mark.parametrize(
    ("typed", "readings"), [("", ()), ("'", ()), ("2200", ("2200",))]
)
def test_what_has_no_letters_reads_as_it_is(
    typed: str, readings: tuple[str, ...]
) -> None:
    assert latin_skeletons(typed) == readings


def test_a_chain_of_endings_is_cut_off_longest_first() -> None:
    assert suffix_prefixes("barilgin") == [
        "barilgin",
        "barilgi",
        "barilg",
        "baril",
        "barl",
    ]


@pytest.mark.parametrize(
    ("typed", "stem", "begun"),
    [
        ("barilgin", "barilg", ["barilgin", "barilgi", "barilg"]),
        ("qanart", "qanr", ["qanar"]),
        ("ondog", "ond", ["ondo"]),  # not "ond": behind it г is no ending
        ("talh", "tal", []),
        ("an" * 31, "an", []),
    ],
)
def test_a_beginning_is_what_stands_before_endings_of_names(
    typed: str, stem: str, begun: list[str]
) -> None:
    assert beginnings(typed, stem) == begun


def test_what_is_longer_than_a_word_is_not_cut() -> None:
    assert len(suffix_prefixes("an" * 30)) > 1
    assert suffix_prefixes("an" * 31) == ["an" * 31]


def test_a_short_word_is_its_own_only_stem() -> None:
    assert suffix_prefixes("so") == ["so"]


@given(typed=st.text("abcdefghijklmnopqrstuvwxyzöü'") | st.text())
def test_readings_are_few_and_different(typed: str) -> None:
    readings = latin_skeletons(typed)

    assert len(readings) == len(set(readings)) <= 16
    assert "" not in readings


@given(word=st.text("абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"))
def test_a_skeleton_is_its_own_longest_prefix(word: str) -> None:
    found = skeleton(word)

    assert suffix_prefixes(found)[:1] == [found][: len(found) > 1]
