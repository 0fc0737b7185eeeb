"""The public API and its description."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.api import routes
from catalogue.models import Committee, Edition, Ics, Source, Title
from catalogue.search import index
from catalogue.status import Status
from tests.catalogue.factories import make_edition, relate

pytestmark = pytest.mark.django_db

HOST = "http://127.0.0.1:8000"
PAGE = f"{HOST}/standards"
NOWHERE = "There is nothing at this address."
UNREADABLE = "This cannot be read. Send JSON as the description of the API says."


@pytest.fixture
def held() -> list[Edition]:
    """Two editions and what the first replaced; the search knows them."""
    field = Ics.objects.create(code="67", level=1, title_mn="Хүнс", title_en="Food")
    group = Ics.objects.create(code="67.160", level=2, parent=field)
    old = make_edition("MNS 100:1990", status=Status.REPLACED, title_mn="Ундны ус")
    new = make_edition("MNS 100:2010", title_mn="Ундны ус", title_en="Drinking water")
    iso = make_edition("ISO 9001:2015", title_mn="", title_en="Quality", pages=29)
    new.ics.add(group)
    relate(new, "replaces", old)
    made = [old, new, iso]
    index.refresh([one.pk for one in made])
    return made


def get(path: str, **parameters: Any) -> Any:
    """The answer of the API, read in English."""
    return Client().get(f"/api/v1/{path}", {"lang": "en"} | parameters)


def post(body: str, **options: Any) -> Any:
    """The answer to a list, sent without any cookie or token."""
    client = Client(enforce_csrf_checks=True)
    path = "/api/v1/standards/check?lang=en"
    return client.post(path, body, content_type="application/json", **options)


# --- search ---------------------------------------------------------------------
def test_a_search_tells_the_fields_of_the_contract(held: list[Edition]) -> None:
    answer = get("standards", q="мнс 100 : 2010")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    told = answer.json()
    assert set(told) == {"count", "results", "next", "reading", "note", "nearest"}
    assert (told["count"], told["next"], told["note"]) == (1, None, "")
    assert "Ундны ус" in answer.text
    assert told["results"] == [
        {
            "code": "MNS 100:2010",
            "title_mn": "Ундны ус",
            "title_en": "Drinking water",
            "title": "Drinking water",
            "title_language": "en",
            "status": "in_force",
            "status_label": "In force",
            "published": "2010",
            "ics": ["67.160"],
            "body": "MNS",
            "url": f"{PAGE}/mns-100-2010/",
            "replaced_by": [],
        }
    ]


def test_what_was_replaced_names_what_replaced_it(held: list[Edition]) -> None:
    (found,) = get("standards", q="MNS 100:1990").json()["results"]
    assert (found["status"], found["replaced_by"]) == ("replaced", ["MNS 100:2010"])


def test_nothing_found_says_how_it_was_read_and_what_is_near(
    held: list[Edition],
) -> None:
    told = get("standards", q="ISO 100:1990", body="iso").json()
    assert (told["count"], told["results"]) == (0, [])
    assert told["note"] == f"Nothing was found. {told['reading']}"
    assert "ISO 100" in told["reading"]
    assert told["nearest"] == [
        {
            "code": code,
            "status": status,
            "published": code[-4:],
            "url": f"{PAGE}/mns-100-{code[-4:]}/",
        }
        for code, status in (("MNS 100:2010", "in_force"), ("MNS 100:1990", "replaced"))
    ]
    found = get("standards", q="MNS 100:1991").json()
    assert (found["count"], found["nearest"]) == (2, [])
    assert found["note"].startswith("There is none of that year.")


def test_the_title_there_is_comes_with_its_language(held: list[Edition]) -> None:
    edition = make_edition("JIS K 2568:1978", title_mn="", title_en="")
    Title.objects.create(
        edition=edition, language="ja", script="Jpan", text="グリース類"
    )
    bare = make_edition("JIS K 2569:1978", title_mn="", title_en="")
    index.refresh([edition.pk, bare.pk])
    titles = []
    for code in ("JIS K 2568:1978", "JIS K 2569:1978"):
        (row,) = get("standards", q=code).json()["results"]
        titles.append((row["title_mn"], row["title"], row["title_language"]))
    assert titles == [("", "グリース類", "ja"), ("", "", "")]
    assert get("standards/jis-k-2568-1978").json()["title"] == "グリース類"


@pytest.mark.parametrize(("asked", "language"), [("", "mn"), ("en", "en"), ("x", "mn")])
def test_labels_are_mongolian_unless_asked_for(
    held: list[Edition], asked: str, language: str
) -> None:
    answer = get("standards", q="ISO 9001", lang=asked)
    with override(language):
        label = str(Status.IN_FORCE.label)
    assert answer.json()["results"][0]["status_label"] == label
    assert answer["Content-Language"] == language


def test_the_next_page_is_an_address(held: list[Edition]) -> None:
    first = get("standards", q="MNS 100", size=1).json()
    assert (first["count"], len(first["results"])) == (2, 1)
    assert first["next"].startswith(f"{HOST}/api/v1/standards?q=MNS+100&")
    assert first["next"].endswith("&size=1&lang=en")
    second = Client().get(first["next"].removeprefix(HOST)).json()
    assert [one["code"] for one in first["results"] + second["results"]] == [
        "MNS 100:2010",
        "MNS 100:1990",
    ]
    assert second["next"] is None


@pytest.mark.parametrize(
    "parameters",
    [
        {"size": "many"},
        {"size": "99999999999999999999"},
        {"size": "-3"},
        {"size": "²"},
        {"page": "x", "year_from": "soon", "on": "31.02.2020", "body": "';--"},
        {"after": "a1"},
        {"unheard": "of"},
        {"lang": "xx"},
    ],
)
def test_what_makes_no_sense_is_passed_over(
    held: list[Edition], parameters: dict[str, str]
) -> None:
    answer = get("standards", q="MNS 100:2010", **parameters)
    assert (answer.status_code, answer.json()["count"]) == (200, 1)


def test_a_search_takes_the_same_queries_for_one_and_three(
    held: list[Edition],
) -> None:
    get("standards", q="ISO 9001")  # counts of the commonest questions are kept
    with CaptureQueriesContext(connection) as one:
        assert get("standards", q="ISO 9001").json()["count"] == 1
    more = [make_edition(f"ISO 9001:{year}") for year in (2000, 2008)]
    index.refresh([edition.pk for edition in more])
    with CaptureQueriesContext(connection) as three:
        assert get("standards", q="ISO 9001").json()["count"] == 3
    assert len(one) == len(three) <= 8


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_question_is_too_odd(text: str) -> None:
    assert get("standards", q=text).status_code == 200


# --- one standard ---------------------------------------------------------------
def test_one_edition_with_all_we_hold(held: list[Edition]) -> None:
    new = held[1]
    new.committee = Committee.objects.create(code="MASM/TC 1", slug="masm-tc-1")
    new.source = Source.objects.create(
        code="a", name="estandard.gov.mn", licence="facts", fetched_on=date(2026, 1, 2)
    )
    new.source_url, new.stage = "https://estandard.gov.mn/standard/30", "60.60"
    new.pages, new.languages = 7, ["mn"]
    new.save()
    told = get("standards/mns-100-2010").json()
    assert told == {
        "code": "MNS 100:2010",
        "title_mn": "Ундны ус",
        "title_en": "Drinking water",
        "title": "Drinking water",
        "title_language": "en",
        "status": "in_force",
        "status_label": "In force",
        "published": "2010",
        "ics": ["67.160"],
        "body": "MNS",
        "url": f"{PAGE}/mns-100-2010/",
        "replaced_by": [],
        "standard": "MNS 100",
        "stage": "60.60",
        "pages": 7,
        "languages": ["mn"],
        "committee": "MASM/TC 1",
        "source": "estandard.gov.mn",
        "source_url": "https://estandard.gov.mn/standard/30",
        "licence": "facts",
        "relations": [{"kind": "replaces", "code": "MNS 100:1990", "degree": ""}],
        "editions": [
            {
                "code": "MNS 100:2010",
                "status": "in_force",
                "published": "2010",
                "url": f"{PAGE}/mns-100-2010/",
            },
            {
                "code": "MNS 100:1990",
                "status": "replaced",
                "published": "1990",
                "url": f"{PAGE}/mns-100-1990/",
            },
        ],
        "exports": {
            name: f"{PAGE}/mns-100-2010/export/{name}/"
            for name in ("bibtex", "ris", "csl", "relaton-yaml", "relaton-json")
        },
    }
    assert get("standards/mns-100").json() == told


def test_what_is_not_there_is_one_sentence(held: list[Edition]) -> None:
    make_edition("MNS 7:2026", is_published=False)
    for path in ("standards/nowhere", "standards/mns-7-2026", "no", "standards/a/b"):
        answer = get(path)
        assert (answer.status_code, answer.json()) == (404, {"error": NOWHERE})


def test_the_classification(held: list[Edition]) -> None:
    told = get("ics").json()
    empty = {"title_mn": "", "title_en": ""}
    assert told == [
        {
            "code": "67",
            "level": 1,
            "parent": None,
            "title_mn": "Хүнс",
            "title_en": "Food",
        },
        {"code": "67.160", "level": 2, "parent": "67"} | empty,
    ]


# --- checking a list ------------------------------------------------------------
def test_a_list_is_checked(held: list[Edition]) -> None:
    answer = post(json.dumps(["мнс100:1990", "", "ундны ус"]))
    assert answer.json() == [
        {
            "line": 1,
            "typed": "мнс100:1990",
            "verdict": "replaced",
            "sentence": "It has been replaced; use MNS 100:2010.",
            "found": "MNS 100:1990",
            "published": "1990",
            "replacement": "MNS 100:2010",
            "url": f"{PAGE}/mns-100-1990/",
        },
        {
            "line": 3,
            "typed": "ундны ус",
            "verdict": "not_a_designation",
            "sentence": "No number of a standard was found in this line.",
            "found": None,
            "published": "",
            "replacement": None,
            "url": None,
        },
    ]
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("", 422, UNREADABLE),
        ("{", 422, UNREADABLE),
        ("null", 422, UNREADABLE),
        ('"MNS 1"', 422, UNREADABLE),
        ("[1, null, {}]", 422, UNREADABLE),
        ("[" * 100_000, 422, UNREADABLE),
        ('["' + "a" * 5_000_000 + '"]', 413, "That is too much at once. "),
        (
            json.dumps(["MNS 1"] * 2001),
            422,
            "At most 2000 lines can be checked at once. ",
        ),
    ],
    ids=["empty", "cut", "null", "text", "numbers", "deep", "big", "long"],
)
def test_a_body_that_cannot_be_read_is_told_why(
    body: str, status: int, sentence: str
) -> None:
    answer = post(body)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert answer.json()["error"].startswith(sentence)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=",
        "application/json; charset=utf-16",
    ],
)
def test_what_is_no_json_in_utf_8_is_refused_in_json(kind: str) -> None:
    client = Client(enforce_csrf_checks=True)
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    path = "/api/v1/standards/check?lang=en"
    answer = client.post(path, body, content_type=kind)
    assert (answer.status_code, answer.json()) == (400, {"error": UNREADABLE})


# --- methods --------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/standards?q=iso9001",
        "/api/v1/standards/mns-100",
        "/api/v1/ics",
        "/api/openapi.json",
        "/api/docs",
    ],
)
def test_head_tells_what_get_would(held: list[Edition], path: str) -> None:
    whole, head = Client().get(path), Client().head(path)
    assert (head.status_code, head.content) == (200, b"")
    own = {"X-Request-Id", "Content-Security-Policy"}
    assert {name: text for name, text in head.items() if name not in own} == {
        name: text for name, text in whole.items() if name not in own
    }


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v1/standards", "GET, HEAD"),
        ("/api/v1/standards/mns-100", "GET, HEAD"),
        ("/api/v1/standards/check", "POST"),
        ("/api/v1/ics", "GET, HEAD"),
        ("/api/openapi.json", "GET, HEAD"),
        ("/api/docs", "GET, HEAD"),
    ],
)
def test_another_method_is_told_which_are_answered(
    method: str, path: str, allowed: str
) -> None:
    if method.upper() in allowed:
        return
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(f"{path}?lang=en")
    assert (answer.status_code, answer["Allow"]) == (405, allowed)
    assert answer.json() == {
        "error": "This address answers other methods only: see the header Allow."
    }


def test_nowhere_is_nowhere_in_any_method() -> None:
    answer = Client(enforce_csrf_checks=True).put("/api/v2/standards?lang=en")
    assert (answer.status_code, answer.json()) == (404, {"error": NOWHERE})


def test_half_a_character_hurts_nobody() -> None:
    answer = post('["MNS 1:2000 \\ud800", "\\u0000"]')
    assert [one["typed"] for one in answer.json()] == ["MNS 1:2000"]


def test_a_program_gone_wild_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "CHECKS", routes.Limit("test.check", 1, 3600))
    assert post("[]").status_code == 200
    answer = post("[]")
    assert (answer.status_code, answer.json()) == (
        429,
        {"error": "Too many at once. Please try again in an hour."},
    )
    assert answer["Retry-After"] == "3600"


# --- headers --------------------------------------------------------------------
def test_any_site_may_read_it_and_keep_it_for_a_while(held: list[Edition]) -> None:
    answer = get("standards", q="ISO 9001")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in answer.get("Vary", "")
    again = Client().get(
        "/api/v1/standards?q=ISO+9001&lang=en",
        headers={"if-none-match": answer["ETag"]},
    )
    assert (again.status_code, again.content) == (304, b"")
    missing = get("standards/nowhere")
    assert missing["Access-Control-Allow-Origin"] == "*"
    assert "Cache-Control" not in missing


# --- description ----------------------------------------------------------------
def test_the_description_lists_the_routes() -> None:
    answer = Client().get("/api/openapi.json")
    document = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert document["openapi"] == "3.1.0"
    assert {
        path: {method: told["operationId"] for method, told in methods.items()}
        for path, methods in document["paths"].items()
    } == {
        "/api/v1/standards": {"get": "searchStandards"},
        "/api/v1/standards/check": {"post": "checkList"},
        "/api/v1/standards/{slug}": {"get": "getStandard"},
        "/api/v1/ics": {"get": "listIcs"},
    }


def references(part: Any) -> set[str]:
    """Every $ref in a document."""
    if isinstance(part, dict):
        own = {part["$ref"]} if "$ref" in part else set()
        return own.union(*map(references, part.values()))
    return set().union(*map(references, part)) if isinstance(part, list) else set()


def test_the_description_holds_together() -> None:
    document = Client().get("/api/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert references(document) == {f"#/components/schemas/{name}" for name in schemas}
    for path, methods in document["paths"].items():
        for told in methods.values():
            in_path = [one for one in told["parameters"] if one["in"] == "path"]
            assert [f"{{{one['name']}}}" in path for one in in_path] == (
                [True] * path.count("{")
            )
            names = [one["name"] for one in told["parameters"]]
            assert len(names) == len(set(names))
            assert all(one["description"] for one in told["parameters"])
            assert "200" in told["responses"]
    for schema in schemas.values():
        assert all(one["description"] for one in schema["properties"].values())


@pytest.mark.parametrize("language", ["mn", "en"])
def test_the_page_for_people_tells_every_route(language: str) -> None:
    page = Client().get("/api/docs", {"lang": language}).text
    assert f'<html lang="{language}">' in page
    for path in Client().get("/api/openapi.json").json()["paths"]:
        assert f'<code class="hash">{path}</code>' in page
    example = "curl &#x27;http://127.0.0.1:8000/api/v1/standards?q=iso9001&#x27;"
    assert example in page
    assert page.count("<h2 ") == 4
    other = "en" if language == "mn" else "mn"
    assert f'href="/api/docs?lang={other}"' in page
