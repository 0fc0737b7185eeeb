"""BibTeX: a @techreport, the entry every style knows (there is no standard one)."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.exports.record import Record

TYPE = "application/x-bibtex; charset=utf-8"
EXTENSION = "bib"

# What TeX would read as commands; UTF-8 itself is read by BibTeX's successors.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)


def text(record: Record) -> str:
    """The entry of one edition; its key is the edition's address."""
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(record))
    return f"@techreport{{{record.edition.slug},\n{fields}\n}}\n"


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    edition = record.edition
    yield "title", _kept(record.title)
    yield "institution", _braced(record.publisher)
    yield "type", _braced("Standard")
    yield "number", _braced(edition.code)
    if edition.year:
        yield "year", _braced(str(edition.year))
    if len(record.date_parts) > 1:
        yield "month", _MONTHS[record.date_parts[1] - 1]
    if edition.pages:
        yield "pagetotal", _braced(str(edition.pages))
    if record.ics:
        yield "keywords", _braced(", ".join(f"ICS {ics.code}" for ics in record.ics))
    if record.language:
        yield "langid", _braced(record.language)
    yield "note", _braced(str(edition.get_status_display()))
    yield "url", f"{{{record.url}}}"


def _braced(value: str) -> str:
    return f"{{{_one_line(value).translate(_ESCAPES)}}}"


def _kept(value: str) -> str:
    """Twice braced, so that no style changes its capitals."""
    return f"{{{_braced(value)}}}"


def _one_line(value: str) -> str:
    return " ".join(value.split())
