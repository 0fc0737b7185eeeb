"""One parser for what is pasted and what is uploaded."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from eservices.engine import Faults
from eservices.errors import RowsUnreadable
from eservices.rows.files import read_rows_file
from eservices.rows.lots import MOST_OF_A_LOT, expand_lots
from eservices.rows.pasted import read_pasted
from eservices.rows.workbook import workbook
from eservices.services.standards_registration import ROWS as STANDARDS
from eservices.services.verification import ROWS as INSTRUMENTS
from tests.casework.file_samples import pdf

pytestmark = pytest.mark.usefixtures("in_english")
PASTED = "02.001\tCAS\tSW-1\tA101\t0-30 кг\n02.009\tТенз\tV-200\t7\t0-200 т"


def book(*lines: Any) -> io.BytesIO:
    made = Workbook()
    for line in lines:
        made.active.append(line)
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


def short(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{key: text for key, text in row.items() if text} for row in rows]


FIRST = {
    "kind": "02.001",
    "maker": "CAS",
    "model": "SW-1",
    "serial": "A101",
    "range": "0-30 кг",
}
SECOND = {
    "kind": "02.009",
    "maker": "Тенз",
    "model": "V-200",
    "serial": "7",
    "range": "0-200 т",
}


def test_columns_in_order_without_headings() -> None:
    assert short(read_pasted(PASTED, INSTRUMENTS)) == [FIRST, SECOND]


def test_every_row_has_every_column() -> None:
    (row, _other) = read_pasted(PASTED, INSTRUMENTS)
    assert list(row) == [column.key for column in INSTRUMENTS.columns]


def test_headings_of_either_language_in_any_order() -> None:
    for heading in (
        "Serial number *\tMaker\tKind of instrument\tТэмдэглэл\tRange:\tModel",
        "серийн дугаар\tүйлдвэрлэгч\tТӨРӨЛ\tТэмдэглэл\tхэмжих хязгаар\tзагвар",
    ):
        text = f"{heading}\nA101\tCAS\t02.001\tшинэ\t0-30 кг\tSW-1\n"
        assert short(read_pasted(text, INSTRUMENTS)) == [FIRST]


def test_a_column_of_running_numbers_is_left_out() -> None:
    lines = PASTED.split("\n")
    text = f"1\t{lines[0]}\r\n2\t{lines[1]}\r\n"
    assert short(read_pasted(text, INSTRUMENTS)) == [FIRST, SECOND]


def test_quoted_cells_of_excel_and_a_lonely_quotation_mark() -> None:
    text = '02.001\t"CAS\n""Korea"""\tSW-1\tA101\t0-30 кг'
    assert read_pasted(text, INSTRUMENTS)[0]["maker"] == 'CAS\n"Korea"'
    text = '02.001\tCAS 5"\tSW-1\tA101\t0-30 кг\n02.001\tB\tC\tD\t1 кг'
    assert [row["maker"] for row in read_pasted(text, INSTRUMENTS)] == ['CAS 5"', "B"]


def test_semicolons_and_a_plain_list() -> None:
    assert short(read_pasted("02.001;CAS;SW-1;A101;0-30 кг", INSTRUMENTS)) == [FIRST]
    rows = read_pasted("MNS 5217:2012\n\nMNS ISO 9001:2016", STANDARDS)
    assert [row["standard"] for row in rows] == ["MNS 5217:2012", "MNS ISO 9001:2016"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n\t\n", "There is no line in it. Add at least one."),
        (
            "Maker\tModel",
            "There are only headings in it. Add the lines below them.",
        ),
        (
            "\t".join("abcdefghijklm"),
            "The table has 13 columns, the list only 9. Put our headings above them, "
            "or take the empty table for download.",
        ),
        (
            "02.001\tCAS\n" * 2001,
            "At most 2000 lines fit into one application. Divide the list and send "
            "the rest in another.",
        ),
    ],
)
def test_what_is_no_table_says_what_to_do(text: str, sentence: str) -> None:
    with pytest.raises(RowsUnreadable) as raised:
        read_pasted(text, INSTRUMENTS)
    assert str(raised.value) == sentence


def test_an_excel_file_as_people_make_them() -> None:
    made = book(
        ["Хэмжих хэрэгслийн жагсаалт"],
        [],
        ["02.001", "CAS", "SW-1", "A101", "0-30 кг"],
        [2.009, "Тенз", "V-200", 7.0, "0-200 т"],
    )
    rows = short(read_rows_file(made, INSTRUMENTS))
    assert rows[1:] == [FIRST, SECOND | {"kind": "2.009"}]


