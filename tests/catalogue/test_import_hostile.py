"""Files as bad as they come: each ends in a report, and the good rows are kept."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from catalogue.importing.readers import limits
from catalogue.models import Edition, ImportRun
from tests.catalogue.importing import (
    NATIONAL,
    counts,
    faults,
    international,
    iso,
    of_bytes,
)

pytestmark = pytest.mark.django_db

HEADER = "code,title_mn\n"
GOOD = "MNS 5:2020,Ус\n"


def of_text(tmp_path: Path, text: str, name: str = "file.csv") -> ImportRun:
    """The run of a UTF-8 file with this text."""
    return of_bytes(tmp_path, text.encode("utf-8", "surrogatepass"), name)


def result(run: ImportRun) -> tuple[str, str, int]:
    """State, why it failed, rows added."""
    return (run.state, run.failure, run.added)


# --- rows -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Ус", "no_code"),
        ("MNS 5:2020,", "no_title"),
        ("Ус,Ус", "code"),
        ("=1+1,Ус", "code"),
        ("MNS 5:2020", "columns"),
        ("MNS 5:2020,Ус,ундны", "columns"),
        ('MNS 5:2020,"Ус', "quotes"),
        ('MNS 5:2020,"Ус" ундны', "quotes"),
        (f"MNS 5:2020,{'у' * 701}", "too_long"),
        (f"MNS {'5' * 200}:2020,Ус", "too_long"),
        (f"MNS 5:2020,{'у' * (limits.LONGEST_CELL + 1)}", "cell"),
        (f"MNS 5:2020,{'у' * 10_000_000}", "cell"),
        (f"MNS 5:2020,{',' * 1_000_000}Ус", "cell"),
        (f"MNS 5:2020,{',' * 900_000}Ус", "columns"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_the_good_stay(
    tmp_path: Path, row: str, reason: str
) -> None:
    run = of_text(tmp_path, f"{HEADER}MNS 4:2020,Агаар\n{row}\nMNS 6:2020,Хөрс\n")
    assert faults(run) == [(3, reason)]
    assert counts(run) == (2, 0, 0, 0, 1)
    assert run.state == "done"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("approved_date", "2020-13-01", "date"),
        ("approved_date", "хэзээ нэгэн цагт", "date"),
        ("effective_date", "31.02.2020", "date"),
        ("ics", "67-120", "ics"),
        ("portal_id", "12x", "number"),
        ("year", "MMXX", "date"),
        ("stage", "99.99", "stage"),
        ("stage", "60,60", "stage"),
        ("stage", "6060606", "stage"),
        ("stage", "???", "stage"),
    ],
)
def test_a_bad_cell_is_told(
    tmp_path: Path, column: str, value: str, reason: str
) -> None:
    run = of_text(
        tmp_path,
        f"code;title_mn;{column}\nMNS 5:2020;Ус;{value}\nMNS 6:2020;Хөрс;\n",
    )
    assert faults(run) == [(2, reason)]
    assert run.added == 1


@pytest.mark.parametrize(
    "stage", ["60.60", "9092", "95.99", "PUBLISHED", "in-force", "2CD", "Батлагдсан"]
)
def test_stages_of_iso_and_words_of_others_are_kept(tmp_path: Path, stage: str) -> None:
    run = international(tmp_path, iso("ISO 5:2020", stage=stage))
    assert counts(run) == (1, 0, 0, 0, 0)
    assert Edition.objects.get().stage == stage


def test_an_address_that_is_a_script_is_refused(tmp_path: Path) -> None:
    run = international(tmp_path, iso("ISO 5:2020", url="javascript:alert(1)"))
    assert faults(run) == [(2, "address")]


def test_a_designation_that_stands_twice(tmp_path: Path) -> None:
    run = of_text(tmp_path, f"{HEADER}{GOOD}MNS5 : 2020,Өөр ус\n")
    assert faults(run) == [(3, "twice")]
    assert Edition.objects.get().title_mn == "Ус"


def test_formulas_stay_text(tmp_path: Path) -> None:
    formula = "=cmd|' /C calc'!A0"
    of_text(tmp_path, f"{HEADER}MNS 5:2020,{formula}\n")
    assert Edition.objects.get().title_mn == formula


def test_a_quotation_mark_left_open_costs_one_row(tmp_path: Path) -> None:
    rows = "".join(f"MNS {number}:2020,Ус\n" for number in range(100, 400))
    run = of_text(tmp_path, f'{HEADER}MNS 5:2020,"Ус\n{rows}')
    assert faults(run) == [(2, "quotes")]
    assert run.added == 300


def test_nuls_are_dropped(tmp_path: Path) -> None:
    of_bytes(
        tmp_path,
        HEADER.encode() + "MNS 5:2020,Ундны\x00 ус\n".encode(),
    )
    assert Edition.objects.get().title_mn == "Ундны ус"


def test_bytes_that_are_no_text_cost_one_row(tmp_path: Path) -> None:
    rows = "".join(f"MNS {number}:2020,Ундны ус\n" for number in range(100, 140))
    content = f"{HEADER}{rows}".encode() + b"MNS 5:2020,\xed\xa0\x80\xff\n"
    run = of_bytes(tmp_path, content)
    assert faults(run) == [(42, "encoding")]
    assert run.added == 40


def test_direction_overrides_are_dropped(tmp_path: Path) -> None:
    of_text(tmp_path, f"{HEADER}MNS 5:2020,\u202eУс\u202c\n")
    assert Edition.objects.get().title_mn == "Ус"


def test_rows_with_another_delimiter_than_the_header(tmp_path: Path) -> None:
    run = of_text(tmp_path, f"{HEADER}MNS 5:2020;Ус\nMNS 6:2020,Хөрс\n")
    assert faults(run) == [(2, "columns")]
    assert run.added == 1


# --- encodings and delimiters ---------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = f"code{delimiter}title_mn\r\nMNS 5:2020{delimiter}Ариун цэвэр\r\n"
    run = of_bytes(tmp_path, text.encode(encoding))
    assert counts(run) == (1, 0, 0, 0, 0)
    assert Edition.objects.get().title_mn == "Ариун цэвэр"


def test_a_packed_file(tmp_path: Path) -> None:
    run = of_bytes(tmp_path, gzip.compress(f"{HEADER}{GOOD}".encode()), "list.csv.gz")
    assert result(run) == ("done", "", 1)


# --- files that are no files of standards ---------------------------------------
def zipped(**parts: bytes) -> bytes:
    """A zip archive of parts; __ in a name stands for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


