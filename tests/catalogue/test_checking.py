"""Is it still in force: lists of designations, as people write and send them."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from catalogue.checking import Checked, as_csv, as_xlsx, check_lines, read_upload
from catalogue.checking.uploads import MAX_BYTES
from catalogue.models import Relation
from catalogue.status import Status
from tests.catalogue.factories import make_body, make_edition, relate

pytestmark = pytest.mark.django_db


def check(line: str) -> Checked:
    """The one answer to a list of one line."""
    (answer,) = check_lines([line])
    return answer


def verdict(line: str) -> tuple[str, str | None, str | None]:
    """Verdict, code found and code to use instead."""
    answer = check(line)
    found = answer.found.code if answer.found else None
    instead = str(answer.replacement) if answer.replacement else None
    return str(answer.verdict), found, instead


# --- verdicts -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.IN_FORCE, "in_force"),
        (Status.BEING_REVISED, "being_revised"),
        (Status.UNDER_REVIEW, "under_review"),
        (Status.DRAFT, "draft"),
        (Status.REPLACED, "replaced"),
        (Status.WITHDRAWN, "withdrawn"),
        (Status.UNKNOWN, "unknown_status"),
    ],
)
def test_a_cited_edition_has_the_verdict_of_its_status(
    status: Status, code: str
) -> None:
    make_edition("MNS 5217:2012", status=status)
    assert verdict("MNS 5217:2012") == (code, "MNS 5217:2012", None)


def test_a_cited_edition_that_is_not_the_newest_names_the_newer_one() -> None:
    make_edition("MNS 5217:2003")
    make_edition("MNS 5217:2012")
    assert verdict("MNS 5217:2003") == (
        "newer_edition",
        "MNS 5217:2003",
        "MNS 5217:2012",
    )
    assert verdict("MNS 5217:2012") == ("in_force", "MNS 5217:2012", None)


def test_an_edition_we_lack_names_the_current_one() -> None:
    make_edition("MNS 5217:2012")
    assert verdict("MNS 5217:1999") == ("not_found", None, "MNS 5217:2012")
    answer = check("MNS 5217:1999")
    assert answer.standard is not None
    assert answer.standard.designation == "MNS 5217"


def test_an_undated_citation_means_the_current_edition() -> None:
    make_edition("MNS 5217:2003", status=Status.REPLACED)
    make_edition("MNS 5217:2012")
    make_edition("MNS 5217:2026", status=Status.DRAFT)
    assert verdict("MNS 5217") == ("undated", "MNS 5217:2012", None)


def test_an_undated_citation_of_what_is_gone_says_so() -> None:
    make_edition("MNS 5217:2003", status=Status.REPLACED)
    make_edition("MNS 5217:2012", status=Status.WITHDRAWN)
    assert verdict("MNS 5217") == ("withdrawn", "MNS 5217:2012", None)


def test_a_draft_and_a_supplement_never_stand_for_the_standard() -> None:
    make_edition("ISO 11439:2013")
    make_edition("ISO 11439:2013/Amd 1:2021")
    make_edition("ISO/DIS 11439", status=Status.DRAFT)
    assert verdict("ISO 11439") == ("undated", "ISO 11439:2013", None)


def test_a_draft_of_the_next_edition_is_meant_only_when_cited_as_such() -> None:
    make_edition("ISO 11439:2013")
    make_edition("ISO/DIS 11439", status=Status.DRAFT)
    make_edition("ISO 11439", status=Status.DRAFT)
    assert verdict("ISO 11439") == ("undated", "ISO 11439:2013", None)
    assert verdict("ISO/DIS 11439") == ("draft", "ISO/DIS 11439", None)


def test_a_redline_of_the_same_day_is_no_newer_edition() -> None:
    make_edition("IEC 60086-1:2021", published="2021-04-20")
    make_edition("IEC 60086-1:2021 RLV", published="2021-04-20")
    assert verdict("IEC 60086-1:2021")[0] == "in_force"
    assert verdict("IEC 60086-1:2021 RLV")[0] == "in_force"
    assert verdict("IEC 60086-1") == ("undated", "IEC 60086-1:2021", None)


def test_a_redline_of_a_later_day_is_no_newer_edition() -> None:
    make_edition("IEC 60079-1:2014", published="2014-06-27")
    make_edition("IEC 60079-1:2014 RLV", published="2014-08-01")
    assert verdict("IEC 60079-1:2014")[0] == "in_force"
    assert verdict("IEC 60079-1") == ("undated", "IEC 60079-1:2014", None)


@pytest.mark.parametrize("mark", ["RLV", "CMV", "EXV-RLV"])
def test_the_document_itself_is_named_where_only_its_redline_is_held(mark: str) -> None:
    make_edition("IEC 60947-2:2016", status=Status.REPLACED)
    make_edition(f"IEC 60947-2:2024 {mark}")
    replaced = ("replaced", "IEC 60947-2:2016", "IEC 60947-2:2024")
    assert verdict("IEC 60947-2:2016") == replaced
    assert verdict("IEC 60947-2") == ("undated", f"IEC 60947-2:2024 {mark}", None)


def test_corrections_never_lead_where_their_base_is_not_held() -> None:
    first = make_edition("ISO/IEC 27001:2013/Cor 1:2014", status=Status.REPLACED)
    assert verdict("ISO/IEC 27001:2013") == ("not_found", None, None)
    with translation.override("en"):
        assert check("ISO/IEC 27001").sentence == (
            "We do not hold the standard itself, only what amends or corrects it, such"
            f" as {first.code}."
        )
    make_edition("ISO/IEC 27001:2022")
    assert verdict("ISO/IEC 27001:2013") == ("not_found", None, "ISO/IEC 27001:2022")


def test_of_two_spellings_of_a_code_the_cited_one_is_found() -> None:
    make_edition("ISO/IEC 14651:2001/Amd 1:2003", body="ISO/IEC")
    make_edition("ISO/IEC 14651:2001/AMD1:2003", body="ISO/IEC", slug="other")
    for code in ("ISO/IEC 14651:2001/Amd 1:2003", "ISO/IEC 14651:2001/AMD1:2003"):
        assert verdict(code) == ("in_force", code, None)


@pytest.mark.parametrize(
    "line", ["ISO 11439:2013/Amd 1:2021", "ISO 11439:2013/Amd 1", "ISO 11439/Amd 1"]
)
def test_a_supplement_is_found_with_and_without_its_years(line: str) -> None:
    make_edition("ISO 11439:2013")
    make_edition("ISO 11439:2013/Amd 1:2021")
    assert verdict(line) == ("in_force", "ISO 11439:2013/Amd 1:2021", None)


def test_what_cannot_be_read_and_what_is_not_there() -> None:
    make_edition("MNS 5217:2012")
    answers = check_lines(
        ["MNS 4099:2020", "ундны ус", "2 дугаар хэсэг", "Хүснэгт 5217", "5217"]
    )
    assert [str(answer.verdict) for answer in answers] == [
        "not_found",
        "not_a_designation",
        "not_a_designation",
        "not_a_designation",
        "undated",
    ]


# --- what to use instead --------------------------------------------------------
def test_the_replacement_in_force_is_found_through_any_number_of_steps() -> None:
    first = make_edition("MNS 100:1990", status=Status.REPLACED)
    second = make_edition("MNS 200:2000", status=Status.REPLACED)
    third = make_edition("MNS 300:2010")
    relate(second, "replaces", first)
    relate(third, "replaces", second)
    assert verdict("MNS 100:1990") == ("replaced", "MNS 100:1990", "MNS 300:2010")


def test_a_replacement_we_do_not_hold_is_named_by_its_code() -> None:
    old = make_edition("ISO 100:1990", status=Status.REPLACED)
    Relation.objects.create(
        kind="replaces",
        from_code="ISO 200:2000",
        from_key="iso 200:2000",
        to_edition=old,
        to_code=old.code,
        to_key=old.key,
    )
    assert verdict("ISO 100:1990") == ("replaced", "ISO 100:1990", "ISO 200:2000")


def test_a_ring_of_replacements_has_an_end() -> None:
    one = make_edition("MNS 100:1990", status=Status.REPLACED)
    two = make_edition("MNS 200:2000", status=Status.REPLACED)
    relate(one, "replaces", two)
    relate(two, "replaces", one)
    assert verdict("MNS 100:1990") == ("replaced", "MNS 100:1990", None)


def test_replaced_without_a_relation_the_current_edition_takes_its_place() -> None:
    make_edition("MNS 5217:2003", status=Status.REPLACED)
    make_edition("MNS 5217:2012")
    assert verdict("MNS 5217:2003") == ("replaced", "MNS 5217:2003", "MNS 5217:2012")


def test_what_the_office_has_not_published_is_never_told() -> None:
    old = make_edition("MNS 100:1990", status=Status.REPLACED)
    hidden = make_edition("MNS 200:2026", is_published=False)
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = make_edition("MNS 100:2026", publish_on=tomorrow)
    relate(hidden, "replaces", old)
    relate(later, "replaces", old)
    assert verdict("MNS 100:1990") == ("replaced", "MNS 100:1990", None)
    assert verdict("MNS 200:2026") == ("not_found", None, None)


# --- spellings ------------------------------------------------------------------
@pytest.mark.parametrize(
    "line",
    [
        "MNS ISO 9001:2016",
        "мнс исо 9001 : 2016",
        "mnsiso9001:2016",
        "MNS ISO 9001-2016",
        "1. MNS ISO 9001:2016",
        "12) MNS ISO 9001:2016",
        "• MNS ISO 9001;2016",
        "Чанарын удирдлагын тогтолцоо. Шаардлага MNS ISO 9001:2016",
        "MNS ISO 9001:2016 Чанарын удирдлагын тогтолцоо",
    ],
)
def test_a_line_is_read_as_people_write_it(line: str) -> None:
    make_edition("MNS ISO 9001:2016")
    assert verdict(line) == ("in_force", "MNS ISO 9001:2016", None)
    assert check(line).typed == line


def test_a_publisher_may_be_left_out_but_never_put_in_front() -> None:
    make_body("ISO/IEC")
    make_edition("ISO/IEC 17025:2017", body="ISO/IEC")
    make_edition("MNS ISO/IEC 17025:2018", body="MNS")
    make_edition("MNS ISO 10002:2019")
    assert verdict("ISO 17025:2017") == ("in_force", "ISO/IEC 17025:2017", None)
    assert verdict("17025:2017") == ("in_force", "ISO/IEC 17025:2017", None)
    assert verdict("17025") == ("undated", "MNS ISO/IEC 17025:2018", None)
    assert verdict("ISO 10002:2019") == ("not_found", None, None)


@pytest.mark.parametrize("line", ["17", "№ 17", "-17", "017"])
def test_a_short_number_alone_is_a_count_and_no_standard(line: str) -> None:
    make_edition("ISO 17:1973")
    assert verdict(line) == ("not_a_designation", None, None)


def test_leading_zeros_do_not_matter() -> None:
    make_edition("MNS 0138:2015")
    assert verdict("MNS 138:2015") == ("in_force", "MNS 0138:2015", None)
    assert verdict("138:2015") == ("in_force", "MNS 0138:2015", None)


def test_lines_keep_their_numbers_and_empty_ones_have_no_answer() -> None:
    make_edition("MNS 5217:2012")
    answers = check_lines(["MNS 5217:2012", "", "  ", "MNS 5217:2012"])
    assert [answer.line for answer in answers] == [1, 4]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("MNS 5217:2012, ISO 9001", ["MNS 5217:2012", "ISO 9001"]),
        ("2) МНС 5217 болон ИСО 9001-2015;", ["МНС 5217", "ИСО 9001-2015"]),
        ("MNS ISO 9001:2016 (ISO 9001:2015, IDT)", None),
        ("mns5217 iso9001", ["mns5217", "iso9001"]),
        ("MNS 900:2005 / MNS 0900:2018", ["MNS 900:2005", "MNS 0900:2018"]),
        ("MNS 5217:2012, 4585:2016", ["MNS 5217:2012", "4585:2016"]),
        ("MNS 5217:2012 Ус; MNS 4585 Агаар", ["MNS 5217:2012 Ус", "MNS 4585 Агаар"]),
    ],
)
def test_a_line_that_cites_several_has_an_answer_for_each(
    line: str, parts: list[str] | None
) -> None:
    answers = check_lines(["", line])
    wanted = parts or ["MNS ISO 9001:2016", "ISO 9001:2015, IDT"]
    assert [(answer.line, answer.typed) for answer in answers] == [
        (2, part) for part in wanted
    ]


def test_each_of_a_line_is_looked_up() -> None:
    make_edition("MNS 5217:2012")
    make_edition("ISO 9001:2015", status=Status.BEING_REVISED)
    answers = check_lines(["MNS 5217:2012 ба ISO 9001:2015"])
    assert [(str(one.verdict), str(one.found)) for one in answers] == [
        ("in_force", "MNS 5217:2012"),
        ("being_revised", "ISO 9001:2015"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "ISO/IEC 8802-3/IEEE 802.3",
        "ISO 9001:2015 EN",
        "ISO 9001:2015/Amd 1:2024",
        "ETSI EN 301 549 V3.2.1 (2021-03)",
        "IEC 60947-2:2016+AMD1:2019 CSV",
        "ISO/HL7 10781:2023",
        "MNS 900:2005, Ундны ус, 2 дугаар хэсэг",
    ],
)
def test_a_line_that_cites_one_is_left_whole(line: str) -> None:
    assert [answer.typed for answer in check_lines([line])] == [line]


# --- size -----------------------------------------------------------------------
def test_a_long_list_takes_no_more_queries_than_a_short_one() -> None:
    for number in range(1000, 1060):
        old = make_edition(f"MNS {number}:2000", status=Status.REPLACED)
        relate(make_edition(f"MNS {number}:2010"), "replaces", old)
    lines = [f"MNS {number}:2000" for number in range(1000, 1060)]
    with CaptureQueriesContext(connection) as short:
        check_lines(lines[:1])
    with CaptureQueriesContext(connection) as long:
        answers = check_lines(lines)
    assert (len(short), len(long)) == (4, 4)
    assert {str(answer.verdict) for answer in answers} == {"replaced"}


def test_two_thousand_lines_are_the_most() -> None:
    assert len(check_lines(["ундны ус"] * 2000)) == 2000
    with pytest.raises(ValidationError) as caught, translation.override("en"):
        check_lines(["ундны ус"] * 2001)
    with pytest.raises(ValidationError):
        check_lines(["MNS 1, MNS 2"] * 1001)
    assert caught.value.messages == [
        "At most 2000 lines can be checked at once. "
        "Divide the list and check the parts."
    ]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.text(max_size=400), max_size=5))
def test_no_line_is_too_odd(lines: list[str]) -> None:
    assert {answer.line for answer in check_lines(lines)} <= set(range(1, 6))


# --- sentences and tables -------------------------------------------------------
def test_sentences_name_what_to_use() -> None:
    make_edition("MNS 5217:2003", status=Status.WITHDRAWN)
    make_edition("MNS 5217:2012")
    with translation.override("en"):
        answers = check_lines(["MNS 5217:2003", "MNS 5217", "MNS 5217:2012", "MNS 1"])
    assert [answer.sentence for answer in answers] == [
        "It has been withdrawn; use MNS 5217:2012.",
        "Cited without a year; the current edition is MNS 5217:2012.",
        "It is in force.",
        "It is not in our catalogue. Check the number and the year.",
    ]


@pytest.fixture
def hostile() -> list[Checked]:
    """Cells that a spreadsheet program would run, and one it could not hold."""
    make_edition("MNS 5217:2012", title_mn="=HYPERLINK(1)\x07")
    with translation.override("en"):
        return check_lines(["=cmd|'/c calc'!A1", "+1", "-2+3", "@SUM(1)", "MNS 5217"])


def test_a_csv_holds_no_formula(hostile: list[Checked]) -> None:
    with translation.override("en"):
        text = "".join(as_csv(hostile))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == [
        "Line",
        "Cited",
        "Found",
        "Title",
        "Status",
        "Explanation",
        "Use instead",
        "Published",
    ]
    assert [row[1] for row in rows[1:]] == [
        "'=cmd|'/c calc'!A1",
        "'+1",
        "'-2+3",
        "'@SUM(1)",
        "MNS 5217",
    ]
    assert rows[5][2:4] == ["MNS 5217:2012", "'=HYPERLINK(1)\x07"]
    assert rows[5][7] == "2012"


def test_an_xlsx_holds_text_only(hostile: list[Checked]) -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(hostile))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["B2"].value == "=cmd|'/c calc'!A1"
    assert sheet["D6"].value == "=HYPERLINK(1)"


# --- uploads --------------------------------------------------------------------
def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def workbook(*rows: list[Any]) -> bytes:
    """An Excel file of these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CODES = ["MNS 5217:2012", "MNS ISO 9001:2016"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"MNS 5217:2012\r\n\r\nMNS ISO 9001:2016\r\n"),
        ("a.txt", "\ufeffMNS 5217:2012\nMNS ISO 9001:2016".encode()),
        ("a.txt", "MNS 5217:2012\nMNS ISO 9001:2016".encode("utf-16")),
        ("a.csv", "№;Код;Нэр\n1;MNS 5217:2012;а\n2;MNS ISO 9001:2016;б".encode()),
        ("a.csv", "№;Код\n1;MNS 5217:2012\n2;MNS ISO 9001:2016".encode("cp1251")),
        ("a.csv", b'code,title\n"MNS 5217:2012","a, b"\nMNS ISO 9001:2016,c'),
        ("a.csv", b"MNS 5217:2012\nMNS ISO 9001:2016"),
        ("a.xlsx", workbook(["№", "Код"], [1, CODES[0]], [], [2, CODES[1]])),
    ],
)
def test_an_upload_gives_its_designations(name: str, content: bytes) -> None:
    assert read_upload(upload(name, content)) == CODES


