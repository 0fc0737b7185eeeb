"""The search page, its suggestions, and the ways in without a question."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Committee, Edition, Ics, LifecycleEvent, Title
from catalogue.search.index import refresh
from catalogue.status import Status
from tests.catalogue.factories import make_edition, relate

pytestmark = pytest.mark.django_db

WATER = "Ундны ус. Эрүүл ахуйн шаардлага"
MOST_QUERIES = 8


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Counts of the test before are not of this one."""
    cache.clear()


@pytest.fixture
def water() -> Ics:
    """A field, its group and its subgroup; the last one is returned."""
    top = Ics.objects.create(code="13", level=1, title_en="Environment")
    group = Ics.objects.create(
        code="13.060", level=2, parent=top, title_en="Water quality"
    )
    return Ics.objects.create(
        code="13.060.20",
        level=3,
        parent=group,
        title_mn="Ундны ус",
        title_en="Drinking water",
    )


def found(code: str, *ics: Ics, **facts: Any) -> Edition:
    """An edition the search knows."""
    edition = make_edition(code, **facts)
    edition.ics.set(ics)
    refresh([edition.pk])
    return edition


def page(client: Client, path: str, **parameters: str) -> str:
    """The page as text."""
    answer = client.get(path, parameters)
    assert answer.status_code == 200
    return answer.content.decode()


def codes(html: str) -> list[str]:
    """The designations on the plates of the hits, in order."""
    return re.findall(r'<li class="hit">\s*<p class="plates"><span[^>]*>([^<]*)<', html)


# --- results --------------------------------------------------------------------
def test_a_card_says_what_people_look_for(client: Client, water: Ics) -> None:
    new = found("MNS 900:2018", water, title_mn=WATER, title_en="Drinking water")
    old = make_edition(
        "MNS 900:2005", title_mn=WATER, title_en="", status=Status.REPLACED
    )
    relate(new, "replaces", old)
    refresh([old.pk])
    html = page(client, "/standards/", q="MNS 900")
    assert codes(html) == ["MNS 900:2018", "MNS 900:2005"]
    first, second = html.split('<li class="hit">')[1:]
    assert '<span class="badge status-in_force">Хүчинтэй</span>' in first
    assert f'<a href="/standards/{new.slug}/" lang="mn">{WATER}</a>' in first
    assert '<p class="soft" lang="en">Drinking water</p>' in first
    assert "<span>2018</span>" in first
    assert "13.060.20</a>" in first
    assert 'class="instead"' not in first
    assert f'<a href="/standards/{new.slug}/">MNS 900:2018</a>' in second


