"""An edition in simple Dublin Core (oai_dc)."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.addresses import permanent_url
from catalogue.models import Edition
from catalogue.oai.xml import DC, LANG, OAI_DC, XSI, Element, add

Line = tuple[str, str, str]  # element, text, language


def add_metadata(record: Element, edition: Edition) -> None:
    """The metadata part of a record; titles, ICS and identifiers are fetched."""
    dc = add(add(record, "metadata"), "dc", space=OAI_DC)
    dc.set(
        f"{{{XSI}}}schemaLocation",
        f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    )
    for name, text, language in _lines(edition):
        if text:
            line = add(dc, name, text, space=DC)
            if language:
                line.set(LANG, language)


def _lines(edition: Edition) -> Iterator[Line]:
    yield from _titles(edition)
    for ics in edition.ics.all():
        yield "subject", f"ICS {ics.code}", ""
        yield "subject", ics.title_mn, "mn"
        yield "subject", ics.title_en, "en"
    yield "publisher", _publisher(edition), ""
    yield "date", edition.published, ""
    yield "type", "Text", ""
    yield "type", edition.doctype or "standard", ""
    yield "identifier", edition.code, ""
    yield "identifier", permanent_url(edition), ""
    for other in edition.identifiers.all():
        if other.kind in {"urn", "isbn"}:
            yield "identifier", other.value, ""
    yield "source", edition.source_url, ""
    for code in edition.languages:
        yield "language", code, ""
    yield "relation", edition.standard.designation, ""
    yield "relation", edition.base_code, ""


def _titles(edition: Edition) -> Iterator[Line]:
    yield "title", edition.title_mn, "mn"
    yield "title", edition.title_en, "en"
    for title in edition.titles.all():
        yield "title", title.text, title.language
    if not edition.title:
        yield "title", edition.code, ""


def _publisher(edition: Edition) -> str:
    body = edition.standard.body
    return body.name_en or body.name_mn or body.code
