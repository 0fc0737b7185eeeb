"""OAI-PMH 2.0, as a harvester sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Edition, Ics, Title
from catalogue.oai import records
from tests.catalogue.factories import make_edition

pytestmark = pytest.mark.django_db

NS = {
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def ask(**arguments: str) -> ET.Element:
    """The document a request is answered with; `from_` stands for from."""
    arguments = {name.rstrip("_"): value for name, value in arguments.items()}
    answer = Client().get("/oai/", arguments)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert b"<OAI-PMH xmlns=" in answer.content
    return envelope(answer.content)


def envelope(content: bytes) -> ET.Element:
    """The document, whose envelope is as it must be."""
    root = ET.fromstring(content)  # noqa: S314  (our own answer)
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/}OAI-PMH"
    assert root.get(LOCATION) == (
        "http://www.openarchives.org/OAI/2.0/ "
        "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
    )
    assert [child.tag.partition("}")[2] for child in root][:2] == [
        "responseDate",
        "request",
    ]
    datetime.strptime(root.findtext("oai:responseDate", "", NS), "%Y-%m-%dT%H:%M:%SZ")
    assert root.findtext("oai:request", "", NS) == "http://127.0.0.1:8000/oai/"
    return root


def error(**arguments: str) -> str | None:
    """The code of the error a request is answered with."""
    found = ask(**arguments).find("oai:error", NS)
    assert found is not None
    assert found.text
    return found.get("code")


def identifiers(root: ET.Element) -> list[str]:
    """The last part of each identifier listed."""
    found = root.findall(".//oai:header/oai:identifier", NS)
    return [f"{one.text}".removeprefix("oai:127.0.0.1:") for one in found]


def changed(edition: Edition, *when: int) -> Edition:
    """The edition as if it had last changed then."""
    edition.changed_at = datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc]
    edition.save()
    return edition


def test_identify() -> None:
    changed(make_edition("MNS 1:2001"), 2026, 3, 4, 5, 6, 7)
    changed(make_edition("MNS 2:2001"), 2026, 4, 4)
    part = ask(verb="Identify").find("oai:Identify", NS)
    assert part is not None
    assert [(child.tag.partition("}")[2], child.text) for child in part] == [
        ("repositoryName", "Catalogue of standards, MASM, Mongolia"),
        ("baseURL", "http://127.0.0.1:8000/oai/"),
        ("protocolVersion", "2.0"),
        ("adminEmail", "portal@localhost"),
        ("earliestDatestamp", "2026-03-04T05:06:07Z"),
        ("deletedRecord", "no"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ]


def test_an_empty_catalogue_identifies_itself_too() -> None:
    assert ask(verb="Identify").find("oai:Identify", NS) is not None


def test_formats() -> None:
    make_edition("MNS 1:2001")
    for more in ({}, {"identifier": "oai:127.0.0.1:mns-1-2001"}):
        root = ask(verb="ListMetadataFormats", **more)
        found = root.findall(".//oai:metadataPrefix", NS)
        assert [one.text for one in found] == ["oai_dc"]
    assert error(verb="ListMetadataFormats", identifier="oai:127.0.0.1:no") == (
        "idDoesNotExist"
    )


def test_sets_are_publishers_and_fields() -> None:
    make_edition("MNS ISO 9001:2016")
    field = Ics.objects.create(code="03", level=1, title_en="Services")
    Ics.objects.create(code="03.120", level=2, parent=field, title_en="Quality")
    root = ask(verb="ListSets")
    assert [
        (one.findtext("oai:setSpec", "", NS), one.findtext("oai:setName", "", NS))
        for one in root.iterfind(".//oai:set", NS)
    ] == [("body:mns", "MNS"), ("ics:03", "Services")]


@pytest.fixture
def rich() -> Edition:
    """An edition with all that Dublin Core has a place for."""
    made = make_edition(
        "MNS ISO 9001:2016",
        title_mn="Чанар <&> \x0bшаардлага",
        title_en="Quality",
        published="2016-11",
        languages=["mn"],
        source_url="https://estandard.gov.mn/standard/30",
    )
    field = Ics.objects.create(code="03", level=1, title_en="Services")
    made.ics.add(
        Ics.objects.create(
            code="03.120", level=2, parent=field, title_mn="Чанар", title_en="Quality"
        )
    )
    Title.objects.create(edition=made, language="ja", script="Jpan", text="品質")
    return changed(made, 2026, 3, 4, 5, 6, 7)


def test_a_record_in_dublin_core(rich: Edition) -> None:
    root = ask(
        verb="GetRecord",
        metadataPrefix="oai_dc",
        identifier="oai:127.0.0.1:mns-iso-9001-2016",
    )
    request = root.find("oai:request", NS)
    assert request is not None
    assert request.attrib == {
        "verb": "GetRecord",
        "metadataPrefix": "oai_dc",
        "identifier": "oai:127.0.0.1:mns-iso-9001-2016",
    }
    (record,) = root.iterfind("oai:GetRecord/oai:record", NS)
    header = record.find("oai:header", NS)
    dc = record.find("oai:metadata/oai_dc:dc", NS)
    assert header is not None
    assert dc is not None
    assert [child.text for child in header] == [
        "oai:127.0.0.1:mns-iso-9001-2016",
        "2026-03-04T05:06:07Z",
        "body:mns",
        "ics:03",
    ]
    lines = [(one.tag.partition("}")[2], one.text, one.get(LANG)) for one in dc]
    assert lines == [
        ("title", "Чанар <&> шаардлага", "mn"),
        ("title", "Quality", "en"),
        ("title", "品質", "ja"),
        ("subject", "ICS 03.120", None),
        ("subject", "Чанар", "mn"),
        ("subject", "Quality", "en"),
        ("publisher", "MNS", None),
        ("date", "2016-11", None),
        ("type", "Text", None),
        ("type", "standard", None),
        ("identifier", "MNS ISO 9001:2016", None),
        ("identifier", "http://127.0.0.1:8000/standards/mns-iso-9001-2016/", None),
        ("source", "https://estandard.gov.mn/standard/30", None),
        ("language", "mn", None),
        ("relation", "MNS ISO 9001", None),
    ]


def test_post_asks_the_same() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/oai/", {"verb": "Identify"})
    assert envelope(answer.content).find("oai:Identify", NS) is not None


# --- lists ----------------------------------------------------------------------
def test_a_list_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "SIZE", 2)
    for number in range(1, 6):
        make_edition(f"MNS {number}:2001")
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    seen, cursors = identifiers(root), []
    while (token := root.find(".//oai:resumptionToken", NS)) is not None:
        cursors.append((token.get("cursor"), token.get("completeListSize")))
        if not token.text:
            break
        root = ask(verb="ListRecords", resumptionToken=token.text)
        seen += identifiers(root)
    assert seen == [f"mns-{number}-2001" for number in range(1, 6)]
    assert cursors == [("0", "5"), ("2", "5"), ("4", "5")]


def test_a_short_list_has_no_token() -> None:
    make_edition("MNS 1:2001")
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert identifiers(root) == ["mns-1-2001"]
    assert root.find(".//oai:resumptionToken", NS) is None
    assert root.find(".//oai:metadata", NS) is None


def test_a_token_is_ours_and_of_its_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "SIZE", 1)
    make_edition("MNS 1:2001")
    make_edition("MNS 2:2001")
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    token = root.findtext(".//oai:resumptionToken", "", NS)
    bad = "badResumptionToken"
    assert error(verb="ListIdentifiers", resumptionToken=token) == bad
    assert error(verb="ListRecords", resumptionToken=f"{token}x") == bad
    assert error(verb="ListRecords", resumptionToken="") == bad
    assert error(verb="ListSets", resumptionToken="any") == bad


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ({"from_": "2026-03-05"}, ["mns-2-2001", "mns-3-2001"]),
        ({"from_": "2026-03-05T00:00:00Z"}, ["mns-2-2001", "mns-3-2001"]),
        ({"from_": "2026-03-05T00:00:01Z"}, ["mns-3-2001"]),
        ({"until": "2026-03-05"}, ["mns-1-2001", "mns-2-2001"]),
        ({"until": "2026-03-04"}, ["mns-1-2001"]),
        ({"until": "2026-03-05T00:00:00Z"}, ["mns-1-2001", "mns-2-2001"]),
        ({"from_": "2026-03-05", "until": "2026-03-05"}, ["mns-2-2001"]),
    ],
)
def test_from_and_until_are_both_meant(span: dict[str, str], found: list[str]) -> None:
    changed(make_edition("MNS 1:2001"), 2026, 3, 4, 23, 59, 59)
    changed(make_edition("MNS 2:2001"), 2026, 3, 5)
    changed(make_edition("MNS 3:2001"), 2026, 4, 1)
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **span)
    assert identifiers(root) == found


def test_what_is_shown_later_than_entered_is_new_on_that_day() -> None:
    made = changed(make_edition("MNS 1:2001"), 2026, 1, 1)
    made.publish_on = date(2026, 3, 5)  # begins at 16:00 UTC the day before
    made.save()
    root = ask(
        verb="ListIdentifiers",
        metadataPrefix="oai_dc",
        from_="2026-03-04T16:00:00Z",
        until="2026-03-04T16:00:00Z",
    )
    assert identifiers(root) == ["mns-1-2001"]
    assert root.findtext(".//oai:datestamp", "", NS) == "2026-03-04T16:00:00Z"


def test_sets_narrow(rich: Edition) -> None:
    make_edition("ISO 9001:2015")
    for spec, found in (
        ("body:iso", ["iso-9001-2015"]),
        ("ics:03", ["mns-iso-9001-2016"]),
        ("ics:03.120", ["mns-iso-9001-2016"]),
    ):
        root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set=spec)
        assert identifiers(root) == found


def test_what_is_not_published_is_not_harvested() -> None:
    make_edition("MNS 1:2001", is_published=False)
    make_edition("MNS 2:2001", publish_on=date(2200, 1, 1))
    assert error(verb="ListRecords", metadataPrefix="oai_dc") == "noRecordsMatch"
    hidden = "oai:127.0.0.1:mns-1-2001"
    assert error(verb="GetRecord", metadataPrefix="oai_dc", identifier=hidden) == (
        "idDoesNotExist"
    )


def test_queries_are_the_same_for_one_and_for_three() -> None:
    make_edition("MNS 1:2001")
    with CaptureQueriesContext(connection) as one:
        ask(verb="ListRecords", metadataPrefix="oai_dc")
    make_edition("MNS 2:2001")
    make_edition("ISO 3:2001")
    with CaptureQueriesContext(connection) as three:
        ask(verb="ListRecords", metadataPrefix="oai_dc")
    assert (len(one), len(three)) == (5, 5)


# --- errors ---------------------------------------------------------------------
DC = {"metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "Identify", "more": "1"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "GetRecord", **DC}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "a", **DC}, "badArgument"),
        ({"verb": "ListRecords", "from_": "yesterday", **DC}, "badArgument"),
        ({"verb": "ListRecords", "from_": "2026-02-30", **DC}, "badArgument"),
        (
            {"verb": "ListRecords", "from_": "2026-03-02", "until": "2026-03-01", **DC},
            "badArgument",
        ),
        (
            {
                "verb": "ListRecords",
                "from_": "2026-03-02",
                "until": "2026-03-03T00:00:00Z",
                **DC,
            },
            "badArgument",
        ),
        ({"verb": "ListRecords", "until": "9999-12-31", **DC}, "noRecordsMatch"),
        ({"verb": "ListRecords", "from_": "0001-01-01", **DC}, "noRecordsMatch"),
        ({"verb": "ListRecords", "set": "colour:blue", **DC}, "noRecordsMatch"),
        ({"verb": "ListRecords", "set": "ics:99", **DC}, "noRecordsMatch"),
        ({"verb": "ListRecords", "set": "ics:\x00", **DC}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "marc21"},
            "cannotDisseminateFormat",
        ),
        ({"verb": "GetRecord", "identifier": "mns-1", **DC}, "idDoesNotExist"),
        ({"verb": "ListRecords", "resumptionToken": "abc"}, "badResumptionToken"),
    ],
)
def test_what_is_wrong_has_its_code(arguments: dict[str, str], code: str) -> None:
    assert error(**arguments) == code


def test_an_argument_twice_is_bad() -> None:
    for query, code in (
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=a", "badArgument"),
    ):
        root = envelope(Client().get(f"/oai/?{query}").content)
        found = root.find("oai:error", NS)
        assert found is not None
        assert found.get("code") == code
        request = root.find("oai:request", NS)
        assert request is not None
        assert request.attrib == {}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.dictionaries(
        st.sampled_from(
            ["verb", "identifier", "metadataPrefix", "from", "until", "set"]
            + ["resumptionToken", "a"]
        ),
        st.one_of(
            st.sampled_from(["ListRecords", "GetRecord", "oai_dc", "2026-01-01"]),
            st.text(st.characters(codec="utf-8"), max_size=30),
        ),
    )
)
def test_no_request_is_too_odd(arguments: dict[str, Any]) -> None:
    envelope(Client().get("/oai/", arguments).content)
