"""What is suggested while somebody types."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from catalogue.models import Ics, Title
from catalogue.search import suggest
from catalogue.search.index import refresh
from tests.catalogue.factories import make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_mongolian() -> Iterator[None]:
    """Whatever language the test before asked for."""
    with translation.override("mn"):
        yield


def test_a_title_in_a_further_language_is_offered_as_it_is() -> None:
    field = Ics.objects.create(code="13", level=1)
    group = Ics.objects.create(
        code="13.060", level=2, parent=field, title_mn="Усны чанар"
    )
    edition = make_edition("ГОСТ 2874-82", title_mn="", title_en="")
    edition.ics.add(group)
    Title.objects.create(
        edition=edition, language="ru", script="Cyrl", text="Вода питьевая"
    )
    refresh([edition.pk])
    assert ("title", "Вода питьевая") in lines("чанар")


@pytest.fixture
def shelf() -> None:
    made = [
        make_edition("MNS ISO 9001:2016", title_mn="Чанарын удирдлага", title_en=""),
        make_edition("ISO 9001:2015", title_mn="", title_en="Quality management"),
        make_edition("ISO 90012:2015", title_mn="", title_en="Bicycles"),
        make_edition("MNS 900:2018", title_mn="Ундны ус", title_en=""),
    ]
    refresh(edition.pk for edition in made)


def lines(text: str, **given) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in suggest(text, **given)]


def test_codes_begin_like_the_number_the_whole_number_first(shelf):
    assert lines("9001") == [
        ("code", "MNS ISO 9001"),
        ("code", "ISO 9001"),
        ("code", "ISO 90012"),
    ]
    assert lines("iso90") == [
        ("code", "MNS ISO 9001"),
        ("code", "ISO 9001"),
        ("code", "ISO 90012"),
    ]
    assert suggest("mns 900")[0].url == "/standards/mns-900/"


@pytest.mark.parametrize("text", ["унд", "und", "УНДН"])
def test_words_are_finished_and_titles_offered(shelf, text: str):
    assert lines(text)[0] == ("word", "ундны")
    assert suggest(text)[0].query == "q=%D1%83%D0%BD%D0%B4%D0%BD%D1%8B"


def test_titles_have_all_words_the_last_unfinished(shelf):
    assert ("title", "Ундны ус") in lines("ус унд")
    assert ("title", "Quality management") in lines("quality manag")
    assert ("title", "Quality management") not in lines("milk manag")


def test_nothing_below_two_characters_and_never_too_much(shelf):
    assert (lines("у"), lines(" 9 "), lines("")) == ([], [], [])
    assert len(lines("90", size=2)) == 2


@pytest.mark.parametrize("text", ["'\"\\%_:*!&|()", "a'b", "\\\\", "%%", "--", "& |"])
def test_odd_characters_are_only_characters(shelf, text: str):
    assert [one for one in suggest(text) if one.kind == "code"] == []