PACKED = gzip.compress(f"{HEADER}{GOOD}".encode() * 1000)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\x00" * 5000, "no_header"),
        ("a.csv", b"hello\nworld\n", "no_header"),
        ("a.csv", b"1," * 1_000_000, "no_header"),
        ("a.csv", GOOD.encode(), "no_header"),
        ("a.csv.gz", PACKED[:-20], "damaged"),
        ("a.csv.gz", PACKED[:50] + b"\x00" * 50 + PACKED[100:], "damaged"),
        ("a.csv.gz", b"no gzip at all", "damaged"),
        ("a.xlsx", b"no zip at all", "not_xlsx"),
        ("a.xlsx", b"PK\x03\x04 and no more", "not_xlsx"),
        ("a.xlsx", zipped(word__document=b"<a/>"), "not_xlsx"),
        ("a.xlsx", zipped(xl__workbook=b"<a/>"), "not_xlsx"),
        ("a.xlsx", zipped(xl__workbook=b"\xff\xfe"), "not_xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old_excel"),
    ],
)
def test_what_cannot_be_read_is_a_failed_run(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    assert result(of_bytes(tmp_path, content, name)) == ("failed", reason, 0)


def test_a_zip_bomb_is_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WORKBOOK_BYTES", 1_000_000)
    bomb = zipped(xl__workbook=b"<a/>", xl__sharedStrings=b" " * 2_000_000)
    assert len(bomb) < 5_000
    assert result(of_bytes(tmp_path, bomb, "a.xlsx")) == ("failed", "too_big", 0)


def sheet(rows: bytes) -> bytes:
    """A workbook with a header whose sheet goes on with these rows of XML."""
    book = io.BytesIO()
    plain = openpyxl.Workbook()
    assert plain.active is not None
    plain.active.append(["code", "title_mn"])
    plain.active.append(["MNS 5:2020", "Ус"])
    plain.save(book)
    out = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, content.replace(b"</sheetData>", rows + b"</sheetData>"))
    return out.getvalue()


