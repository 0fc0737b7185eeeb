"""The page of a standard: what it shows, to whom, and at what cost."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import brotli
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone, translation

from catalogue.dates import first_day
from catalogue.models import (
    Committee,
    Edition,
    Ics,
    Identifier,
    LifecycleEvent,
    Source,
    Title,
)
from catalogue.pages import page, rows
from catalogue.pages.mirror import Verdict
from catalogue.status import Status
from organisation.models import Role
from tests.catalogue.factories import make_edition, make_standard, relate
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def in_english() -> Any:
    """The msgids themselves."""
    with translation.override("en"):
        yield


def end(edition: Edition, kind: str, day: str, **given: Any) -> LifecycleEvent:
    """The edition is replaced or withdrawn on a day."""
    first = first_day(day)
    assert first is not None
    return LifecycleEvent.objects.create(
        edition=edition, kind=kind, date=day, day=first, **given
    )


def family() -> tuple[Edition, Edition, Edition]:
    """ISO 9001: one edition replaced, one being revised with an amendment."""
    old = make_edition(
        "ISO 9001:2008", status=Status.REPLACED, published="2008-11", stage="95.99"
    )
    new = make_edition(
        "ISO 9001:2015", status=Status.BEING_REVISED, published="2015-09", stage="90.92"
    )
    end(old, "replaced", "2015-09", is_derived=True)
    relate(new, "replaces", old)
    amendment = make_edition("ISO 9001:2015/Amd 1:2024", published="2024-02", base=new)
    relate(amendment, "amends", new)
    return old, new, amendment


def built(slug: str, **asked: Any) -> page.StandardPage:
    """The page as a visitor gets it."""
    found = rows.fetch(slug, AnonymousUser(), asked.get("day"))
    assert found is not None
    return page.build(found, today=TODAY, **asked)


def get(path: str, **query: Any) -> str:
    """The page in English, as text."""
    answer = Client().get(f"/en/standards/{path}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


# --- which edition --------------------------------------------------------------
def test_the_undated_address_shows_the_edition_in_force() -> None:
    _old, new, _amendment = family()
    assert built("iso-9001").edition == new
    assert not built("iso-9001").is_dated


def test_the_address_of_an_edition_is_permanent_and_names_the_current_one() -> None:
    old, new, _amendment = family()
    shown = built(old.slug)
    assert (shown.edition, shown.is_dated, shown.is_current) == (old, True, False)
    assert [one.code for one in shown.standing.instead] == [new.code]
    assert f'<a href="/en/standards/{new.slug}/">ISO 9001:2015</a>' in get(old.slug)


def test_what_replaced_a_document_of_another_number_is_named_even_if_not_held() -> None:
    old = make_edition("ISO 9002:1994", status=Status.REPLACED)
    make_edition("ISO 9001:2000")
    relate(Edition.objects.get(code="ISO 9001:2000"), "replaces", old)
    assert [one.code for one in built(old.slug).standing.instead] == ["ISO 9001:2000"]


def test_a_draft_never_stands_for_the_standard() -> None:
    make_edition("ISO/CD 9001.2", status=Status.DRAFT, published="2025-01")
    valid = make_edition("ISO 9001:2015")
    assert built(valid.standard.slug).edition == valid


def test_a_supplement_names_its_base() -> None:
    _old, new, amendment = family()
    assert built(amendment.slug).base == new
    assert "It supplements" in get(amendment.slug)


# --- who sees it ----------------------------------------------------------------
def test_what_is_not_published_is_not_there_for_the_public() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    drafted = make_edition("MNS 1:2020", is_published=False)
    later = make_edition("MNS 2:2020", publish_on=tomorrow)
    for edition in (drafted, later):
        for slug in (edition.slug, edition.standard.slug):
            assert Client().get(f"/standards/{slug}/").status_code == 404


def test_the_office_sees_its_drafts(client: Client) -> None:
    drafted = make_edition("MNS 1:2020", is_published=False)
    client.force_login(make_user(Role.OFFICER, make_unit()))
    assert client.get(f"/standards/{drafted.slug}/").status_code == 200


def test_an_unpublished_edition_is_in_no_list_and_no_relation() -> None:
    _old, new, _amendment = family()
    drafted = make_edition("ISO 9001:2026", is_published=False)
    relate(drafted, "replaces", new)
    relate(new, "cites", drafted)
    html = get(new.slug)
    assert drafted.slug not in html
    shown = built(new.slug)
    assert [
        (one.word, one.ends[0].url) for one in shown.groups if one.kind == "cites"
    ] == [("Cites", "")]
    assert ("replaces", False) not in [(one.kind, one.is_left) for one in shown.groups]


def test_no_such_address() -> None:
    make_standard("ISO 1")
    assert Client().get("/standards/iso-1/").status_code == 404
    assert Client().get("/standards/no-such/").status_code == 404


# --- history --------------------------------------------------------------------
def test_editions_stand_on_the_ruler_of_years_and_in_the_list() -> None:
    old, new, amendment = family()
    history = built("iso-9001").history
    assert history.scale is not None
    assert (history.scale.first, history.scale.last) == (2005, 2027)
    assert [(mark.label, mark.tone, mark.is_shown) for mark in history.marks] == [
        ("2008", "past", False),
        ("2015", "now", True),
    ]
    assert [mark.at for mark in history.marks] == [174, 485]
    assert history.notches == (867,)
    assert [(part.at, part.width, part.tone) for part in history.stretches] == [
        (485, 510, "now"),
        (174, 311, "past"),
    ]
    assert [(one.edition, one.is_supplement) for one in history.entries] == [
        (new, False),
        (amendment, True),
        (old, False),
    ]


def test_labels_never_cover_each_other_and_the_current_one_comes_first() -> None:
    for year in range(1990, 2026, 2):
        make_edition(f"JIS A 1:{year}", status=Status.WITHDRAWN)
    shown = make_edition("JIS A 1:2026")
    marks = built(shown.slug).history.marks
    labelled = [(mark.y, mark.at) for mark in marks if mark.label]
    for row in {y for y, _at in labelled}:
        places = [at for y, at in labelled if y == row]
        assert min(b - a for a, b in zip(places, places[1:], strict=False)) >= 125
    assert marks[-1].label == "2026"


def test_a_long_family_is_cut_and_shown_on_demand() -> None:
    base = make_edition("ISO 7010:2019")
    for number in range(1, 15):
        make_edition(f"ISO 7010:2019/Amd {number}:2020", base=base)
    history = built("iso-7010").history
    assert (len(history.entries), history.hidden) == (12, 3)
    assert get("iso-7010").count('class="supplement"') == 11
    assert get("iso-7010", all=1).count('class="supplement"') == 14


def test_a_standard_without_dates_has_a_list_and_no_ruler() -> None:
    undated = make_edition("MNS 0703", status=Status.UNKNOWN)
    history = built(undated.slug).history
    assert (history.scale, history.marks, len(history.entries)) == (None, (), 1)


# --- relations ------------------------------------------------------------------
def test_relations_show_from_both_ends() -> None:
    old, new, amendment = family()

    def words(slug: str) -> list[tuple[str, list[str]]]:
        return [(one.word, [e.code for e in one.ends]) for one in built(slug).groups]

    assert words(new.slug) == [
        ("Replaces", [old.code]),
        ("Amended or corrected by", [amendment.code]),
    ]
    assert words(old.slug) == [("Replaced by", [new.code])]
    assert words(amendment.slug) == [("Amends or corrects", [new.code])]


def test_a_draft_never_replaces_what_is_in_force() -> None:
    new = make_edition("ISO 9001:2015", status=Status.BEING_REVISED)
    draft = make_edition("ISO/CD 9001", status=Status.DRAFT, published="")
    relate(draft, "replaces", new)
    assert [(one.word, one.ends[0].code) for one in built(new.slug).groups] == [
        ("In preparation after it", "ISO/CD 9001")
    ]
    assert [(one.word, one.ends[0].code) for one in built(draft.slug).groups] == [
        ("Is to replace", "ISO 9001:2015")
    ]


def test_a_draft_stands_on_one_side_of_the_picture() -> None:
    new = make_edition("ISO 9001:2015", status=Status.BEING_REVISED)
    draft = make_edition("ISO/CD 9001.2", status=Status.DRAFT, published="")
    first = make_edition("ISO/CD 9001.1", status=Status.DRAFT, published="")
    relate(draft, "replaces", new)
    relate(new, "replaces", draft)
    relate(new, "replaces", first)
    shown = built(new.slug)
    assert [(one.word, [end.code for end in one.ends]) for one in shown.groups] == [
        ("In preparation after it", ["ISO/CD 9001.2"]),
        ("Earlier in preparation", ["ISO/CD 9001.1"]),
    ]
    assert [end.code for one in shown.picture["before"] for end in one.ends] == [
        "ISO/CD 9001.1"
    ]
    assert [one.word for one in built(draft.slug).groups] == ["Is to replace"]


def test_a_published_amendment_stands_before_its_draft() -> None:
    _old, new, amendment = family()
    draft = make_edition("ISO 9001:2015/Amd 1", status=Status.DRAFT, base=new)
    codes = [one.edition.code for one in built(new.slug).history.entries]
    assert codes[:3] == [new.code, amendment.code, draft.code]


def test_a_title_in_a_further_language_heads_the_page() -> None:
    edition = make_edition("JIS K 2568:1978", title_mn="", title_en="")
    for language, script, text in (
        ("ja", "Jpan", "グリース類"),
        ("fr", "Latn", "Graisses"),
        ("ru", "Cyrl", "Смазки"),
    ):
        Title.objects.create(
            edition=edition, language=language, script=script, text=text
        )
    html = get(edition.slug)
    assert '<h1 lang="ru">Смазки</h1>' in html
    assert "<title>JIS K 2568:1978 — Смазки" in html
    assert [one.tag for one in built(edition.slug).titles] == ["fr", "ja"]
    assert '"name":"Смазки"' in html


def test_what_we_do_not_hold_is_named_without_a_link() -> None:
    new = make_edition("ISO 9001:2015")
    relate(new, "replaces", "ISO 9003:1994")
    html = get(new.slug)
    assert "<dd>ISO 9003:1994 " in html
    assert "<span>ISO 9003:1994</span>" in html
    assert "iso-9003" not in html


def test_a_relation_to_an_undated_standard_leads_to_its_page() -> None:
    old, _new, _amendment = family()
    mns = make_edition("MNS ISO 9001:2016")
    relate(mns, "cites", "ISO 9001", to_standard=old.standard)
    (group,) = built(mns.slug).groups
    assert [(one.code, one.url) for one in group.ends] == [
        ("ISO 9001", "/en/standards/iso-9001/")
    ]
    assert built("iso-9001").groups[-1].word == "Cited by"


# --- the adoption mirror --------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (Status.IN_FORCE, Verdict.SAME),
        (Status.UNDER_REVIEW, Verdict.SAME),
        (Status.BEING_REVISED, Verdict.BEING_REVISED),
        (Status.WITHDRAWN, Verdict.WITHDRAWN),
        (Status.UNKNOWN, Verdict.UNKNOWN),
    ],
)
def test_the_mirror_of_a_dated_adoption(status: str, verdict: Verdict) -> None:
    original = make_edition("ISO 9001:2015", status=status)
    mns = make_edition("MNS ISO 9001:2016")
    relate(mns, "adopts", original, degree="IDT")
    (reflection,) = built(mns.slug).mirror
    assert (reflection.verdict, reflection.is_inferred) == (verdict, False)
    assert (reflection.adopted, reflection.current) == (original, original)
    assert "identical (IDT)" in get(mns.slug)


def test_the_mirror_sees_a_newer_edition_of_the_original() -> None:
    old, new, _amendment = family()
    mns = make_edition("MNS ISO 9001:2010")
    relate(mns, "adopts", old)
    (reflection,) = built(mns.slug).mirror
    assert (reflection.verdict, reflection.current) == (Verdict.REVISED, new)


@pytest.mark.parametrize(
    ("year", "verdict"), [(2016, Verdict.BEING_REVISED), (2010, Verdict.REVISED)]
)
def test_an_undated_adoption_is_judged_by_its_date(year: int, verdict: Verdict) -> None:
    old, new, _amendment = family()
    mns = make_edition(f"MNS ISO 9001:{year}")
    relate(mns, "adopts", "ISO 9001", to_standard=old.standard)
    (reflection,) = built(mns.slug).mirror
    assert (reflection.verdict, reflection.current) == (verdict, new)
    assert reflection.is_inferred


def test_an_adopted_year_we_do_not_hold_is_compared_with_what_we_do() -> None:
    _old, new, _amendment = family()
    mns = make_edition("MNS ISO 9001:2001")
    relate(mns, "adopts", "ISO 9001:2000")
    (reflection,) = built(mns.slug).mirror
    assert (reflection.verdict, reflection.current) == (Verdict.REVISED, new)


def test_an_original_we_do_not_hold_is_named() -> None:
    mns = make_edition("MNS CAC 193:2015")
    relate(mns, "adopts", "CAC 193")
    (reflection,) = built(mns.slug).mirror
    assert (reflection.verdict, reflection.code) == (Verdict.NOT_HELD, "CAC 193")
    assert "We do not hold the original" in get(mns.slug)


def test_the_original_says_who_adopts_it() -> None:
    old, new, _amendment = family()
    mns = make_edition("MNS ISO 9001:2010")
    relate(mns, "adopts", old, degree="MOD")
    for slug in ("iso-9001", old.slug, new.slug):
        (adoption,) = built(slug).adoptions
        assert (adoption.edition, adoption.adopts) == (mns, "ISO 9001:2008")
    assert "adopts ISO 9001:2008, degree: modified (MOD)" in " ".join(
        get("iso-9001").split()
    )
    assert built(mns.slug).adoptions == ()


# --- lifecycle and the state on a day -------------------------------------------
def test_the_stage_of_iso_stands_on_the_strip() -> None:
    _old, new, _amendment = family()
    strip = built(new.slug).strip
    assert strip is not None
    assert (strip.code, strip.stage, strip.substage) == (
        "90.92",
        "Review",
        "to be revised",
    )
    assert [one.code for one in strip.steps if one.is_done][-1] == "90"
    assert [one.code for one in strip.steps if not one.is_done] == ["95"]


@pytest.mark.parametrize("stage", ["", "PUBLISHED", "valid", "77.20"])
def test_other_stages_have_no_strip(stage: str) -> None:
    edition = make_edition("IEC 60038:2009", stage=stage)
    assert built(edition.slug).strip is None


def test_what_happened_to_an_edition_is_told_in_order() -> None:
    mns = make_edition("MNS 4099:2020", published="2020-05-01")
    end(mns, "effective", "2020-07-01", decision="С/23")
    end(mns, "approved", "2020-04-02")
    told = built(mns.slug).happenings
    assert [(one.word, one.date, one.decision) for one in told] == [
        ("approved", "2020.04.02", ""),
        ("published", "2020.05.01", ""),
        ("in force", "2020.07.01", "С/23"),
    ]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2007, 1, 1), []),
        (date(2009, 1, 1), ["ISO 9001:2008"]),
        (date(2016, 1, 1), ["ISO 9001:2015"]),
        (date(2025, 1, 1), ["ISO 9001:2015/Amd 1:2024", "ISO 9001:2015"]),
    ],
)
def test_what_was_in_force_on_a_day(day: date, codes: list[str]) -> None:
    family()
    answer = built("iso-9001", day=day).on_day
    assert answer is not None
    assert [one.code for one in answer.in_force] == codes
    assert answer.unsure == ()


def test_an_end_nobody_dated_is_said_to_be_unknown() -> None:
    old = make_edition("MNS 1:1990", status=Status.WITHDRAWN)
    answer = built(old.slug, day=date(2000, 1, 1)).on_day
    assert answer is not None
    assert (answer.in_force, answer.unsure) == ((), (old,))
    assert "no source says until when" in get(old.slug, on="2000.01.01")


@pytest.mark.parametrize("text", ["2019-13-01", "yesterday", "0", "9" * 400])
def test_a_day_that_is_none_gets_one_sentence(text: str) -> None:
    family()
    html = get("iso-9001", on=text)
    assert html.count('id="on-error"') == 1
    assert f'type="text" class="short" value="{text[:40]}"' in html


# --- facts ----------------------------------------------------------------------
def full_edition() -> Edition:
    """An edition of which everything is known."""
    field = Ics.objects.create(
        code="03", level=1, title_en="Services", title_mn="Үйлчилгээ"
    )
    group = Ics.objects.create(code="03.120", level=2, parent=field, title_en="Quality")
    committee = Committee.objects.create(
        code="ISO/TC 176", slug="iso-tc-176", title_en="Quality systems"
    )
    source = Source.objects.create(
        code="s", name="Open set", fetched_on=date(2025, 6, 2), licence="ODC-By 1.0"
    )
    edition = make_edition(
        "ISO 9001:2015",
        title_mn="Чанар <удирдах>",
        title_en="Quality management systems",
        edition="5",
        pages=29,
        doctype="international-standard",
        languages=["en", "fr", "xx"],
        access="licence",
        committee=committee,
        source=source,
        source_url="https://www.iso.org/standard/62085.html",
    )
    edition.ics.add(group)
    edition.standard.body.url = "https://www.iso.org/"
    edition.standard.body.save()
    Title.objects.create(edition=edition, language="ja", script="Jpan", text="品質")
    return edition


def test_the_facts_of_an_edition() -> None:
    shown = built(full_edition().slug)
    assert [(one.label, one.value) for one in shown.facts] == [
        ("Publisher", "ISO"),
        ("Published", "2015"),
        ("Edition", "5"),
        ("Kind of document", "international standard"),
        ("Pages", "29"),
        ("Language", "English, French, xx"),
        ("Committee", "ISO/TC 176"),
        ("Text", "To be bought"),
    ]
    assert [[code.code for code in path] for path in shown.ics] == [["03", "03.120"]]
    assert [(one.tag, one.text) for one in shown.titles] == [("ja", "品質")]


def test_titles_carry_their_language_and_are_escaped() -> None:
    edition = full_edition()
    html = get(edition.slug)
    assert '<h1 lang="en">Quality management systems</h1>' in html
    assert '<p class="lead" lang="mn">Чанар &lt;удирдах&gt;</p>' in html
    mongolian = Client().get(f"/standards/{edition.slug}/").content.decode()
    assert '<h1 lang="mn">Чанар &lt;удирдах&gt;</h1>' in mongolian


def test_where_to_get_it_leads_out_and_says_so() -> None:
    edition = full_edition()
    html = get(edition.slug)
    assert (
        'href="https://www.iso.org/standard/62085.html" rel="external noopener"' in html
    )
    assert "Leads out of this portal, to iso.org." in html
    shown = built(edition.slug)
    assert shown.where is not None
    assert shown.where.is_exact


def test_a_page_that_only_cites_a_standard_is_not_where_to_get_it() -> None:
    mns = make_edition("MNS 1:2020", source_url="https://legalinfo.mn/mn/detail?x=1")
    mns.standard.body.url = "https://estandard.gov.mn/"
    mns.standard.body.save()
    shown = built(mns.slug)
    assert shown.where is not None
    assert (shown.where.url, shown.where.is_exact) == (
        "https://estandard.gov.mn/",
        False,
    )


def test_the_source_stands_with_its_date_and_licence() -> None:
    html = " ".join(get(full_edition().slug).split())
    assert "Open set</a>, as of 2025-06-02. Licence:" in html
    assert '<span lang="en">ODC-By 1.0</span>' in html


# --- machines -------------------------------------------------------------------
def test_search_engines_read_it_in_their_own_words(settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"
    edition = full_edition()
    html = Client().get(f"/standards/{edition.slug}/").content.decode()
    assert html.count('rel="canonical"') == 1
    other = f"https://portal.example/en/standards/{edition.slug}/"
    assert f'<link rel="alternate" hreflang="en" href="{other}">' in html
    assert (
        f'<link rel="canonical" href="https://portal.example/standards/{edition.slug}/">'
        in html
    )
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', html, re.S
    )
    assert "<" not in block
    read = json.loads(block)
    assert (read["identifier"], read["name"], read["datePublished"]) == (
        "ISO 9001:2015",
        "Чанар <удирдах>",
        "2015",
    )
    assert read["@id"] == f"https://portal.example/standards/{edition.slug}/"
    assert read["exampleOfWork"]["name"] == "ISO 9001"
    assert read["about"][0]["termCode"] == "03.120"


def test_a_title_cannot_end_the_data_block() -> None:
    edition = make_edition("MNS 1:2020", title_mn="</script><script>alert(1)</script>")
    html = Client().get(f"/standards/{edition.slug}/").content.decode()
    assert "<script>alert" not in html
    assert html.count("application/ld+json") == 1


def test_old_records_lead_to_the_standard() -> None:
    edition = make_edition("MNS 5021-1:2023")
    Identifier.objects.create(edition=edition, kind="portal", value="30")
    for path in ("/standard/v/30", "/standard/30"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (
            301,
            "/standards/mns-5021-1/",
        )
    assert Client().get("/standard/v/31").status_code == 404
    edition.is_published = False
    edition.save()
    assert Client().get("/standard/v/30").status_code == 404


# --- cost -----------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_of_few_rows_as_of_many(
    count: int, django_assert_num_queries: Any
) -> None:
    shown = full_edition()
    for number in range(count):
        relate(shown, "replaces", make_edition(f"ISO 9001:{2000 + number}"))
        relate(make_edition(f"MNS ISO 9001:{2016 + number}"), "adopts", shown)
        make_edition(f"ISO 9001:2015/Amd {number}:2024", base=shown)
        Title.objects.create(
            edition=shown, language=f"f{number}", script="Latn", text="x"
        )
    with django_assert_num_queries(7):
        Client().get("/standards/iso-9001/", {"on": "2016-01-01"})
    with django_assert_num_queries(8):
        Client().get(f"/standards/{shown.slug}/")


def test_a_family_of_a_hundred_stays_light() -> None:
    base = make_edition("ISO 7010:2019", title_en="Graphical symbols")
    for number in range(1, 98):
        code = f"ISO 7010:2019/Amd {number}:{2020 + number % 6}"
        title = f"Graphical symbols - Amendment {number}: sign W{number:03}"
        relate(make_edition(code, base=base, title_en=title), "amends", base)
    html = get("iso-7010", all=1)
    assert len(brotli.compress(html.encode(), quality=5)) <= 14_000
    assert len(re.findall(r'<li class="supplement">', html)) == 97


@pytest.mark.parametrize("typed", ["ISO-9001-2015", "iso9001-2015"])
def test_an_address_typed_otherwise_leads_to_the_right_one(
    client: Client, typed: str
) -> None:
    make_edition("ISO 9001:2015")
    moved = client.get(f"/standards/{typed}/?on=2019-05-01")
    assert moved.status_code == 301
    assert moved["Location"] == "/standards/iso-9001-2015/?on=2019-05-01"


def test_an_address_of_nothing_leads_nowhere(client: Client) -> None:
    assert client.get("/standards/ISO-9001-2015/").status_code == 404