def test_days_of_excel_come_as_days() -> None:
    made = book(
        ["Standard", "In use since"],
        ["MNS 5217:2012", date(2020, 1, 31)],
        ["MNS 5217:2012", datetime(2020, 2, 1, 0, 0)],
    )
    days = [row["since"] for row in read_rows_file(made, STANDARDS)]
    assert days == ["2020-01-31", "2020-02-01"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_a_csv_in_the_encodings_people_have(encoding: str) -> None:
    text = "02.001;CAS;SW-1;A101;0-30 кг; ; ;;Захын павильон"
    row = read_rows_file(io.BytesIO(text.encode(encoding)), INSTRUMENTS)[0]
    assert (row["range"], row["location"]) == ("0-30 кг", "Захын павильон")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose it again."),
        (
            pdf(),
            "This file cannot be read. Save it as Excel (XLSX) or CSV and send that.",
        ),
        (
            b"PK\x03\x04 broken",
            "This file cannot be read. Save it as Excel (XLSX) or CSV and send that.",
        ),
        (
            b"\0" * (5 * 1024 * 1024 + 1),
            "The file is larger than 5 MB. Keep only the table in it and send that.",
        ),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(RowsUnreadable) as raised:
        read_rows_file(io.BytesIO(content), INSTRUMENTS)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    ("typed", "serials"),
    [
        ("101-103", ["101", "102", "103"]),
        ("0099…0101", ["0099", "0100", "0101"]),
        ("A7-A9", ["A7", "A8", "A9"]),
        ("A07-09", ["A07", "A08", "A09"]),
        ("A1; A2;A3", ["A1", "A2", "A3"]),
        ("A1; 5-6", ["A1", "5", "6"]),
        ("2019-345", ["2019-345"]),  # of unequal length: one number
        ("120-101", ["120-101"]),
        ("A1-B9", ["A1-B9"]),
        ("100000-999999", ["100000-999999"]),  # more than a lot
        ("", [""]),
        (";;", [";;"]),
    ],
)
def test_a_lot_is_a_row_for_every_number(typed: str, serials: list[str]) -> None:
    rows = expand_lots(INSTRUMENTS, [{"maker": "CAS", "serial": typed}])
    assert [row["serial"] for row in rows] == serials
    assert {row["maker"] for row in rows} == {"CAS"}


def test_a_lot_has_an_end() -> None:
    assert MOST_OF_A_LOT == 500
    assert len(expand_lots(INSTRUMENTS, [{"serial": "001-500"}])) == 500
    assert len(expand_lots(INSTRUMENTS, [{"serial": "001-501"}])) == 1


def test_lists_without_lots_stay_as_they_are() -> None:
    assert expand_lots(STANDARDS, [{"site": "101-103"}]) == [{"site": "101-103"}]


class TestWorkbook:
    """The file to correct, and the empty table."""

    def faults(self) -> Faults:
        found = Faults()
        found.add("rows.instruments.2.range", "Write the range.")
        found.add("rows.instruments.2.serial", "Write the serial.")
        return found

    def test_what_is_wrong_stands_beside_the_cell_and_at_the_end(self) -> None:
        raw = read_pasted(PASTED, INSTRUMENTS)
        sheet = load_workbook(io.BytesIO(workbook(INSTRUMENTS, raw, self.faults())))
        rows = list(sheet.active.iter_rows())
        assert [cell.value for cell in rows[0]][-1] == "Error"
        wrong = rows[2]
        assert (wrong[4].value, wrong[4].comment.text) == (
            "0-200 т",
            "Write the range.",
        )
        assert wrong[9].value == (
            "Serial number: Write the serial.\nRange: Write the range."
        )
        assert rows[1][9].value is None or rows[1][9].value == ""

    def test_what_comes_back_is_read_without_the_errors(self) -> None:
        raw = read_pasted(PASTED, INSTRUMENTS)
        for language in ("mn", "en"):
            with translation.override(language):
                sent = io.BytesIO(workbook(INSTRUMENTS, raw, self.faults()))
                assert read_rows_file(sent, INSTRUMENTS) == raw

    def test_nothing_in_it_is_a_formula(self) -> None:
        row = dict.fromkeys((c.key for c in INSTRUMENTS.columns), "")
        made = workbook(INSTRUMENTS, [row | {"maker": "=1+1", "model": "x\x0b"}])
        cells = list(load_workbook(io.BytesIO(made)).active.iter_rows())[1]
        assert (cells[1].value, cells[1].data_type) == ("=1+1", "s")

    def test_the_empty_table_explains_its_columns(self) -> None:
        sheet = load_workbook(io.BytesIO(workbook(STANDARDS, []))).active
        headings = list(sheet.iter_rows())[0]
        assert [cell.value for cell in headings] == [
            str(c.label) for c in STANDARDS.columns
        ]
        assert headings[1].comment.text == (
            "Product · Service · Process · Management system"
        )
