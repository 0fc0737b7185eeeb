"""RIS, as reference managers read it: type STAND, the designation in SN.

Tags for STAND as EndNote and Zotero use them: SN document number, PB publisher,
SP number of pages, AU institution.
"""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.exports.record import Record

TYPE = "application/x-research-info-systems; charset=utf-8"
EXTENSION = "ris"


def text(record: Record) -> str:
    """The entry of one edition; lines end as the format wants them."""
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in _tags(record)]
    return "\r\n".join(["TY  - STAND", *lines, "ER  - ", ""])


def _tags(record: Record) -> Iterator[tuple[str, str]]:
    edition = record.edition
    yield "ID", edition.slug
    yield "TI", record.title
    for other in record.titles[1:]:
        yield "TT", other.text
    yield "AU", record.publisher
    yield "PB", record.publisher
    yield "SN", edition.code
    if edition.year:
        yield "PY", str(edition.year)
    if record.date_parts:
        yield "DA", _date(record.date_parts)
    if edition.pages:
        yield "SP", str(edition.pages)
    for ics in record.ics:
        yield "KW", f"ICS {ics.code}"
    for language in edition.languages:
        yield "LA", language
    yield "N1", str(edition.get_status_display())
    yield "UR", record.url


def _date(parts: list[int]) -> str:
    """YYYY/MM/DD/, the unknown parts empty."""
    known = [f"{part:02}" for part in parts]
    return "/".join([*known, *[""] * (4 - len(known))])
