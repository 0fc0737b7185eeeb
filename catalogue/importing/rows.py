"""A row of any shape becomes a Record: checked, cleaned, ready to be compared.

The status, the dates and the keys are derived here and nowhere else. A row that
cannot be a standard raises BadRow.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from catalogue import designations
from catalogue.dates import first_day
from catalogue.designations import Designation
from catalogue.designations.keys import printed
from catalogue.designations.publishers import is_national
from catalogue.importing.faults import BadRow
from catalogue.importing.readers.lines import Line
from catalogue.importing.record import Record, Tie
from catalogue.importing.shapes import INTERNATIONAL, NATIONAL, ROSSTANDART, Shape
from catalogue.naming import body_code
from catalogue.status import Status, derive
from mongolian.folding import clean_text

# Goes into the hash of every row: a new reading of rows reads all of them anew.
_READING = "1"

_LONGEST = {
    "body": 40,
    "code": 160,
    "title_mn": 700,
    "title_en": 700,
    "title_fr": 700,
    "title_ru": 700,
    "title_other": 700,
    "title_other_lang": 8,
    "doctype": 80,
    "edition": 40,
    "status": 60,
    "status_mn": 60,
    "stage": 40,
    "committee": 110,
    "committee_title": 400,
    "url": 500,
    "source_kind": 100,
    "portal_id": 160,
}
_LONGEST_OF_ANY = 4000  # lists of codes, columns we do not know
_LONGEST_OF_A_STANDARD = 120
_SHORTEST_LIMIT = min(_LONGEST.values())
_SCRIPTS = {"ru": "Cyrl", "ja": "Jpan", "mn": "Cyrl", "kk": "Cyrl"}
_ICS = re.compile(r"^\d{2}(\.\d{3}(\.\d{2}){0,2})?$")
_YEAR_FIRST = re.compile(r"^(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?\.?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$")
# ISO/IEC Directives part 1: harmonized stage codes. Other publishers have words of
# their own ("PUBLISHED", "in-force", "2CD"), which are kept as they are.
_ISO_STAGE = re.compile(r"^(?:[0-6]0|90|95)\.?(?:00|20|60|92|93|98|99)$")
_STAGE_WORD = re.compile(r"^(?=.*[^\W\d_])[\w ./()-]+$")
_LOOSE_COLON = re.compile(r" *: *(?=\d)")
_WEB = ("http://", "https://")


def read_record(shape: Shape, line: Line) -> Record:
    """The record of a line. Raises BadRow."""
    if line.fault:
        raise BadRow(line.fault)
    cells = _cells(shape, line.cells)
    code = _code(cells)
    read = printed(code)
    if read is None and "body" not in cells:
        raise BadRow("code")
    row = _Row(shape.name, cells, code, read, designations.edition_key(code))
    return _record(row, line.number)


class _Cells(dict[str, str]):
    """The cells of a row by our names of the columns; "" where there is none."""

    def __missing__(self, column: str) -> str:
        return ""


@dataclass(slots=True)
class _Row:
    shape: str
    cells: _Cells
    code: str
    read: Designation | None
    key: str

    def several(self, column: str) -> list[str]:
        """The values of a column that may hold more than one."""
        cell = self.cells[column]
        return [p for part in cell.split(";") if (p := part.strip())] if cell else []

    def date(self, column: str) -> str:
        """A date as the catalogue keeps it. Raises BadRow when it is none."""
        cell = self.cells[column]
        return date_of(cell) if cell else ""


def _record(row: _Row, line: int) -> Record:
    read, code = row.read, row.code
    titles = _titles(row)
    status = _status(row)
    undated = _fits(designations.undated(code))
    year = _year(row)
    published = _published(row, status, year)
    return Record(
        line=line,
        source_hash=_hash(row),
        identity=code if row.shape == INTERNATIONAL else row.key,
        body=_body(row),
        code=code,
        key=row.key,
        slug=designations.slug(code) or "x",
        designation=undated,
        standard_key=_fits(designations.standard_key(code)),
        number=(read.number if read else "")[:40],
        part=(read.part if read else "")[:40],
        year=year,
        base_code=designations.base_code(code),
        title_mn=row.cells["title_mn"],
        title_en=row.cells["title_en"],
        titles=titles,
        status=status,
        source_status=row.cells["status"] or row.cells["status_mn"],
        stage=_stage(row) or designations.draft_stage(code),
        edition=row.cells["edition"],
        doctype=row.cells["doctype"],
        published=published,
        languages=_languages(row),
        committee=_committee(row),
        committee_title=row.cells["committee_title"],
        ics=_ics(row),
        ics_titles=tuple(row.several("ics_title_mn")),
        ties=_ties(row),
        events=_events(row, status, published),
        source=_source(row),
        source_url=_url(row),
        portal_id=_portal_id(row),
    )


def date_of(text: str) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD of a date as people write it. Raises BadRow."""
    if not text:
        return ""
    found = _YEAR_FIRST.match(text)
    parts = found.groups() if found else ()
    if not found:
        found = _DAY_FIRST.match(text)
        parts = found.groups()[::-1] if found else ()
    date = "-".join(part.zfill(2) for part in parts if part)
    try:
        if first_day(date) is None:
            raise BadRow("date", text)
    except ValueError as error:
        raise BadRow("date", text) from error
    return date