def test_a_workbook_that_swells_is_refused_by_its_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = sheet(b'<row r="9"><c r="A9"/></row>' * 400_000)

    def open_it(*_given: object, **_options: object) -> None:
        pytest.fail("the bomb was opened")

    monkeypatch.setattr("catalogue.importing.readers.workbook.load_workbook", open_it)
    assert len(bomb) < limits.ALWAYS_READ < limits.WORKBOOK_BYTES
    assert result(of_bytes(tmp_path, bomb, "a.xlsx")) == ("failed", "too_big", 0)


def test_a_directory_that_lies_about_a_bomb_is_not_followed(tmp_path: Path) -> None:
    rows = b'<row r="9"><c r="A9"/></row>' * 400_000
    bomb = sheet(rows)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
        size, own = part.file_size, part.compress_size
    for true, told in [(size, 3_000), (own, 2**31)]:
        lying = bomb.replace(true.to_bytes(4, "little"), told.to_bytes(4, "little"))
        state, _why, added = result(of_bytes(tmp_path, lying, "a.xlsx"))
        assert (state, added) in [("failed", 0), ("failed", 1)]


def test_a_row_that_calls_itself_the_billionth(tmp_path: Path) -> None:
    run = of_bytes(tmp_path, sheet(b'<row r="2000000000"><c r="A1"/></row>'), "a.xlsx")
    assert result(run) == ("done", "", 1)


def test_a_gzip_bomb_is_told_by_how_it_swells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    inner = gzip.GzipFile.read

    def read_and_count(self: gzip.GzipFile, size: int | None = -1) -> bytes:
        read.append(len(block := inner(self, size)))
        return block

    monkeypatch.setattr(gzip.GzipFile, "read", read_and_count)
    bomb = gzip.compress(HEADER.encode() + b" " * 40_000_000)
    assert result(of_bytes(tmp_path, bomb, "a.csv.gz")) == ("failed", "too_big", 0)
    assert sum(read) < limits.ALWAYS_READ * 1.5


def test_a_gzip_bomb_is_not_unpacked_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 3_000_000)
    bomb = gzip.compress(HEADER.encode() + b" " * 9_000_000)
    assert result(of_bytes(tmp_path, bomb, "a.csv.gz")) == ("failed", "too_big", 0)


@pytest.mark.parametrize("place", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_explodes_when_read(tmp_path: Path, place: str) -> None:
    entities = "".join(
        f'<!ENTITY e{level} "{f"&e{level - 1};" * 20}">' for level in range(1, 9)
    )
    laughs = f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><sheetData>&e8;</sheetData>'
    book = io.BytesIO()
    plain = openpyxl.Workbook()
    assert plain.active is not None
    plain.active.append(["code", "title_mn"])
    plain.active.append(["MNS 5:2020", "Ус"])
    plain.save(book)
    out = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            bad = part == place
            new.writestr(part, laughs if bad else old.read(part))
    assert result(of_bytes(tmp_path, out.getvalue(), "a.xlsx")) == (
        "failed",
        "not_xlsx",
        0,
    )


def test_a_workbook_with_odd_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["code", "title_mn"])
    sheet.append(["MNS 5:2020", "=cmd|' /C calc'!A0"])
    sheet.append(["MNS 6:2020", True])
    sheet.append(["MNS 7:2020", "Ус", "ундны"])
    sheet.append([None, None, None])
    sheet["XFD9"] = "далд"
    sheet.append(["MNS 8:2020", "Хөрс"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    run = of_bytes(tmp_path, path.read_bytes(), "b.xlsx")
    assert counts(run) == (4, 0, 0, 0, 0)
    assert Edition.objects.get(code="MNS 5:2020").title_mn == "=cmd|' /C calc'!A0"
    assert Edition.objects.filter(code="MNS 8:2020").exists()


def test_every_reason_has_a_sentence(tmp_path: Path) -> None:
    run = of_text(tmp_path, f"{NATIONAL}\n,Ус\n")
    from catalogue.importing.faults import FILE_SENTENCES, SENTENCES, sentence

    assert faults(run) == [(2, "columns")]
    assert {sentence(reason) for reason in SENTENCES} != set(SENTENCES)
    assert all(sentence(reason) != reason for reason in SENTENCES | FILE_SENTENCES)
