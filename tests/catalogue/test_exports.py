"""What can be taken along: every format is read back by a reader of its own."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Committee, Edition, Ics, Identifier, Source, Title
from catalogue.status import Status
from tests.catalogue.factories import make_edition, relate

pytestmark = pytest.mark.django_db

HOST = "http://127.0.0.1:8000"
NASTY = r"A & B: 100 % {curly} \back $1 #2 a_b ~ ^ “quoted”"


@pytest.fixture
def edition() -> Edition:
    """An adoption with everything that can be known of it."""
    field = Ics.objects.create(code="03", level=1, title_en="Services")
    ics = Ics.objects.create(
        code="03.120", level=2, parent=field, title_en="Quality", title_mn="Чанар"
    )
    made = make_edition(
        "MNS ISO 9001:2016",
        title_mn="Чанарын удирдлагын тогтолцоо. Шаардлага",
        title_en=NASTY,
        published="2016-11",
        stage="60.60",
        edition="5",
        pages=29,
        languages=["mn", "en"],
        doctype="national-standard",
        committee=Committee.objects.create(code="MASM/TC 1", slug="masm-tc-1"),
        source=Source.objects.create(code="estandard", fetched_on=date(2026, 1, 2)),
        source_url="https://estandard.gov.mn/standard/30",
    )
    body = made.standard.body
    body.name_mn, body.name_en = "СХЗГ", "MASM"
    body.save()
    made.ics.add(ics)
    Title.objects.create(edition=made, language="ja", script="Jpan", text="品質")
    Identifier.objects.create(edition=made, kind="portal", value="30")
    relate(made, "adopts", "ISO 9001:2015", degree="IDT")
    relate(made, "replaces", make_edition("MNS ISO 9001:2010", status=Status.REPLACED))
    return made


def get(slug: str, name: str) -> Any:
    """The answer to a request for one format."""
    return Client().get(f"/standards/{slug}/export/{name}/")


def bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Kind, key and fields of the one entry of a BibTeX file."""
    head = re.match(r"@(\w+)\{([\w-]+),\n", text)
    assert head is not None
    fields = re.findall(r"^  (\w+) = (.*?),?$", text[head.end() :], re.M)
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    return head[1], head[2], dict(fields)


def ris(text: str) -> list[tuple[str, str]]:
    """Tags and values of a RIS file."""
    assert text.endswith("ER  - \r\n")
    lines = (line.partition("  - ") for line in text.split("\r\n")[:-1])
    return [(tag, value) for tag, _dash, value in lines]


def test_bibtex(edition: Edition) -> None:
    answer = get("mns-iso-9001-2016", "bibtex")
    assert answer["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert answer["Content-Disposition"] == (
        'attachment; filename="mns-iso-9001-2016.bib"'
    )
    assert bibtex(answer.text) == (
        "techreport",
        "mns-iso-9001-2016",
        {
            "title": "{{Чанарын удирдлагын тогтолцоо. Шаардлага}}",
            "institution": "{СХЗГ}",
            "type": "{Standard}",
            "number": "{MNS ISO 9001:2016}",
            "year": "{2016}",
            "month": "nov",
            "pagetotal": "{29}",
            "keywords": "{ICS 03.120}",
            "langid": "{mn}",
            "note": f"{{{edition.get_status_display()}}}",
            "url": f"{{{HOST}/standards/mns-iso-9001-2016/}}",
        },
    )


