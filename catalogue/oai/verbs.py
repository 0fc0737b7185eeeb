"""The six verbs; each adds its part to the answer or raises OaiError."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from catalogue.models import Edition
from catalogue.oai import records, sets
from catalogue.oai.arguments import PREFIX, OaiError, check_prefix, read_span
from catalogue.oai.dublin_core import add_metadata
from catalogue.oai.tokens import Place, place_of, token_of
from catalogue.oai.xml import OAI_DC, Element, add, moment

Arguments = dict[str, str]


def identify(answer: Element, arguments: Arguments) -> None:
    """Who we are and what to expect (section 4.2)."""
    part = add(answer, "Identify")
    add(part, "repositoryName", "Catalogue of standards, MASM, Mongolia")
    add(part, "baseURL", f"{settings.SITE_URL}/oai/")
    add(part, "protocolVersion", "2.0")
    add(part, "adminEmail", settings.DEFAULT_FROM_EMAIL)
    add(part, "earliestDatestamp", moment(records.earliest()))
    # What the office takes back simply is no longer listed.
    add(part, "deletedRecord", "no")
    add(part, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def list_formats(answer: Element, arguments: Arguments) -> None:
    """Dublin Core, of every record alike (section 4.4)."""
    if "identifier" in arguments:
        records.edition_of(arguments["identifier"])
    part = add(add(answer, "ListMetadataFormats"), "metadataFormat")
    add(part, "metadataPrefix", PREFIX)
    add(part, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    add(part, "metadataNamespace", OAI_DC)


def list_sets(answer: Element, arguments: Arguments) -> None:
    """All sets at once: there are fewer than a hundred (section 4.6)."""
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "This list comes whole, without tokens.")
    part = add(answer, "ListSets")
    for spec, name in sets.all_sets():
        one = add(part, "set")
        add(one, "setSpec", spec)
        add(one, "setName", name)


def get_record(answer: Element, arguments: Arguments) -> None:
    """One record (section 4.1)."""
    check_prefix(arguments["metadataPrefix"])
    edition = records.edition_of(arguments["identifier"])
    _add_record(add(answer, "GetRecord"), edition)


def list_records(answer: Element, arguments: Arguments) -> None:
    """Records of a set and a span of time (section 4.5)."""
    _add_list(answer, arguments, _add_record)


def list_identifiers(answer: Element, arguments: Arguments) -> None:
    """The headers of the same records (section 4.3)."""
    _add_list(answer, arguments, _add_header)


def _add_list(
    answer: Element, arguments: Arguments, write: Callable[[Element, Edition], Any]
) -> None:
    place = _place(arguments)
    since, until = place.span
    span = read_span({"from": since, "until": until})
    meant = records.meant(span, place.set_spec)
    total = place.total or meant.count()
    found = records.page(meant, place.last)
    if not found:
        raise OaiError("noRecordsMatch", "Nothing matches.")
    part = add(answer, arguments["verb"])
    for edition in found[: records.SIZE]:
        write(part, edition)
    _add_token(part, place, found, total)


def _place(arguments: Arguments) -> Place:
    """Where the list begins: at a token's place, else at its head."""
    verb = arguments["verb"]
    if "resumptionToken" in arguments:
        return place_of(arguments["resumptionToken"], verb)
    check_prefix(arguments["metadataPrefix"])
    span = (arguments.get("from", ""), arguments.get("until", ""))
    return Place(verb, span, arguments.get("set", ""), last=0, given=0, total=0)


def _add_token(part: Element, place: Place, found: list[Edition], total: int) -> None:
    """The token of the rest; an empty one ends a list of several answers."""
    is_last = len(found) <= records.SIZE
    if is_last and not place.given:
        return
    token = ""
    if not is_last:
        given = place.given + records.SIZE
        last = found[records.SIZE - 1].pk
        token = token_of(
            Place(place.verb, place.span, place.set_spec, last, given, total)
        )
    element = add(part, "resumptionToken", token)
    element.set("completeListSize", str(total))
    element.set("cursor", str(place.given))


def _add_record(part: Element, edition: Edition) -> None:
    record = add(part, "record")
    _add_header(record, edition)
    add_metadata(record, edition)


def _add_header(part: Element, edition: Edition) -> None:
    header = add(part, "header")
    add(header, "identifier", records.identifier_of(edition))
    add(header, "datestamp", moment(records.stamp_of(edition)))
    for spec in sets.sets_of(edition):
        add(header, "setSpec", spec)


VERBS: dict[str, Callable[[Element, Arguments], None]] = {
    "Identify": identify,
    "ListMetadataFormats": list_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}
