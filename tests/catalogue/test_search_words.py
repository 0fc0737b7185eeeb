"""Searching by words: inflected, in Latin letters, on a poor keyboard, in English."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Committee, Edition, Ics, LifecycleEvent, Title
from catalogue.search import Question, search, suggest, understand
from catalogue.search.closeness import distance
from catalogue.search.index import rebuild, refresh
from catalogue.status import Status
from tests.catalogue.factories import make_edition

pytestmark = pytest.mark.django_db

WATER = "Ундны ус. Эрүүл ахуйн шаардлага, чанар"
ODD = "iso9001-:/ '\"\\%_&|!*()усөmns"


def held(code: str, title_mn: str = "", title_en: str = "", **facts) -> Edition:
    edition = make_edition(code, title_mn=title_mn, title_en=title_en, **facts)
    refresh([edition.pk])
    return edition


def codes(text: str = "", **filters) -> list[str]:
    return [hit.edition.code for hit in search(Question(text, **filters)).hits]


@pytest.fixture
def shelf() -> None:
    held("MNS 900:2018", WATER)
    held("MNS 5217:2012", "Монгол кирилл үсгийг латин үсгээр галиглах")
    held("MNS 6858:2020", "Хатаамал сүү, сүүн бүтээгдэхүүн")
    held("ISO 5667-1:2020", "", "Water quality - Sampling of drinking water")


@pytest.mark.parametrize(
    "text", ["ундны ус", "усны чанарын шаардлага", "УСАНД", "us undnii", "usnii chanar"]
)
def test_words_are_found_whatever_their_endings_and_letters(shelf, text: str):
    assert codes(text) == ["MNS 900:2018"]


@pytest.mark.parametrize("text", ["бутээгдэхуун", "бутээгдэхууний", "büteegdekhüün"])
def test_a_keyboard_without_our_letters_is_no_obstacle(shelf, text: str):
    found = search(Question(text))
    assert [hit.edition.code for hit in found.hits] == ["MNS 6858:2020"]
    assert [word.read_as for word in found.reading.words] == ["бүтээгдэхүүн"]


def test_how_a_word_was_read_is_said(shelf):
    words = search(Question("us undnii чанар")).reading.words
    assert [(word.read_as, word.how) for word in words] == [
        ("ус", "latin"),
        ("ундны", "latin"),
        ("чанар", "exact"),
    ]


def test_english_words_meet_their_other_forms(shelf):
    assert codes("sampled waters") == ["ISO 5667-1:2020"]


def test_a_latin_word_may_be_both(shelf):
    held("ISO 646:1991", "", "Code of the US")
    found = search(Question("us"))
    assert {hit.edition.code for hit in found.hits} == {"MNS 900:2018", "ISO 646:1991"}
    assert found.reading.words[0].read_as == "us, ус"


def test_all_words_must_be_there_before_any_may(shelf):
    found = search(Question("ундны сүү"))
    assert found.fallback == "any_word"
    assert {hit.edition.code for hit in found.hits} == {"MNS 900:2018", "MNS 6858:2020"}
    assert found.total == 2


def test_any_word_means_the_words_that_tell_most(shelf, monkeypatch):
    monkeypatch.setattr(understand, "COMMON", 2)
    held("MNS 7:2020", "Усны тоолуур")  # now two have ус
    found = search(Question("ус латин кххх"))
    assert found.fallback == "any_word"
    assert [hit.edition.code for hit in found.hits] == ["MNS 5217:2012"]
    found = search(Question("ус кххх"))
    assert {hit.edition.code for hit in found.hits} == {"MNS 7:2020", "MNS 900:2018"}


def test_a_misspelt_word_is_mended_only_when_nothing_is_found(shelf):
    found = search(Question("qualiti samplng"))
    assert found.fallback == "typo"
    assert [(word.read_as, word.how) for word in found.reading.words] == [
        ("qualiti", "exact"),  # the catalogue knows the word under this stem
        ("sampling", "typo"),
    ]


def test_what_only_sounds_right_is_found_last_and_said(shelf):
    found = search(Question("бүтэгдэхүүнний"))
    assert [hit.edition.code for hit in found.hits] == ["MNS 6858:2020"]
    assert found.fallback == "script"


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Ундны ус", "өндөг"),
        ("Ундны ус", "undug"),
        ("Тал нутаг", "талх"),
        ("Тал нутаг", "talh"),
        ("Оврын хэмжээ", "qwerty"),
        ("Өндөр барилга", "өндөг"),
    ],
)
def test_what_only_resembles_is_not_taken_for_it(title: str, typed: str):
    held("MNS 900:2018", title)
    found = search(Question(typed))
    assert (found.hits, found.fallback) == ((), "")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("", "", 0), ("", "ус", 2), ("талх", "тал", 1), ("samplng", "sampling", 1)],
)
def test_letters_apart(one: str, other: str, apart: int):
    assert distance(one, other) == distance(other, one) == apart


def test_words_of_the_publisher_and_of_the_field_are_found():
    field = Ics.objects.create(code="13", level=1, title_mn="Байгаль орчин")
    group = Ics.objects.create(
        code="13.060", level=2, parent=field, title_mn="Усны чанар"
    )
    edition = held("ISO 5667-1:2020", "", "Sampling")
    edition.ics.add(group)
    refresh([edition.pk])
    assert codes("усны чанар исо") == ["ISO 5667-1:2020"]
    assert codes("орчин") == []


def test_other_languages_fill_up_and_are_labelled():
    edition = held("ISO 5667-1:2020", "", "Sampling")
    Title.objects.create(
        edition=edition, language="fr", script="Latn", text="Qualité de l'eau"
    )
    refresh([edition.pk])
    found = search(Question("qualités de l'eau"))
    assert [(hit.edition.code, hit.found_in) for hit in found.hits] == [
        ("ISO 5667-1:2020", "text")
    ]
    assert found.total == 1


def test_a_russian_title_is_found_by_its_own_rules():
    edition = held("ГОСТ 2874-82", "", "")
    Title.objects.create(
        edition=edition, language="ru", script="Cyrl", text="Вода питьевая. Требования"
    )
    refresh([edition.pk])
    found = search(Question("питьевой воды требование"))
    assert [hit.edition.code for hit in found.hits] == ["ГОСТ 2874-82"]
    assert found.hits[0].found_in == "title"


def test_stop_words_alone_find_nothing(shelf):
    assert codes("the of") == []


def test_found_words_are_marked_and_the_rest_is_escaped():
    held("MNS 900:2018", "<b>Усны</b> чанар", "Waters & <i>milk</i>")
    hit = search(Question("усаар water")).hits[0]
    assert hit.title_mn == "&lt;b&gt;<mark>Усны</mark>&lt;/b&gt; чанар"
    assert hit.title_en == "<mark>Waters</mark> &amp; &lt;i&gt;milk&lt;/i&gt;"


def test_filters_narrow_and_are_counted_with_their_alternatives(shelf):
    held("ISO 1:2016", "Ус", status=Status.REPLACED)
    found = search(Question("ус", bodies=("mns",)))
    assert [hit.edition.code for hit in found.hits] == ["MNS 900:2018"]
    assert found.total == 1
    facets = {facet.name: facet.options for facet in found.facets}
    assert [(one.value, one.count, one.is_chosen) for one in facets["body"]] == [
        ("iso", 1, False),
        ("mns", 1, True),
    ]
    assert [(one.value, one.count) for one in facets["status"]] == [("in_force", 1)]
    assert facets["body"][0].query == "q=%D1%83%D1%81&body=iso&body=mns"
    assert facets["body"][1].query == "q=%D1%83%D1%81"


def test_every_filter_filters():
    field = Ics.objects.create(code="13", level=1)
    committee = Committee.objects.create(code="ISO/TC 147", slug="iso-tc-147")
    edition = held("ISO 2:2016", "Ус", languages=["en", "fr"], committee=committee)
    edition.ics.add(field)
    refresh([edition.pk])
    held("MNS 3:2001", "Ус", status=Status.WITHDRAWN)
    assert codes("ус", ics="13") == ["ISO 2:2016"]
    assert codes("ус", language="fr") == ["ISO 2:2016"]
    assert codes("ус", committee="iso-tc-147") == ["ISO 2:2016"]
    assert codes("ус", year_from=2010, year_to=2016) == ["ISO 2:2016"]
    assert codes("ус", statuses=("valid",)) == ["ISO 2:2016"]
    assert codes("ус", statuses=("withdrawn",)) == ["MNS 3:2001"]
    assert codes(year_to=2001) == ["MNS 3:2001"]


def test_years_are_offered_by_decade_the_newest_first():
    for code in ("MNS 1:1999", "MNS 2:2001", "MNS 3:2009"):
        held(code, "Ус")
    facets = {facet.name: facet.options for facet in search(Question("ус")).facets}
    assert [(one.value, one.count) for one in facets["year"]] == [
        ("2000-2009", 2),
        ("1990-1999", 1),
    ]


def test_the_collection_as_it_stood_on_a_day():
    old = held("MNS 900:2005", "Ус", published="2005-03-01", status=Status.REPLACED)
    held("MNS 900:2018", "Ус", published="2018-06-01")
    LifecycleEvent.objects.create(
        edition=old, kind="replaced", date="2018-06-01", day=date(2018, 6, 1)
    )
    refresh([old.pk])
    assert codes("ус", on=date(2018, 5, 31)) == ["MNS 900:2005"]
    assert codes("ус", on=date(2018, 6, 1)) == ["MNS 900:2018"]
    assert codes("ус", on=date(2004, 1, 1)) == []
    on = Edition.objects.in_force_on(date(2018, 5, 31))
    assert [edition.code for edition in on] == ["MNS 900:2005"]


def test_pages_follow_each_other_both_ways():
    for number in range(1, 8):
        held(f"MNS {number}:2018", "Ус")
    pages, question = [], Question("ус")
    while True:
        found = search(question, size=3)
        pages.append([hit.edition.code for hit in found.hits])
        if not found.next_query:
            break
        question = _asked(found.next_query)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert len({code for page in pages for code in page}) == 7
    back = search(_asked(found.previous_query), size=3)
    assert [hit.edition.code for hit in back.hits] == pages[1]
    first = search(_asked(back.previous_query), size=3)
    assert [hit.edition.code for hit in first.hits] == pages[0]
    assert first.previous_query == ""
    second = search(Question("ус", page=2), size=3)
    assert [hit.edition.code for hit in second.hits] == pages[1]


def _asked(query: str) -> Question:
    return Question.read(QueryDict(query))


@pytest.mark.parametrize("text", ["", "ус", "900", "us", "ус мнс 900"])
def test_a_search_asks_as_often_for_three_as_for_one(
    text: str, django_assert_num_queries, django_assert_max_num_queries
):
    for number, year in enumerate((2001, 2002, 2003)):
        held(f"MNS 900:{year}", f"Ус {number}")
    with django_assert_max_num_queries(6) as asked:
        assert search(Question(text, year_from=2003)).total == 1
    with django_assert_num_queries(len(asked)):
        assert search(Question(text, year_from=2001)).total == 3


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=60) | st.text(ODD, max_size=30))
def test_no_text_breaks_the_search(shelf, text: str):
    question = _asked(urlencode({"q": text}))
    found = search(question)
    assert (found.total > 0) == bool(found.hits)
    assert len(suggest(question.text)) <= 8


def test_the_same_after_a_rebuild(shelf):
    before = [codes(text) for text in ("ус", "water", "us undnii", "5217", "")]
    rebuild()
    assert [codes(text) for text in ("ус", "water", "us undnii", "5217", "")] == before


def test_words_mended_for_the_keyboard_count_among_any_words(shelf):
    found = search(Question("сууний латин"))
    assert found.fallback == "any_word"
    assert {hit.edition.code for hit in found.hits} == {
        "MNS 5217:2012",
        "MNS 6858:2020",
    }