def test_bibtex_escapes_what_tex_would_run(edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(title_mn="")
    _kind, _key, fields = bibtex(get("mns-iso-9001-2016", "bibtex").text)
    assert fields["title"] == (
        r"{{A \& B: 100 \% \{curly\} \textbackslash{}back \$1 \#2 a\_b "
        r"\textasciitilde{} \textasciicircum{} “quoted”}}"
    )


def test_ris(edition: Edition) -> None:
    assert ris(get("mns-iso-9001-2016", "ris").text) == [
        ("TY", "STAND"),
        ("ID", "mns-iso-9001-2016"),
        ("TI", "Чанарын удирдлагын тогтолцоо. Шаардлага"),
        ("TT", NASTY),
        ("TT", "品質"),
        ("AU", "СХЗГ"),
        ("PB", "СХЗГ"),
        ("SN", "MNS ISO 9001:2016"),
        ("PY", "2016"),
        ("DA", "2016/11//"),
        ("SP", "29"),
        ("KW", "ICS 03.120"),
        ("LA", "mn"),
        ("LA", "en"),
        ("N1", edition.get_status_display()),
        ("UR", f"{HOST}/standards/mns-iso-9001-2016/"),
        ("ER", ""),
    ]


def test_a_line_break_in_a_title_makes_no_tag(edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(title_mn="Нэг\r\nER  - \r\nTY  - BOOK")
    tags = ris(get("mns-iso-9001-2016", "ris").text)
    assert tags[2] == ("TI", "Нэг ER - TY - BOOK")
    assert [tag for tag, _value in tags].count("ER") == 1


def test_csl(edition: Edition) -> None:
    (item,) = json.loads(get("mns-iso-9001-2016", "csl").text)
    assert item == {
        "id": "mns-iso-9001-2016",
        "type": "standard",
        "title": "Чанарын удирдлагын тогтолцоо. Шаардлага",
        "number": "MNS ISO 9001:2016",
        "publisher": "СХЗГ",
        "authority": "СХЗГ",
        "edition": "5",
        "language": "mn",
        "number-of-pages": "29",
        "status": edition.get_status_display(),
        "keyword": "ICS 03.120",
        "URL": f"{HOST}/standards/mns-iso-9001-2016/",
        "issued": {"date-parts": [[2016, 11]]},
    }


def related(kind: str, code: str) -> dict[str, Any]:
    """A relation as Relaton writes it."""
    identifiers = [{"content": code, "primary": True}]
    item = {"formattedref": code, "docidentifier": identifiers}
    return {"type": kind, "bibitem": item}


def test_relaton_in_yaml_and_json_is_the_same(edition: Edition) -> None:
    text = get("mns-iso-9001-2016", "relaton-yaml").text
    item = yaml.safe_load(text)
    assert item == json.loads(get("mns-iso-9001-2016", "relaton-json").text)
    assert get("mns-iso-9001-2016", "relaton-yaml").text == text
    assert "&id" not in text
    organisation = {
        "name": [
            {"language": "mn", "script": "Cyrl", "content": "СХЗГ"},
            {"language": "en", "script": "Latn", "content": "MASM"},
        ],
        "abbreviation": {"content": "MNS"},
    }
    committee = {"type": "technical-committee", "name": [{"content": "MASM/TC 1"}]}
    assert item == {
        "id": "MNSISO90012016",
        "schema_version": "v1.5.6",
        "type": "standard",
        "fetched": "2026-01-02",
        "title": [
            {
                "language": "mn",
                "script": "Cyrl",
                "content": "Чанарын удирдлагын тогтолцоо. Шаардлага",
                "type": "main",
            },
            {"language": "en", "script": "Latn", "content": NASTY, "type": "main"},
            {"language": "ja", "script": "Jpan", "content": "品質", "type": "main"},
        ],
        "source": [
            {
                "type": "citation",
                "content": f"{HOST}/standards/mns-iso-9001-2016/",
            },
            {"type": "src", "content": "https://estandard.gov.mn/standard/30"},
        ],
        "docidentifier": [
            {"content": "MNS ISO 9001:2016", "type": "MNS", "primary": True},
            {"content": "30", "type": "PORTAL"},
        ],
        "docnumber": "9001",
        "date": [{"type": "published", "at": "2016-11"}],
        "contributor": [
            {"role": [{"type": "publisher"}], "organization": organisation},
            {
                "role": [{"type": "author", "description": [{"content": "committee"}]}],
                "organization": organisation | {"subdivision": [committee]},
            },
        ],
        "edition": {"content": "5"},
        "language": ["mn", "en"],
        "script": ["Cyrl", "Latn", "Jpan"],
        "status": {"stage": {"content": "60"}, "substage": {"content": "60"}},
        "relation": [
            related("instanceOf", "MNS ISO 9001"),
            related("adoptedFrom", "ISO 9001:2015")
            | {"description": {"content": "IDT"}},
            related("obsoletes", "MNS ISO 9001:2010"),
        ],
        "ext": {
            "doctype": {"content": "national-standard"},
            "ics": [{"code": "03.120", "text": "Quality"}],
        },
    }


def test_relations_are_told_from_the_other_end_too(edition: Edition) -> None:
    item = json.loads(get("mns-iso-9001-2010", "relaton-json").text)
    assert item["relation"] == [
        related("instanceOf", "MNS ISO 9001"),
        related("obsoletedBy", "MNS ISO 9001:2016"),
    ]


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl", "relaton-yaml"])
def test_little_is_enough(name: str) -> None:
    make_edition("ISO 1", title_mn="", published="", status=Status.UNKNOWN)
    assert get("iso-1", name).status_code == 200


def test_a_supplement_names_its_base() -> None:
    make_edition("ISO 11439:2013/Amd 1:2021")
    item = json.loads(get("iso-11439-2013-amd-1-2021", "relaton-json").text)
    assert item["relation"] == [
        related("instanceOf", "ISO 11439"),
        related("updates", "ISO 11439:2013"),
    ]


def test_the_undated_address_gives_the_current_edition(edition: Edition) -> None:
    (item,) = json.loads(get("mns-iso-9001", "csl").text)
    assert item["number"] == "MNS ISO 9001:2016"


def test_what_is_not_there_or_not_published_is_not_exported(edition: Edition) -> None:
    hidden = make_edition("MNS 7:2026", is_published=False)
    relate(hidden, "replaces", edition)
    assert get("mns-7-2026", "ris").status_code == 404
    assert get("mns-7", "ris").status_code == 404
    assert get("nowhere", "ris").status_code == 404
    assert get("mns-iso-9001-2016", "docx").status_code == 404
    assert "MNS 7:2026" not in get("mns-iso-9001-2016", "relaton-json").text


def test_who_has_it_already_gets_it_once(edition: Edition) -> None:
    first = get("mns-iso-9001-2016", "ris")
    again = Client().get(
        "/standards/mns-iso-9001-2016/export/ris/",
        headers={"if-none-match": first["ETag"]},
    )
    assert (again.status_code, again.content) == (304, b"")


def test_queries_do_not_grow_with_relations(edition: Edition) -> None:
    with CaptureQueriesContext(connection) as few:
        get("mns-iso-9001-2016", "relaton-json")
    for year in (2001, 2002, 2003):
        relate(edition, "replaces", make_edition(f"MNS ISO 9001:{year}"))
    with CaptureQueriesContext(connection) as many:
        get("mns-iso-9001-2016", "relaton-json")
    assert (len(few), len(many)) == (8, 8)
