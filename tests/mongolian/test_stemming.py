"""All forms of a word share a stem, other words do not, and no word is lost."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mongolian
from mongolian.folding import normalise
from mongolian.stemming import stem, stems, twin

CONFORMANCE = Path(mongolian.__path__[0]) / "data" / "conformance.tsv"

CYRILLIC_WORD = st.text("абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя", min_size=1)
# Endings pile up on real words, so random letters alone would test little.
INFLECTED = st.builds(
    lambda root, endings: root + "".join(endings),
    CYRILLIC_WORD,
    st.lists(
        st.sampled_from(
            ["аас", "ийн", "ууд", "ын", "г", "н", "д", "ад", "гүй", "ж", "сан", "х"]
        )
    ),
)
WORD = CYRILLIC_WORD | INFLECTED | st.text(min_size=1)

# One word a line, in the dictionary form and in what people type.
PARADIGMS = """
ус усны усыг усанд уснаас усаар устай усгүй усан
мах махны махыг махаар махан
талх талхны талхаар
сүү сүүний сүүг сүүгээр сүүнд
хэмжил хэмжлийн
стандарт стандартын стандартад стандартууд стандартуудыг стандартуудаасаа
шаардлага шаардлагын шаардлагаас шаардлагууд
газар газрын газарт газраас газруудаар
хэрэгсэл хэрэгслийн хэрэгслүүд
бүтээгдэхүүн бүтээгдэхүүний бүтээгдэхүүнээс бүтээгдэхүүнүүдийг
чанар чанарын чанарыг чанаргүй
үйлчилгээ үйлчилгээний үйлчилгээгээр үйлчилгээгээ
зам замын замаар
тэмдэг тэмдгийн тэмдгүүд
барилга барилгын барилгад
цемент цементийн
нүүрс нүүрсний
хүнс хүнсний хүнснээс
эм эмийн эмээр эмэнд
орд ордын ордууд
ундны ундан
жин жингийн жинг жингээр жинтэй
байшин байшингийн байшинд байшингаасаа байшингууд
хэрэглэгч хэрэглэгчид хэрэглэгчдийн хэрэглэгчээс
морь морийг морины мориор
хонь хонины хонийг
үе үеийн үед үеэс
тонн тонны
тоног тоногийн
тодорхойлох тодорхойлсон тодорхойлдог тодорхойлж тодорхойлохын
хийх хийсэн хийдэг
өргөдөл өргөдөлтэй өргөдлийн өргөдлөө
хүүхэд хүүхдийн хүүхдэд
мастер мастераас
отряд отрядоос
вирус вирусээс
"""


def conformance() -> list[dict[str, str]]:
    """The rows of the table that ports of the stemmer are checked against."""
    with CONFORMANCE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize("forms", PARADIGMS.split("\n")[1:-1])
def test_all_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("хүн", "хүнд"),
        ("гэр", "гэрээ"),
        ("ор", "орд"),
        ("ча", "чанар"),
        ("тонн", "тоног"),
        ("үйлдвэр", "үйлдвэрлэл"),
        ("хэмжил", "хэмжүүр"),
        ("эм", "эмч"),
        ("өр", "ор"),
        ("төв", "тов"),
    ],
)
def test_different_words_keep_different_stems(one: str, another: str) -> None:
    assert stem(one) != stem(another)


def test_every_word_of_the_conformance_table_has_its_stem() -> None:
    rows = conformance()

    assert len(rows) > 400
    assert [(row["word"], stem(row["word"])) for row in rows] == [
        (row["word"], row["stem"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("iso", "iso"),
        ("ISO", "iso"),
        ("9001", "9001"),
        ("ТЭМДГИЙН", "тэмдг"),
        ("САНХYYГИЙН", "санхүү"),
        ("є", "ө"),
        ("ь", "ь"),
    ],
)
def test_the_word_is_normalised_first(word: str, same: str) -> None:
    assert stem(word) == stem(same)


def test_what_is_longer_than_a_word_stays_whole() -> None:
    assert len(stem("аас" * 20)) < 60
    assert stem("аас" * 21) == "аас" * 21


def test_the_words_of_a_text_come_in_order() -> None:
    assert stems("Ундны ус: чанарт тавих 12 шаардлага (MNS ISO 9001-2015)") == [
        "унд",
        "ус",
        "чанр",
        "тав",
        "12",
        "шаардлг",
        "mns",
        "iso",
        "9001",
        "2015",
    ]


def test_a_text_without_words_has_no_stems() -> None:
    assert stems(" – … _ ") == []


@pytest.mark.parametrize(
    ("own", "typed"), [("өргөдл", "оргодл"), ("ёс", "ес"), ("ус", "ус")]
)
def test_the_twin_is_the_stem_on_a_poor_keyboard(own: str, typed: str) -> None:
    assert twin(own) == typed


@given(word=WORD)
def test_the_stem_of_a_stem_is_itself(word: str) -> None:
    assert stem(stem(word)) == stem(word)


@given(word=WORD)
def test_no_word_is_emptied_or_grows(word: str) -> None:
    whole = normalise(word)

    assert bool(stem(word)) == bool(whole)
    assert len(stem(word)) <= len(whole)


@given(word=WORD)
def test_capitals_do_not_matter(word: str) -> None:
    assert stem(word) == stem(normalise(word))
    assert stem(word) == normalise(stem(word))


@given(word=CYRILLIC_WORD | INFLECTED)
def test_only_the_end_of_a_word_changes(word: str) -> None:
    # A fleeting vowel is the one letter that goes from within.
    kept = stem(word)

    assert word.startswith(kept[:-1])
    assert kept[-1] in word


@given(text=st.text())
def test_any_text_has_stems_that_stay(text: str) -> None:
    assert [stem(found) for found in stems(text)] == stems(text)
