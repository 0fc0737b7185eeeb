"""Searching by number: any spelling, the very document first."""

import pytest

from catalogue.models import Edition, Ics
from catalogue.search import Question, search
from catalogue.search.index import refresh
from catalogue.status import Status
from tests.catalogue.factories import make_edition, relate

pytestmark = pytest.mark.django_db


def codes(text: str, **filters) -> list[str]:
    return [hit.edition.code for hit in search(Question(text, **filters)).hits]


def held(*wanted: str, **facts) -> list[Edition]:
    editions = [make_edition(code, **facts) for code in wanted]
    refresh(edition.pk for edition in editions)
    return editions


@pytest.mark.parametrize(
    "text",
    [
        "MNS ISO 9001:2016",
        "mns iso 9001:2016",
        "mnsiso9001:2016",
        "MNS ISO 9001",
        "9001",
        "MNS ISO 9001-2016",
        "MNS-ISO-9001-2016",
        "мнс исо 9001 : 2016",
        "  „MNS ISO 9001：2016“ ",
    ],
)
def test_any_spelling_finds_it_first(text: str):
    held("ISO 9001:2015", "MNS ISO 9001:2016", "MNS 9002:2016")
    assert codes(text)[0] == "MNS ISO 9001:2016"
    assert "MNS 9002:2016" not in codes(text)


def test_the_standard_typed_stands_before_its_adoption():
    held("MNS ISO 9001:2016", "ISO 9001:2015")
    assert codes("iso 9001") == ["ISO 9001:2015", "MNS ISO 9001:2016"]


def test_a_number_alone_brings_the_national_standard_first():
    held("JIS Q 9001:2015", "ISO 9001:2015", "MNS ISO 9001:2016")
    assert codes("9001") == ["MNS ISO 9001:2016", "ISO 9001:2015", "JIS Q 9001:2015"]


def test_a_number_without_part_brings_every_part_in_order():
    held("ISO 965-3:2021", "ISO 965-1:2013", "ISO 965-2:1998", "ISO 96-1:2000")
    assert codes("ISO 965") == ["ISO 965-1:2013", "ISO 965-2:1998", "ISO 965-3:2021"]


def test_a_part_brings_its_own_parts_and_no_others():
    held("IEC 61000-4:2000", "IEC 61000-4-2:2008", "IEC 61000-41:2000")
    assert codes("iec 61000-4") == ["IEC 61000-4:2000", "IEC 61000-4-2:2008"]


def test_what_is_in_force_stands_before_what_was():
    held("MNS 900:2005", status=Status.REPLACED)
    held("MNS 900:2018")
    assert codes("mns 900") == ["MNS 900:2018", "MNS 900:2005"]
    assert codes("mns 900 2005") == ["MNS 900:2005"]


def test_an_edition_brings_its_supplements_behind_it():
    held("ISO 9001:2015", "ISO 9001:2015/Amd 1:2024", "ISO 9001:2008")
    assert codes("ISO 9001:2015") == ["ISO 9001:2015", "ISO 9001:2015/Amd 1:2024"]
    assert codes("ISO 9001:2015/Amd 1") == ["ISO 9001:2015/Amd 1:2024"]


def test_a_published_supplement_stands_before_its_draft():
    held("ISO 9001:2015/Amd 1", status=Status.DRAFT)
    assert codes("ISO 9001:2015/Amd 1") == ["ISO 9001:2015/Amd 1"]
    held("ISO 9001:2015/Amd 1:2024")
    assert codes("ISO 9001:2015/Amd 1") == [
        "ISO 9001:2015/Amd 1:2024",
        "ISO 9001:2015/Amd 1",
    ]


def test_the_series_of_a_number_is_part_of_the_code():
    held("ITU-T H.264 (08/2021)", "ITU-T X.264 (08/1991)")
    assert codes("itu-t h.264") == ["ITU-T H.264 (08/2021)"]


def test_leading_zeros_and_look_alike_letters_do_not_matter():
    held("MNS 0138:2010", "MNS ISO 105-А01:2014")
    assert codes("мнс 138") == codes("MNS 0138") == ["MNS 0138:2010"]
    assert codes("МNS ISO 105-A01") == ["MNS ISO 105-А01:2014"]


def test_a_wrong_year_is_dropped_and_said_never_guessed_at():
    held("ISO 9001:2015")
    found = search(Question("ISO 9001:2014"))
    assert [hit.edition.code for hit in found.hits] == ["ISO 9001:2015"]
    assert found.fallback == "no_year"
    assert str(found.fallback_sentence) != ""


def test_a_wrong_part_is_dropped_after_the_year():
    held("ISO 965-1:2013")
    found = search(Question("ISO 965-9:2000"))
    assert [hit.edition.code for hit in found.hits] == ["ISO 965-1:2013"]
    assert found.fallback == "no_part"