def _cells(shape: Shape, cells: list[str]) -> _Cells:
    """The cells under our names of their columns, cleaned and short enough."""
    whole = " ".join(cells)
    if not (whole.isascii() and whole.isprintable()):
        cells = [_clean(cell) for cell in cells]
    found = _Cells(zip(shape.columns, map(str.strip, cells), strict=True))
    if len(whole) > _SHORTEST_LIMIT:
        for column, cell in found.items():
            if len(cell) > _LONGEST.get(column, _LONGEST_OF_ANY):
                raise BadRow("too_long", cell)
    if "\ufffd" in whole:
        raise BadRow("encoding", found["code"])
    return found


def _clean(cell: str) -> str:
    if cell.isascii() and cell.isprintable():
        return cell
    return clean_text(cell).replace("\n", " ")


def _code(cells: _Cells) -> str:
    # The agency's portal marks free standards with "!" and sets the colon apart.
    code = " ".join(cells["code"].lstrip("! ").split())
    code = _LOOSE_COLON.sub(":", code)
    if not code:
        raise BadRow("no_code")
    if not code[0].isalpha():
        raise BadRow("code", code)
    return code


def _fits(text: str) -> str:
    if len(text) > _LONGEST_OF_A_STANDARD:
        raise BadRow("too_long", text)
    return text


def _body(row: _Row) -> str:
    if row.cells["body"]:
        return row.cells["body"]
    if row.read is None or not row.read.publishers:
        raise BadRow("code", row.code)
    return body_code(row.read)


def _year(row: _Row) -> int | None:
    read = row.read
    year = (read.supplement_year or read.year) if read else None
    stated = row.date("year")
    return int(stated[:4]) if year is None and stated else year


def _titles(row: _Row) -> tuple[tuple[str, str, str], ...]:
    found = {"fr": row.cells["title_fr"], "ru": row.cells["title_ru"]}
    other = row.cells["title_other_lang"].lower()
    if other:
        found[other] = row.cells["title_other"]
    titles = tuple(
        (language, _SCRIPTS.get(language, "Latn"), text)
        for language, text in found.items()
        if text
    )
    if not (titles or row.cells["title_mn"] or row.cells["title_en"]):
        raise BadRow("no_title", row.code)
    return titles


def _status(row: _Row) -> str:
    word = row.cells["status"] or row.cells["status_mn"]
    is_replaced = bool(row.cells["replaced_by"])
    status = derive(word, row.cells["stage"], is_replaced=is_replaced)
    if status == Status.UNKNOWN and designations.draft_stage(row.code):
        return Status.DRAFT
    return status


def _stage(row: _Row) -> str:
    stage = row.cells["stage"]
    if stage and not (_ISO_STAGE.match(stage) or _STAGE_WORD.match(stage)):
        raise BadRow("stage", stage)
    return stage


