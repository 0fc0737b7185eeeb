"""Results of rows: what they must say, and the page on which they are entered."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from casework.errors import CaseworkError
from eservices.models import InstrumentRow
from eservices.results import Given, RowResult, faults_of
from organisation.models import Role, Unit
from tests.casework.office import in_mongolian, sign_in
from tests.eservices.officers import SENT, Office
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]

DAY = SENT.date()


@pytest.fixture
def office() -> Office:
    """Two instruments, paid and in work, without a result."""
    office = Office("verification")
    office.judge = lambda: None  # type: ignore[method-assign]
    office.bring_to("in_work")
    return office


def address(office: Office, part: str = "results/") -> str:
    return f"/admin/eservices/application/{office.application.pk}/{part}"


def post(office: Office, act: str, **typed: Any) -> Any:
    office.application.refresh_from_db()
    data = {"version": office.application.version, "act": act, **typed}
    return sign_in(office.clerk).post(address(office), data)


def kept(office: Office) -> list[tuple[Any, ...]]:
    rows = InstrumentRow.objects.filter(application=office.application.pk)
    return list(rows.order_by("position").values_list("result", "seal_no", "done_on"))


# --- what a result must say -----------------------------------------------------
@pytest.mark.parametrize(
    "wrong",
    [
        RowResult(3, "passed", done_on=DAY),
        RowResult(1, "splendid", done_on=DAY),
        RowResult(1, "failed", done_on=DAY),
        RowResult(1, "failed", reason="  ", done_on=DAY),
        RowResult(1, "passed"),
        RowResult(1, "passed", done_on=DAY - timedelta(days=1)),
        RowResult(1, "passed", done_on=date(2100, 1, 1)),
        RowResult(1, "passed", seal_no="9" * 41, done_on=DAY),
    ],
)
def test_a_result_that_cannot_be_is_told(office: Office, wrong: RowResult) -> None:
    assert set(faults_of(office.application, Given("instruments", [wrong]))) == {
        wrong.line
    }
    with pytest.raises(CaseworkError):
        office.do("results", results=Given("instruments", [wrong]))
    assert kept(office) == [("", "", None)] * 2


def test_the_next_day_is_counted_by_the_interval_of_the_kind(office: Office) -> None:
    results = [
        RowResult(1, "passed", seal_no="Т-1", done_on=date(2026, 11, 10)),
        RowResult(2, "failed", reason="Алдаа их", done_on=date(2026, 11, 10)),
    ]
    office.do("results", results=Given("instruments", results))
    first, second = InstrumentRow.objects.order_by("position").select_related("kind")
    months = first.kind.interval_months
    assert months == 12
    assert (first.due_on, second.due_on) == (date(2027, 11, 10), None)
    assert second.result_reason == "Алдаа их"


def test_a_result_is_taken_back_as_a_whole(office: Office) -> None:
    one = RowResult(1, "passed", seal_no="Т-1", done_on=DAY)
    office.do("results", results=Given("instruments", [one]))
    office.do("results", results=Given("instruments", [RowResult(1, "")]))
    assert kept(office) == [("", "", None)] * 2


def test_the_event_counts_and_names_nobody(office: Office) -> None:
    one = RowResult(1, "failed", reason="Д. Болд эвдсэн", done_on=DAY)
    case = office.do("results", results=Given("instruments", [one]))
    event = case.events.get(kind="results")
    assert event.data == {"rows": "instruments", "passed": 0, "failed": 1}
    assert event.is_visible is False


# --- the page -------------------------------------------------------------------
def test_all_that_are_left_pass_at_once(office: Office) -> None:
    office.do(
        "results",
        results=Given("instruments", [RowResult(2, "failed", "Алдаа", done_on=DAY)]),
    )
    answer = post(office, "all_passed", day="2026-11-03")
    assert answer.status_code == 302
    assert kept(office) == [("passed", "", date(2026, 11, 3)), ("failed", "", DAY)]


def test_single_lines_are_changed_in_the_table(office: Office) -> None:
    typed = {
        "result_1": "passed",
        "seal_1": "Т-7",
        "done_1": "2026-11-03",
        "result_2": "failed",
        "done_2": "2026-11-04",
        "reason_2": "Заалт тогтворгүй",
    }
    assert post(office, "page", **typed).status_code == 302
    assert kept(office) == [
        ("passed", "Т-7", date(2026, 11, 3)),
        ("failed", "", date(2026, 11, 4)),
    ]


def test_what_is_wrong_stands_beside_its_line_and_what_was_typed_stays(
    office: Office,
) -> None:
    typed = {
        "result_1": "failed",
        "done_1": "2026-11-03",
        "seal_2": "Т-<9>",
        "result_2": "",
    }
    answer = post(office, "page", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="fault-1"' in page
    assert 'href="#line-1"' in page
    assert "Т-&lt;9&gt;" in page
    assert kept(office) == [("", "", None)] * 2


@pytest.mark.parametrize(
    "table",
    [
        "A101\tТ-1\t{passed}\nA102\tТ-2\t{failed}\tАлдаа их\t2026-11-05",
        "Серийн дугаар\tДүн\tТэмдгийн дугаар\tШалтгаан\tОгноо\n"
        "a101\tpassed\tТ-1\t\t\nA102\tfailed\tТ-2\tАлдаа их\t2026.11.05",
    ],
)
def test_a_table_is_pasted_out_of_excel(office: Office, table: str) -> None:
    words = table.format(
        passed=in_mongolian("Passed"), failed=in_mongolian("Did not pass")
    )
    answer = post(office, "pasted", table=words, day="2026-11-04")
    assert answer.status_code == 302
    assert kept(office) == [
        ("passed", "Т-1", date(2026, 11, 4)),
        ("failed", "Т-2", date(2026, 11, 5)),
    ]


def test_a_wrong_row_of_a_pasted_table_saves_nothing(office: Office) -> None:
    table = "A101\tТ-1\t+\nX999\tТ-2\t+\nA102\tТ-3\tмагадгүй"
    answer = post(office, "pasted", table=table, day="2026-11-04")
    assert answer.status_code == 422
    assert set(answer.context["results"].table_faults) == {2, 3}
    assert "X999" in answer.content.decode()
    assert kept(office) == [("", "", None)] * 2


def test_the_downloaded_list_is_filled_in_and_sent_back(office: Office) -> None:
    client = sign_in(office.clerk)
    answer = client.get(address(office, "results.xlsx"))
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    place = heads.index(in_mongolian("Result")) + 1
    sheet.cell(3, place).value = in_mongolian("Passed")
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("results.xlsx", out.getvalue())
    assert post(office, "file", file=upload, day="2026-11-04").status_code == 302
    assert kept(office) == [("", "", None), ("passed", "", date(2026, 11, 4))]


def test_a_serial_number_that_stands_twice_needs_its_line(office: Office) -> None:
    InstrumentRow.objects.filter(position=2).update(serial="A101", maker="Mettler")
    refused = post(office, "pasted", table="A101\tТ-1\t+", day="2026-11-04")
    assert set(refused.context["results"].table_faults) == {1}
    heads = "Мөр\tСерийн дугаар\tДүн"
    done = post(office, "pasted", table=f"{heads}\n2\tA101\t+", day="2026-11-04")
    assert done.status_code == 302
    assert [row[0] for row in kept(office)] == ["", "passed"]


def test_who_comes_second_is_told_and_keeps_what_was_typed(office: Office) -> None:
    client = sign_in(office.clerk)
    typed = {"act": "page", "version": 1, "result_1": "failed", "reason_1": "Алдаа"}
    answer = client.post(address(office), {**typed, "done_1": "2026-11-03"})
    assert answer.status_code == 409
    assert "Алдаа" in answer.content.decode()
    assert kept(office) == [("", "", None)] * 2


@pytest.mark.parametrize("typed", ["", "abc", "-1", "9" * 30, "1'"])
def test_a_strange_version_or_page_is_no_fault(office: Office, typed: str) -> None:
    client = sign_in(office.clerk)
    data = {"act": typed, "version": typed, "result_1": typed, "done_1": typed}
    assert client.post(address(office), data).status_code in {409, 422}
    assert (
        client.get(address(office), {"page": typed, "list": typed}).status_code == 200
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(table=st.text(max_size=200), act=st.sampled_from(["pasted", "file", "page"]))
def test_whatever_is_sent_is_answered_with_a_sentence(
    office: Office, table: str, act: str
) -> None:
    upload = SimpleUploadedFile("x.xlsx", table.encode("utf-8", "replace") or b"x")
    answer = post(office, act, table=table, file=upload, day=table, result_1=table)
    assert answer.status_code in {302, 422}


def test_nobody_else_enters_results(office: Office) -> None:
    operator = make_user(Role.OPERATOR, office.unit)
    finance = make_user(Role.FINANCE, office.unit)
    stranger = make_user(Role.CLERK, Unit.objects.get(code="selenge"))
    codes = [
        sign_in(user).get(address(office)).status_code
        for user in (operator, finance, stranger)
    ]
    assert codes == [403, 404, 404]


def test_a_list_of_an_application_that_is_not_paid_is_not_opened(
    office: Office,
) -> None:
    waiting = Office("verification")
    waiting.bring_to("in_review")
    answer = sign_in(waiting.clerk).get(address(waiting))
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/admin/casework/case/{waiting.application.pk}/change/",
    )


def queries(office: Office) -> int:
    """How often the page asks the database."""
    client = sign_in(office.clerk)
    client.get(address(office))
    with CaptureQueriesContext(connection) as asked:
        client.get(address(office))
    return len(asked)


def test_a_long_list_asks_as_often_as_a_short_one(office: Office) -> None:
    before = queries(office)
    first = InstrumentRow.objects.filter(application=office.application.pk)[0]
    InstrumentRow.objects.bulk_create(
        InstrumentRow(
            application=office.application,
            position=line,
            kind=first.kind,
            maker=first.maker,
            model=first.model,
            serial=f"C{line}",
            range_text=first.range_text,
        )
        for line in range(3, 120)
    )
    assert queries(office) == before