def test_a_text_keeps_every_line() -> None:
    content = "MNS 5217:2012, галиглах\nундны ус".encode()
    assert read_upload(upload("a.txt", content)) == [
        "MNS 5217:2012, галиглах",
        "ундны ус",
    ]


def bomb() -> bytes:
    """A workbook whose sheet unfolds to 60 MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["MNS 1:2000"]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.namelist():
            target.writestr(member, source.read(member))
        target.writestr("xl/worksheets/sheet2.xml", b" " * 60_000_000)
    return out.getvalue()


def entities() -> bytes:
    """A workbook with a document type of its own."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["MNS 1:2000"]))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for member in source.namelist():
            content = source.read(member)
            if member.endswith("sheet1.xml"):
                content = b'<!DOCTYPE a [<!ENTITY b "c">]>' + content
            target.writestr(member, content)
    return out.getvalue()


UNREADABLE = (
    "This file cannot be read. Send a text file (TXT), CSV or Excel (XLSX), or paste "
    "the list into the form."
)
NOTHING = (
    "No designation of a standard was found in the file. Put one on each line, for "
    "example MNS 5217:2012."
)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", b"", "The file is empty. Choose it again."),
        ("a.csv", b" \n ", "The file is empty. Choose it again."),
        ("a.txt", b"\x00\x01\x02\x03", UNREADABLE),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00", UNREADABLE),
        ("a.csv", b'"' + b"a" * 200_000, UNREADABLE),
        ("a.xlsx", b"PK\x03\x04 no archive", UNREADABLE),
        ("a.xlsx", entities(), UNREADABLE),
        ("a.xlsx", workbook([None]), NOTHING),
        ("a.xlsx", bomb(), UNREADABLE),
        (
            "a.txt",
            b"a" * (MAX_BYTES + 1),
            "The file is larger than 2 MB. Divide the list and check the parts.",
        ),
        (
            "a.txt",
            b"MNS 1\n" * 2001,
            "At most 2000 lines can be checked at once. Divide the list and check "
            "the parts.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(
    name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(ValidationError) as caught, translation.override("en"):
        read_upload(upload(name, content))
    assert caught.value.messages == [sentence]


def test_a_cell_of_a_million_letters_is_cut() -> None:
    content = b"MNS 5217:2012\n" + b"a" * 1_000_000
    assert [len(line) for line in read_upload(upload("a.txt", content))] == [13, 300]