def test_the_code_of_a_field_brings_what_stands_in_it():
    parent = Ics.objects.create(code="13", level=1)
    field = Ics.objects.create(code="13.060", level=2, parent=parent)
    (edition,) = held("ISO 5667-1:2020")
    edition.ics.add(field)
    held("ISO 5667-2:2020")
    refresh([edition.pk])
    assert codes("13.060") == codes("ICS 13.060") == ["ISO 5667-1:2020"]


def test_a_number_nobody_has_is_not_made_fuzzy():
    held("ISO 9001:2015", title_en="Quality")
    found = search(Question("ISO 9002"))
    assert (found.hits, found.total, found.fallback) == ((), 0, "")
    assert found.reading.kind == "code"


def test_other_publishers_of_the_number_are_offered():
    held("ISO 5217:1999", "MNS 5218:2000")
    found = search(Question("MNS 5217"))
    assert [edition.code for edition in found.nearest] == ["ISO 5217:1999"]


def test_words_beside_a_code_narrow_it():
    held("MNS 900:2018", title_mn="Ундны ус")
    held("MNS 900:2005", title_mn="Талх")
    found = search(Question("ундны ус мнс 900"))
    assert [hit.edition.code for hit in found.hits] == ["MNS 900:2018"]
    assert (found.reading.kind, found.total) == ("both", 1)


def test_a_number_among_words_without_publisher_is_a_word():
    held("ISO 22163:2023", title_en="Railway quality system for ISO 9001", title_mn="")
    held("ISO 9001:2015", title_en="Quality management", title_mn="")
    assert set(codes("quality 9001")) == {"ISO 22163:2023", "ISO 9001:2015"}


def test_a_replaced_edition_names_what_replaces_it():
    old, new = held("MNS 900:2005", "MNS 900:2018")
    relate(new, "replaces", old)
    other = make_edition("ISO 1:2002")
    relate(make_edition("ISO 1:2022", is_published=False), "replaces", other)
    refresh([other.pk])
    by_code = {hit.edition.code: hit for hit in search(Question("900")).hits}
    assert by_code["MNS 900:2005"].replaced_by == (new,)
    assert by_code["MNS 900:2018"].replaced_by == ()
    assert search(Question("ISO 1")).hits[0].replaced_by == ("ISO 1:2022",)


def test_the_reading_is_said_in_words(settings):
    settings.LANGUAGE_CODE = "en"
    held("MNS ISO 9001:2016")
    found = search(Question("mnsiso9001 2016"))
    assert found.reading.designation is not None
    assert found.reading.designation.publishers == ("MNS", "ISO")
    assert "MNS ISO 9001" in found.reading.sentence
    assert "2016" in found.reading.sentence
    assert found.hits[0].found_in == "code"


def test_words_no_title_has_do_not_hide_the_number_typed():
    held("ISO 9001:2015", title_en="Quality management", title_mn="")
    held("ISO 15930-9:2020", title_en="Exchange of data as PDF", title_mn="")
    found = search(Question("iso 9001 pdf"))
    assert [hit.edition.code for hit in found.hits] == ["ISO 9001:2015"]
    assert (found.fallback, found.reading.kind) == ("number", "code")
    assert str(found.fallback_sentence) != ""


def test_the_number_alone_is_read_without_its_wrong_year():
    held("ISO 9001:2015", title_en="Quality management", title_mn="")
    found = search(Question("iso 9001:2014 pdf"))
    assert [hit.edition.code for hit in found.hits] == ["ISO 9001:2015"]
    assert found.fallback == "no_year"


def test_words_are_looked_for_when_nobody_has_the_number():
    held("MNS 899:2005", title_mn="Ундны ус")
    found = search(Question("mns 77777 ундны ус"))
    assert [hit.edition.code for hit in found.hits] == ["MNS 899:2005"]
    assert found.fallback == "any_word"


def test_beside_words_the_standard_itself_stands_before_those_that_cite_it():
    title = "Quality management systems"
    held("ISO 9001:2015", title_en=f"{title} and requirements", title_mn="")
    held("ISO 10017:2021", title_en=f"ISO 9001 {title}", title_mn="")
    assert codes("iso 9001 quality management") == ["ISO 9001:2015", "ISO 10017:2021"]


def test_letters_typed_inside_a_number_do_not_make_another_number():
    held("ISO 9:1995")
    assert codes("ISO 9OO1") == []


def test_a_draft_is_not_what_to_use_instead():
    (old,) = held("ISO 9001:2008", status=Status.REPLACED)
    (now,) = held("ISO 9001:2015")
    (draft,) = held("ISO/CD 9001", status=Status.DRAFT)
    relate(now, "replaces", old)
    relate(draft, "replaces", now)
    relate(draft, "replaces", old)
    cards = {hit.edition.code: hit.replaced_by for hit in search(Question("9001")).hits}
    assert cards == {
        "ISO 9001:2015": (),
        "ISO 9001:2008": (now,),
        "ISO/CD 9001": (),
    }
