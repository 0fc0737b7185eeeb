"""The number of a designation with its part and its year."""

import re
from dataclasses import dataclass

from catalogue.designations.head import Head
from catalogue.designations.marks import SUPPLEMENT_STAGES, SUPPLEMENTS, YEAR

_PLAIN_NUMBER = re.compile("[0-9]+")
_DOTTED_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_GROUPED_NUMBER = re.compile(r"[0-9]{3}[ -][0-9]{3}(?![0-9])|[0-9]+(?:\.[0-9]+)?")

# What hyphens join to a number without being a part (iso-9001-2015-amd-1).
_NO_PART = (
    rf"(?!(?:{'|'.join(SUPPLEMENTS)}|{SUPPLEMENT_STAGES})(?![A-Z])|V[0-9]+\.|ED\.)"
)
_CHUNK = re.compile(
    rf"(?: ?- ?{_NO_PART}([A-Z]?[0-9]+[A-Z]*|[A-Z][0-9]+[A-Z]*)(?![A-Z0-9])"
    rf"|-{_NO_PART}(GUM [0-9]|[A-Z]{{1,7}}[0-9]*|)(?![A-Z0-9])"
    r"|(/[0-9]+)(?![0-9/])|(/BL/[0-9]+))"
)
_SUFFIX = re.compile(r"(?<=[0-9])[A-Z]{1,2}(?![A-Z0-9])")
_SPACED_PARTS = re.compile(r"( [0-9]{1,2}(?: [0-9]{1,3}){0,2})(?=$|[ :(]| ?-[0-9]{4})")
_ITERATION = re.compile(r"\.[0-9]{1,2}(?![0-9])")
_REVISION = re.compile(rf"-(?!{YEAR})[0-9]+(?![0-9])")
_ITU_WORD = re.compile(r"[ .]?(BIS|TER|QUATER|QUARTER|HDB|[A-Z])(?=$|[ /(])")
_YEAR_MARK = re.compile(
    rf"(?::\(?(1[89][0-9]{{2}}|20[0-9]{{2}})| ?[-./ (]+({YEAR}))(?![0-9])"
    r"(?:-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?(?![0-9]))?\)?"
)
_SHORT_YEAR = re.compile(r":([0-9]{2})(?![0-9])")
_TWO_DIGITS = re.compile("[0-9]{2}")
_YEAR_CHUNK = re.compile(f"/?({YEAR})")
_PIVOT = 36

# Publishers that write two digits of the year behind a hyphen ("ГОСТ 7.1-84").
_SHORT_YEARS = {"GOST", "PMG", "RMG", "ASTM"}
_ETSI_KINDS = {"EG", "ES", "ETS", "ETR", "I-ETS", "TBR", "TCRTR"}


@dataclass(slots=True)
class Body:
    """The number, part and year; what follows the number starts at `end`."""

    number: str
    part: str
    year: int | None
    version: str
    end: int


def read_body(text: str, head: Head, printed: bool) -> Body:
    """Read the number that starts at head.start and what belongs to it."""
    found = _number_pattern(head).match(text, head.start)
    digits = found[0] if found else ""
    number = digits.replace(" ", "").replace("-", "")
    body = Body(number, "", None, "", head.start + len(digits))
    if _is_itu(head):
        _read_itu_part(text, head, body)
    else:
        _read_part(text, head, body, printed)
    if body.year is None:
        _read_year(text, body)
    return body


def _is_itu(head: Head) -> bool:
    """Tell whether the number is one of the ITU, or written like one."""
    return bool(head.publishers) and head.publishers[-1].startswith("ITU")


def _number_pattern(head: Head) -> re.Pattern[str]:
    """Return how numbers of this publisher are written."""
    publishers = head.publishers
    if "ETSI" in publishers or "EN" in publishers or _ETSI_KINDS & {*head.kinds}:
        return _GROUPED_NUMBER
    if not publishers or "GOST" in publishers or _is_itu(head):
        return _DOTTED_NUMBER
    return _PLAIN_NUMBER


def _read_part(text: str, head: Head, body: Body, printed: bool) -> None:
    """Read letters, parts, spaced parts and the iteration of a draft."""
    chunks = _suffix(text, body) + _chunks(text, body)
    if not chunks and head.publishers and not printed:
        chunks = _spaced_parts(text, body)
    _split_year(text, head, body, chunks)
    body.part = _joined(chunks)
    iteration = _ITERATION.match(text, body.end)
    if iteration and head.publishers:
        body.version = iteration[0]
        body.end = iteration.end()


def _suffix(text: str, body: Body) -> list[str]:
    """Read a letter written at the number ("60465A")."""
    suffix = _SUFFIX.match(text, body.end)
    if suffix is None:
        return []
    body.end = suffix.end()
    return [suffix[0]]


def _chunks(text: str, body: Body) -> list[str]:
    """Read what hyphens join to the number, the year perhaps among it."""
    chunks = []
    while chunk := _CHUNK.match(text, body.end):
        chunks.append(next(filter(None, chunk.groups()), ""))
        body.end = chunk.end()
    return chunks


def _joined(chunks: list[str]) -> str:
    """Return the part as one word, with the slashes that were printed in it."""
    part = "-".join(filter(None, chunks)).replace("-/", "/").removeprefix("/")
    return part.replace("BL-", "BL/")


def _spaced_parts(text: str, body: Body) -> list[str]:
    """Read parts typed behind spaces ("MNS 5021 1")."""
    parts = _SPACED_PARTS.match(text, body.end)
    if parts is None:
        return []
    body.end = parts.end()
    return parts[1].split()


def _split_year(text: str, head: Head, body: Body, chunks: list[str]) -> None:
    """Take the last chunk for the year when it looks like one and none follows."""
    if not chunks or text.startswith(":", body.end):
        return
    if _YEAR_CHUNK.fullmatch(chunks[-1]):
        body.year = int(chunks.pop().lstrip("/"))
    elif _TWO_DIGITS.fullmatch(chunks[-1]) and _SHORT_YEARS & {*head.publishers}:
        body.year = _full_year(chunks.pop())


def _full_year(digits: str) -> int:
    """Return the year that two digits stand for."""
    return int(digits) + (1900 if int(digits) >= _PIVOT else 2000)


def _read_itu_part(text: str, head: Head, body: Body) -> None:
    """Read the revision of a text of the ITU-R and the word behind an ITU number."""
    revision = _REVISION.match(text, body.end)
    if revision and head.publishers[-1] == "ITU-R":
        body.version, body.end = revision[0], revision.end()
    chunks = _chunks(text, body)
    _split_year(text, head, body, chunks)
    word = _ITU_WORD.match(text, body.end)
    if word:
        chunks.append(word[1])
        body.end = word.end()
    body.part = _joined(chunks)


def _read_year(text: str, body: Body) -> None:
    """Read the year behind the number, whatever stands between them."""
    year = _YEAR_MARK.match(text, body.end)
    short = None if year else _SHORT_YEAR.match(text, body.end)
    if year:
        body.year = int(year[1] or year[2])
        body.end = year.end()
    elif short:
        body.year = _full_year(short[1])
        body.end = short.end()