def test_words_are_marked_and_counted(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    html = page(client, "/standards/", q="ундны усны")
    assert "<mark>Ундны</mark> <mark>ус</mark>" in html
    assert '<h2 id="found">1 баримт олдлоо</h2>' in html


def test_the_page_says_how_the_question_was_read(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    html = page(client, "/standards/", q="us undnii")
    assert codes(html) == ["MNS 900:2018"]
    assert "us" in html.split('<p class="soft">')[1]
    assert "ус" in html.split('<p class="soft">')[1]


def test_a_fallback_is_announced(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    html = page(client, "/standards/", q="MNS 900:2001")
    assert codes(html) == ["MNS 900:2018"]
    assert '<div class="notice warning">' in html
    assert '<div class="notice warning">' not in page(
        client, "/standards/", q="MNS 900:2018"
    )


def test_filters_are_links_that_keep_the_words(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    found("MNS 901:2001", title_mn=WATER, status=Status.WITHDRAWN)
    html = page(client, "/standards/", q="ундны ус")
    links = re.findall(r'href="(/standards/\?q=[^"]*status=withdrawn)"', html)
    assert len(links) == 1
    narrowed = page(client, links[0].replace("&amp;", "&"))
    assert codes(narrowed) == ["MNS 901:2001"]
    assert '<input type="hidden" name="status" value="withdrawn">' in narrowed
    assert 'class="chosen"' in narrowed


def test_only_those_in_force_is_one_tap_away(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    found("MNS 901:2001", title_mn=WATER, status=Status.WITHDRAWN)
    html = page(client, "/standards/", q="ундны ус")
    (link,) = re.findall(r'href="(/standards/\?[^"]*status=valid)"', html)
    assert codes(page(client, link.replace("&amp;", "&"))) == ["MNS 900:2018"]


def test_the_state_of_another_day_is_announced(client: Client) -> None:
    old = found("MNS 900:2001", title_mn=WATER, status=Status.REPLACED)
    LifecycleEvent.objects.create(
        edition=old, kind="replaced", date="2018", day="2018-01-01"
    )
    found("MNS 900:2018", title_mn=WATER)
    refresh([old.pk])
    html = page(client, "/standards/", q="ундны ус", on="2010-05-04")
    assert codes(html) == ["MNS 900:2001"]
    assert "2010 оны 5 сарын 4" in html
    assert 'name="on" type="date" class="short"' in html
    assert 'value="2010-05-04"' in html


def test_pages_go_on_and_back(client: Client) -> None:
    for number in range(21):
        make_edition(f"MNS {800 + number}:2018", title_mn=WATER)
    refresh(Edition.objects.values_list("pk", flat=True))
    first = page(client, "/standards/", q="ундны ус")
    (onward,) = re.findall(r'rel="next nofollow" href="([^"]*)"', first)
    second = page(client, f"/standards/{onward.replace('&amp;', '&')}")
    assert len(codes(first)) == 20
    assert len({*codes(first), *codes(second)}) == 21
    assert 'rel="prev nofollow"' in second


def test_typed_text_comes_back_escaped(client: Client) -> None:
    html = page(client, "/standards/", q='"><script>alert(1)</script>')
    assert "<script>alert" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_results_and_filters_are_kept_out_of_search_engines(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    robots = '<meta name="robots" content="noindex">'
    assert robots not in page(client, "/standards/")
    for parameters in ({"q": "ус"}, {"status": "valid"}, {"q": "ус", "body": "mns"}):
        assert robots in page(client, "/standards/", **parameters)


def test_reading_needs_no_cookie(client: Client, water: Ics) -> None:
    found("MNS 900:2018", water, title_mn=WATER)
    for path in ("", "?q=ус", "?q=зздд", "ics/", "ics/13/", "committees/", "suggest/"):
        assert list(client.get(f"/standards/{path}").cookies) == []


def test_the_other_language_keeps_the_question(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    html = page(client, "/standards/", q="ISO 1&b", status="valid")
    (link,) = re.findall(r'<li class="language"><a href="([^"]*)"', html)
    assert link == "/en/standards/?q=ISO+1%26b&amp;status=valid"


@pytest.mark.parametrize(
    "parameters",
    [
        "body=nobody&body=%20",
        "status=no&ics=1.2.3.4.5&year_from=abcd&year_to=9999999&on=2026-13-45",
        "committee=nowhere&language=zz&page=-1&after=xx",
        "page=99999&q=%F0%9F%98%80",
    ],
)
def test_nonsense_in_the_address_is_no_error(client: Client, parameters: str) -> None:
    found("MNS 900:2018", title_mn=WATER)
    assert client.get(f"/standards/?{parameters}").status_code == 200


# --- nothing found --------------------------------------------------------------
def test_nothing_found_helps_on(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    html = page(client, "/standards/", q="зздд", status="valid")
    assert "<h1>Юу ч олдсонгүй</h1>" in html
    assert 'href="/feedback/?kind=request"' in html
    assert 'href="/standards/ics/"' in html
    assert 'href="/standards/?q=%D0%B7%D0%B7%D0%B4%D0%B4">' in html


def test_nothing_found_shows_what_has_the_same_number(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    html = page(client, "/standards/", q="ISO 900:1990", body="iso")
    assert 'class="hit"' not in html
    assert '<a href="/standards/mns-900-2018/">MNS 900:2018</a>' in html


# --- before anything is asked ---------------------------------------------------
def test_the_start_shows_examples_and_fields(client: Client, water: Ics) -> None:
    found("MNS 900:2018", water, title_mn=WATER)
    html = page(client, "/standards/")
    assert 'href="/standards/?q=us%20undnii"' in html
    assert '<a href="/standards/ics/13/" lang="en">Environment</a>' in html
    assert 'class="hit"' not in html


def test_the_home_page_asks_one_question(client: Client, reference: None) -> None:
    html = page(client, "/")
    assert html.count('role="search"') == 1
    assert html.index('name="q"') < html.index('class="task"')
    assert 'href="/standards/?q=iso9001"' in html


# --- suggestions ----------------------------------------------------------------
def test_suggestions_lead_to_pages(client: Client) -> None:
    found("MNS 900:2018", title_mn=WATER)
    answer = client.get("/standards/suggest/", {"q": "mns 90"})
    rows = json.loads(answer.content)
    assert [row["text"] for row in rows if row["kind"] == "code"] == ["MNS 900"]
    for row in rows:
        assert client.get(row["url"]).status_code == 200
    assert set(answer["Cache-Control"].split(", ")) == {"max-age=300", "public"}


@pytest.mark.parametrize("typed", ["", "м", "\u200b", "%%%%", "x" * 5000])
def test_nothing_is_suggested_for_next_to_nothing(client: Client, typed: str) -> None:
    found("MNS 900:2018", title_mn=WATER)
    answer = client.get("/standards/suggest/", {"q": typed})
    assert (answer.status_code, json.loads(answer.content)) == (200, [])


# --- fields and committees ------------------------------------------------------
def test_fields_count_what_is_below_them(client: Client, water: Ics) -> None:
    found("MNS 900:2018", water, title_mn=WATER)
    found("MNS 901:2018", water, title_mn=WATER)
    assert '<span class="count">2</span>' in page(client, "/standards/ics/")
    html = page(client, "/standards/ics/13/")
    assert '<a href="/standards/ics/13.060/" lang="en">Water quality</a>' in html
    assert '<span class="count">2</span>' in html
    assert codes(html) == ["MNS 901:2018", "MNS 900:2018"]


def test_a_field_shows_its_path_and_only_its_own(client: Client, water: Ics) -> None:
    found("MNS 900:2018", water, title_mn=WATER)
    found("MNS 901:2018", title_mn="Төмөр зам")
    html = page(client, "/standards/ics/13.060.20/")
    assert codes(html) == ["MNS 900:2018"]
    above = '<a href="/standards/ics/13.060/" lang="en">13.060 Water quality</a>'
    assert above in html
    assert '<h1 lang="mn">Ундны ус</h1>' in html
    assert client.get("/standards/ics/99.999/").status_code == 404


def test_a_field_can_be_seen_on_another_day(client: Client, water: Ics) -> None:
    found("MNS 900:2018", water, title_mn=WATER)
    html = page(client, "/standards/ics/13/", on="2001-01-01")
    assert codes(html) == []
    assert "2001 оны 1 сарын 1" in html


def test_committees_stand_in_counting_order(client: Client) -> None:
    for number in (10, 9):
        Committee.objects.create(
            code=f"ISO/TC {number}", slug=f"iso-tc-{number}", title_en=f"Title {number}"
        )
    nine = Committee.objects.get(code="ISO/TC 9")
    found("ISO 900:2018", committee=nine)
    html = page(client, "/standards/committees/")
    assert re.findall(r"<code>([^<]*)</code>", html) == ["ISO/TC 9", "ISO/TC 10"]
    assert re.findall(r'class="count">(\d+)<', html) == ["1", "0"]
    assert "ISO/TC 9<" not in page(client, "/standards/committees/", q="title 10")
    assert codes(page(client, "/standards/committees/iso-tc-9/")) == ["ISO 900:2018"]


def test_no_committee_found_shows_a_way_back(client: Client) -> None:
    html = page(client, "/standards/committees/", q="\u0001зздд%_")
    assert '<a href="/standards/committees/">' in html.split('class="empty"')[1]


# --- the same work for one and for many -----------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/standards/",
        "/standards/?q=%D1%83%D0%BD%D0%B4%D0%BD%D1%8B+%D1%83%D1%81",
        "/standards/?q=mns+900&body=mns&status=valid&committee=mns-tc-1",
        "/standards/ics/13/",
        "/standards/committees/",
        "/standards/committees/mns-tc-1/",
    ],
)
def test_queries_do_not_grow_with_rows(client: Client, water: Ics, path: str) -> None:
    chair = Committee.objects.create(code="MNS/TC 1", slug="mns-tc-1")
    counts = []
    for number in (1, 2, 3):
        new = found(f"MNS 900-{number}:2018", water, title_mn=WATER, committee=chair)
        old = found(
            f"MNS 900-{number}:2001",
            water,
            title_mn=WATER,
            committee=chair,
            status=Status.REPLACED,
        )
        relate(new, "replaces", old)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            page(client, path)
        counts.append(len(captured))
    assert counts[0] == counts[2]
    assert counts[2] <= MOST_QUERIES


# Each finds nothing as it was typed, and what was tried then; the last ones nothing.
ODD_QUESTIONS = {
    "бүтэгдэхүүнний": "script",
    "drinkin standart": "typo",
    "iso 900 pdf": "number",
    "mns 900:1931": "no_year",
    "mns 900-77:1931": "no_part",
    "ундны хоног": "any_word",
    "mns 99999:2001-3 undnii us": "any_word",
    "mns 99999-3:2001/amd 7 зздд ggfdds": "",
    "mns 77777": "",
}


def several(number: int) -> None:
    """So many editions, each found by all of the questions above."""
    chair = Committee.objects.create(code="MNS/TC 1", slug="mns-tc-1")
    for at in range(number):
        for body in ("MNS", "ISO"):
            make_edition(
                f"{body} 900-{at}:2018",
                title_mn="Ундны ус, бүтээгдэхүүний чанар",
                title_en="Drinking water standard",
                committee=chair,
            )
    refresh(Edition.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("number", [1, 25])
@pytest.mark.parametrize(
    "filters", ["", "&body=mns&body=oiml&committee=mns-tc-1&status=valid"]
)
def test_no_question_is_dear(client: Client, number: int, filters: str) -> None:
    several(number)
    tried = {}
    for text in ODD_QUESTIONS:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"/standards/?q={quote(text)}{filters}")
        assert len(captured) <= MOST_QUERIES, text
        tried[text] = answer.context["results"].fallback
    if not filters:
        assert tried == ODD_QUESTIONS


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.sampled_from(
            ["mns", "iso", "900", "900:1931", "-7", "/amd 1", "ундны", "усны", "us"]
            + ["undnii", "бүтэгдэхүүнний", "drinkin", "зздд", "the", "13.060", "pdf"]
        ),
        max_size=6,
    ).map(" ".join)
    | st.text(max_size=30)
)
def test_no_mixture_is_dear(client: Client, text: str) -> None:
    if not Committee.objects.exists():
        several(3)
    query = urlencode({"q": text, "body": "mns", "committee": "mns-tc-1"})
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/standards/?{query}").status_code == 200
    assert len(captured) <= MOST_QUERIES


def test_pages_of_a_fallback_go_on_and_back(client: Client) -> None:
    several(13)
    first = page(client, "/standards/", q="ундны хоног")
    (onward,) = re.findall(r'rel="next nofollow" href="([^"]*)"', first)
    with CaptureQueriesContext(connection) as captured:
        second = page(client, f"/standards/{onward.replace('&amp;', '&')}")
    assert len(captured) <= MOST_QUERIES
    assert (len(codes(first)), len(codes(second))) == (20, 6)
    assert len({*codes(first), *codes(second)}) == 26
    assert '<div class="notice warning">' in second
    (back,) = re.findall(r'rel="prev nofollow" href="([^"]*)"', second)
    assert codes(page(client, f"/standards/{back.replace('&amp;', '&')}")) == (
        codes(first)
    )


# --- titles in further languages --------------------------------------------------
def test_a_card_shows_the_title_there_is(client: Client) -> None:
    counts = []
    for number in (1, 2, 3):
        edition = make_edition(f"JIS K {number}:1977", title_mn="", title_en="")
        for language, script, text in (
            ("ja", "Jpan", "グリース類"),
            ("ru", "Cyrl", "<Смазки>"),
        ):
            Title.objects.create(
                edition=edition, language=language, script=script, text=text
            )
        refresh([edition.pk])
        with CaptureQueriesContext(connection) as captured:
            html = page(client, "/standards/", q="смазки")
        counts.append(len(captured))
    assert len(codes(html)) == 3
    assert (
        '/standards/jis-k-3-1977/" lang="ru">&lt;<mark>Смазки</mark>&gt;</a></h3>'
        in html
    )
    assert counts[0] == counts[2] <= MOST_QUERIES


# --- English ------------------------------------------------------------------
def test_english_pages_are_english(client: Client, water: Ics) -> None:
    found("MNS 900:2018", water, title_mn=WATER, title_en="Drinking water")
    html = page(client, "/en/standards/", q="drinking water")
    assert '<h2 id="found">1 document found</h2>' in html
    assert '<span class="badge status-in_force">In force</span>' in html
    assert "/en/standards/mns-900-2018/" in html