def _published(row: _Row, status: str, year: int | None) -> str:
    """The day of publication or approval, else the year the designation names."""
    stated = row.date("publication_date") or row.date("approved_date")
    if year is not None and len(stated) == 4 and int(stated) < year:
        # Sources date many an amendment by the year of its base.
        return f"{year:04}"
    if stated or year is None or status == Status.DRAFT:
        return stated
    return f"{year:04}"


def _events(row: _Row, status: str, published: str) -> tuple[tuple[str, str], ...]:
    if status == Status.DRAFT:
        return ()
    approved = row.date("approved_date")
    begun = ("approved", approved) if approved else ("published", published)
    dated = (begun, ("effective", row.date("effective_date")))
    return tuple((kind, date) for kind, date in dated if date)


def _languages(row: _Row) -> tuple[str, ...]:
    stated = tuple(part[:8].lower() for part in row.several("languages"))
    if stated or row.shape not in (NATIONAL, ROSSTANDART):
        return stated
    return ("mn",) if row.shape == NATIONAL else ("ru",)


def _committee(row: _Row) -> str:
    """ISO/TC 58/SC 3; a committee named without its publisher gets it in front."""
    code = " ".join(row.cells["committee"].replace(";", "/").split())
    publisher = code.split("/")[0].split(" ")[0]
    if not code or "/" not in code and code == _body(row):
        return code
    if publisher in ("TC", "SC", "PC", "SyC", "JTC") or publisher.startswith("TC"):
        owner = "IEC" if _body(row).startswith("IEC") else _body(row)
        return f"{owner}/{code}"
    return code


def _ics(row: _Row) -> tuple[str, ...]:
    codes = [code for code in re.split(r"[;,\s]+", row.cells["ics"]) if code]
    for code in codes:
        if not _ICS.match(code):
            raise BadRow("ics", code)
    return tuple(dict.fromkeys(codes))


def _ties(row: _Row) -> tuple[Tie, ...]:
    own = row.code
    ties = [
        Tie("replaces", own, row.key, other, _key_of(other), True)
        for other in row.several("replaces")
    ]
    ties += [
        Tie(kind, other, _key_of(other), own, row.key, False)
        for column, kind in (("replaced_by", "replaces"), ("amended_by", "amends"))
        for other in row.several(column)
    ]
    original = _original(row)
    if original:
        undated = designations.standard_key(original)
        ties.append(Tie("adopts", own, row.key, original, undated, True))
    return tuple(tie for tie in ties if tie.from_key != tie.to_key)


def _key_of(code: str) -> str:
    if len(code) > _LONGEST["code"]:
        raise BadRow("too_long", code)
    return designations.edition_key(code)


def _original(row: _Row) -> str:
    """The undated code of what a national standard adopts: ISO 9001, or ""."""
    read = row.read
    if read is None or len(read.publishers) < 2 or not is_national(read.publishers[0]):
        return ""
    undated = designations.undated(row.code)
    national, _space, rest = undated.partition(" ")
    return rest if national and designations.parse(rest) else ""


def _source(row: _Row) -> str:
    if row.shape == NATIONAL:
        return row.cells["source_kind"] or "agency-list"
    if row.shape == ROSSTANDART:
        return "rosstandart"
    return row.cells["source"][:100]


def _url(row: _Row) -> str:
    url, named = row.cells["url"], row.cells["source"]
    if row.shape == NATIONAL and not url and named.startswith(_WEB):
        url = named  # others are words: the file a title was cited in
    if url and not url.lower().startswith(_WEB):
        raise BadRow("address", url)
    return url


def _portal_id(row: _Row) -> str:
    number = row.cells["portal_id"]
    if number and not (number.isascii() and number.isdigit()):
        raise BadRow("number", number)
    return number


def _hash(row: _Row) -> str:
    said = [f"{column}={cell}" for column, cell in row.cells.items() if cell]
    text = "\x1f".join([_READING, row.shape, *sorted(said)])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
