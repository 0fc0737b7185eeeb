"""Lists of an application: line by line, from Excel, and from the catalogue."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from casework.files.office import XLSX
from catalogue.status import Status
from eservices.models import Draft
from eservices.pages.row_list import LISTED_FAULTS, PAGE_SIZE
from tests.catalogue.factories import make_edition, relate
from tests.eservices.apply_pages import Desk, pasted, searchable, summary_of
from tests.eservices.factories import ROWS, make_draft

pytestmark = pytest.mark.usefixtures("reference", "private")
LIST = "rows/instruments/"
STANDARDS = "rows/standards/"
LINE = ROWS["verification"]["instruments"][0]


@pytest.fixture
def desk() -> Desk:
    """An S2 application with one instrument."""
    return Desk.of(make_draft("verification"))


@pytest.fixture
def empty() -> Desk:
    """An S1 application without a line."""
    return Desk.of(make_draft("standards-registration", rows={}))


# --- one line ---
def test_a_line_is_added_and_shown(desk: Desk) -> None:
    answer = desk.post(f"{LIST}add/", **(LINE | {"serial": "B7"}))
    assert answer["Location"] == desk.url(f"{LIST}?page=1#row-2")
    assert [row["serial"] for row in desk.rows("instruments")] == ["A101", "B7"]
    html = desk.html(LIST)
    assert html.count('<tr role="row" id="row-') == 2
    assert "2 lines, nothing to correct" in html


def test_a_wrong_line_is_kept_and_its_form_says_why(desk: Desk) -> None:
    answer = desk.post(f"{LIST}add/", **(LINE | {"serial": "B7", "range": "их"}))
    assert answer["Location"] == desk.url(f"{LIST}2/")
    html = desk.html(f"{LIST}2/")
    assert 'value="их"' in html
    assert len(summary_of(html)) == 1


def test_another_line_can_follow_at_once(desk: Desk) -> None:
    answer = desk.post(f"{LIST}add/", more="1", **(LINE | {"serial": "B7"}))
    assert answer["Location"] == desk.url(f"{LIST}add/")


def test_a_line_is_written_anew(desk: Desk) -> None:
    answer = desk.post(f"{LIST}1/", **(LINE | {"serial": "C1"}))
    assert answer["Location"] == desk.url(f"{LIST}?page=1#row-1")
    assert [row["serial"] for row in desk.rows("instruments")] == ["C1"]


def test_what_was_pasted_as_words_stands_in_the_boxes() -> None:
    make_edition("MNS 5217:2012")
    row = ROWS["standards-registration"]["standards"][0]
    words = row | {"since": "2020.01.31", "aimag_code": "Дархан-Уул"}
    desk = Desk.of(make_draft("standards-registration", rows={"standards": [words]}))
    html = desk.html(f"{STANDARDS}1/")
    assert 'value="2020-01-31"' in html
    assert '<option value="45" selected>' in html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("2020.01.31", "2020-01-31"), ("2020-1-31", "2020-01-31"), ("онд", "онд")],
)
def test_a_day_stands_in_the_list_as_the_language_writes_it(
    typed: str, shown: str
) -> None:
    make_edition("MNS 5217:2012")
    row = ROWS["standards-registration"]["standards"][0] | {"since": typed}
    desk = Desk.of(make_draft("standards-registration", rows={"standards": [row]}))
    assert f"<span>{shown}</span>" in desk.html(STANDARDS)


def test_a_day_no_browser_can_show_is_not_lost() -> None:
    make_edition("MNS 5217:2012")
    row = ROWS["standards-registration"]["standards"][0] | {"since": "хавар"}
    desk = Desk.of(make_draft("standards-registration", rows={"standards": [row]}))
    html = desk.html(f"{STANDARDS}1/")
    assert '<input type="text" name="since" value="хавар"' in html


def test_copy_and_delete(desk: Desk) -> None:
    answer = desk.post(LIST, copy="1")
    assert answer["Location"] == desk.url(f"{LIST}?page=1#row-2")
    assert [row["serial"] for row in desk.rows("instruments")] == ["A101", ""]
    desk.post(LIST, delete="2")
    assert [row["serial"] for row in desk.rows("instruments")] == ["A101"]


@pytest.mark.parametrize(
    "data",
    [
        {"copy": "99"},
        {"delete": "0"},
        {"delete": "ᠠ"},
        {"use": "1:serial"},
        {"use": "1:nothing:X"},
        {"use": "x" * 5000},
        {},
    ],
)
def test_a_button_that_names_nothing_changes_nothing(
    desk: Desk, data: dict[str, str]
) -> None:
    assert desk.post(LIST, **data).status_code == 302
    assert [row["serial"] for row in desk.rows("instruments")] == ["A101"]


def test_an_old_page_changes_nothing(desk: Desk) -> None:
    answer = desk.client.post(
        desk.url(LIST), {"version": 1, "delete": "1"}, follow=True
    )
    assert "changed on another device" in answer.content.decode()
    assert len(desk.rows("instruments")) == 1
    answer = desk.client.post(desk.url(f"{LIST}1/"), {"version": 1, "maker": "Масса-К"})
    assert answer.status_code == 409
    assert 'value="Масса-К"' in answer.content.decode()


# --- many lines ---
def test_a_pasted_table_is_read_beside_the_lines_that_are_there(desk: Desk) -> None:
    answer = desk.post(
        f"{LIST}load/", pasted=pasted(120, bad_kind={7}, bad_range={110})
    )
    assert answer["Location"] == desk.url(LIST)
    assert len(desk.rows("instruments")) == 121
    html = desk.html(LIST)
    assert html.count('<tr role="row" id="row-') == PAGE_SIZE
    assert len(summary_of(html)) == 2
    assert 'href="?page=3#row-111-range"' in html
    assert html.count('class="faulty"') == 1
    assert 'id="row-111-range"' in desk.html(f"{LIST}?page=3")


def test_a_new_table_takes_the_place_of_the_old(desk: Desk) -> None:
    table = pasted(3, bad_kind=set(), bad_range=set())
    desk.post(f"{LIST}load/", pasted=table, how="replace")
    assert [row["serial"] for row in desk.rows("instruments")] == [
        "A0001",
        "A0002",
        "A0003",
    ]


def test_only_the_first_faults_are_listed(desk: Desk) -> None:
    bad = set(range(1, 41))
    desk.post(f"{LIST}load/", pasted=pasted(60, bad_kind=bad, bad_range=set()))
    listed = summary_of(desk.html(LIST))
    assert len(listed) == LISTED_FAULTS + 1
    assert listed[-1] == f"… and {40 - LISTED_FAULTS} more."


def test_a_file_is_read_like_a_pasted_table(desk: Desk) -> None:
    empty_table = load_workbook(io.BytesIO(desk.get(f"{LIST}empty/").content))
    sheet = empty_table.active
    assert sheet is not None
    sheet.append(["02.001", "CAS", "SW-1", "X1", "0-30 кг"])
    out = io.BytesIO()
    empty_table.save(out)
    upload = SimpleUploadedFile("list.xlsx", out.getvalue(), content_type=XLSX)
    answer = desk.post(f"{LIST}load/", table=upload, how="replace")
    assert answer["Location"] == desk.url(LIST)
    assert [row["serial"] for row in desk.rows("instruments")] == ["X1"]


def test_the_marked_file_comes_back_corrected(desk: Desk) -> None:
    table = pasted(3, bad_kind=set(), bad_range={2})
    desk.post(f"{LIST}load/", pasted=table, how="replace")
    answer = desk.get(f"{LIST}file/")
    assert answer["Content-Type"] == XLSX
    book = load_workbook(io.BytesIO(answer.content))
    sheet: Any = book.active
    assert sheet["E3"].comment is not None
    sheet["E3"] = "0-30 кг"
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("list.xlsx", out.getvalue(), content_type=XLSX)
    desk.post(f"{LIST}load/", table=upload, how="replace")
    assert "3 lines, nothing to correct" in desk.html(LIST)


@pytest.mark.parametrize("text", ["", "   \n ", "Эрхэм дарга аа"])
def test_what_is_no_table_is_told_and_stays_in_the_box(desk: Desk, text: str) -> None:
    answer = desk.post(f"{LIST}load/", pasted=text)
    if answer.status_code == 302:  # one cell may be a line, which is told as wrong
        assert summary_of(desk.html(LIST)) != []
        return
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error-summary"' in html
    assert f"{text.strip()}</textarea>" in html
    assert len(desk.rows("instruments")) == 1


def test_a_file_that_is_none_is_told(desk: Desk) -> None:
    upload = SimpleUploadedFile("list.xlsx", b"PK\x03\x04 nothing", content_type=XLSX)
    answer = desk.post(f"{LIST}load/", table=upload)
    assert answer.status_code == 422
    assert len(desk.rows("instruments")) == 1
    assert desk.get(f"{LIST}load/")["Location"] == desk.url(LIST)


def test_too_many_lines_are_told(desk: Desk) -> None:
    table = pasted(2001, bad_kind=set(), bad_range=set())
    answer = desk.post(f"{LIST}load/", pasted=table)
    assert answer.status_code == 422
    assert len(desk.rows("instruments")) == 1


@pytest.mark.parametrize("page", ["0", "99", "x", "-1"])
def test_any_page_number_shows_a_page(desk: Desk, page: str) -> None:
    assert 'id="row-1"' in desk.html(f"{LIST}?page={page}")


# --- standards of the catalogue ---
def test_a_standard_is_found_and_added(empty: Desk) -> None:
    searchable("MNS 5217:2012", title_mn="Галиг")
    html = empty.html(f"{STANDARDS}find/?q=5217")
    assert 'name="add" value="MNS 5217:2012"' in html
    answer = empty.post(f"{STANDARDS}find/", add="MNS 5217:2012")
    assert answer["Location"] == empty.url(f"{STANDARDS}1/?new=1")
    assert empty.rows("standards")[0]["standard"] == "MNS 5217:2012"
    assert summary_of(empty.html(f"{STANDARDS}1/?new=1")) == []
    assert len(summary_of(empty.html(f"{STANDARDS}1/"))) > 1


def test_the_next_standard_takes_over_place_and_purpose() -> None:
    make_edition("MNS 5217:2012")
    searchable("MNS 900:2018", title_mn="Ундны ус")
    desk = Desk.of(make_draft("standards-registration"))
    desk.post(f"{STANDARDS}find/", add="MNS 900:2018")
    first, second = desk.rows("standards")
    assert second == first | {"standard": "MNS 900:2018"}


@pytest.fixture
def replaced() -> Draft:
    """An S1 application that names a replaced standard."""
    old = searchable("MNS 900:2005", title_mn="Ундны ус", status=Status.REPLACED)
    new = searchable("MNS 900:2018", title_mn="Ундны ус")
    relate(new, "replaces", old)
    row = ROWS["standards-registration"]["standards"][0]
    return make_draft(
        "standards-registration", rows={"standards": [row | {"standard": old.code}]}
    )


def test_a_replaced_standard_is_not_offered_but_its_successor(replaced: Draft) -> None:
    html = Desk.of(replaced).html(f"{STANDARDS}find/?q=MNS+900:2005")
    assert 'name="add" value="MNS 900:2005"' not in html
    assert 'name="add" value="MNS 900:2018"' in html


def test_a_replaced_standard_cannot_be_added_by_hand(replaced: Draft) -> None:
    desk = Desk.of(replaced)
    answer = desk.post(f"{STANDARDS}find/", add="MNS 900:2005", q="900")
    assert answer.status_code == 422
    assert "MNS 900:2018" in answer.content.decode()
    assert len(desk.rows("standards")) == 1


def test_its_successor_is_one_button_away(replaced: Draft) -> None:
    desk = Desk.of(replaced)
    button = 'name="use" value="1:standard:MNS 900:2018"'
    assert button in desk.html(STANDARDS)
    assert 'name="use" value="standard:MNS 900:2018"' in desk.html(f"{STANDARDS}1/")
    desk.post(STANDARDS, use="1:standard:MNS 900:2018")
    assert [row["standard"] for row in desk.rows("standards")] == ["MNS 900:2018"]
    assert "1 line, nothing to correct" in desk.html(STANDARDS)


def test_the_successor_may_be_chosen_in_the_line_too(replaced: Draft) -> None:
    desk = Desk.of(replaced)
    row = desk.rows("standards")[0]
    answer = desk.post(f"{STANDARDS}1/", use="standard:MNS 900:2018", **row)
    assert answer["Location"] == desk.url(f"{STANDARDS}?page=1#row-1")


def test_suggestions_lead_to_the_hits_of_this_list(empty: Desk) -> None:
    searchable("MNS 5217:2012", title_mn="Галиг")
    answer = empty.get(f"{STANDARDS}suggest/?q=5217").json()
    here = empty.url(f"{STANDARDS}find/?q=")
    assert answer != []
    assert all(one["url"].startswith(here) for one in answer)


@pytest.mark.parametrize("path", ["find/", "suggest/"])
def test_a_list_without_standards_has_no_search(desk: Desk, path: str) -> None:
    assert desk.get(f"{LIST}{path}").status_code == 404


@pytest.mark.parametrize("text", ["", "зддщ", "%00", "a" * 500])
def test_a_search_that_finds_nothing_says_so(empty: Desk, text: str) -> None:
    assert empty.get(f"{STANDARDS}find/?q={text}").status_code in {200, 400}
    assert empty.post(f"{STANDARDS}find/", add=text[:3]).status_code in {302, 422}
