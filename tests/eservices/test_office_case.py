"""The case screen of an application: what an officer sees, asks and decides."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from casework.applicant_acts import offered_acts
from casework.models import Attachment, Case, Message, RetentionRule
from casework.office.move_forms import templates_for
from casework.status import StatusPage
from eservices.engine import all_services
from eservices.fees import priced_for, total
from eservices.models import (
    Application,
    InfoRequest,
    InstrumentRow,
    Invoice,
    Service,
    Tariff,
)
from eservices.office.lines import read_lines
from eservices.workflow import APPLICATION
from organisation.models import Role, Unit
from tests.casework.office import case_url, forms_of, in_mongolian, send, sign_in
from tests.eservices.factories import a_reason, make_application, make_person
from tests.eservices.officers import SENT, Office
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]


@pytest.fixture
def office() -> Office:
    office = Office("verification")
    office.bring_to("in_review")
    return office


def screen(office: Office, **asked: Any) -> str:
    answer = sign_in(office.clerk).get(case_url(office.application), asked)
    return str(answer.content.decode())


def case_of(office: Office) -> Case:
    return Case.objects.get(pk=office.application.pk)


# --- what is seen ---------------------------------------------------------------
def test_the_company_its_answers_and_its_lines_are_seen(office: Office) -> None:
    page = screen(office)
    assert office.company.name in page
    assert office.company.register_no in page
    assert "A101" in page
    assert in_mongolian("Trade and settlement") in page


def test_persons_stay_masked_and_their_register_number_too(office: Office) -> None:
    page = screen(office)
    for personal in ("Дорж Оюун", "99112345", "oyun@company.example", "УБ85010112"):
        assert personal not in page
    opened = sign_in(office.clerk).post(case_url(office.application, "person/"))
    assert "99112345" in opened.content.decode()
    assert office.application.events.filter(kind="personal_data_opened").count() == 1


def test_a_citizens_address_is_personal_too(office: Office) -> None:
    application = make_application("verification", as_citizen=True, user=make_person())
    page = sign_in(office.clerk).get(case_url(application)).content.decode()
    assert "5-р баг, 3-12" not in page


def test_warnings_are_said_in_words(office: Office) -> None:
    path = "rows.instruments.2.type_approval"
    warnings = [{"path": path, "code": "type_approval_missing"}]
    Application.objects.filter(pk=office.application.pk).update(warnings=warnings)
    words = in_mongolian(
        "This kind of instrument needs a type approval and none was named."
    )
    assert screen(office).count(words) == 2  # on top, and at its line


def test_documents_stand_beside_what_they_are_for_and_not_twice() -> None:
    office = Office("product-certification")
    office.bring_to("in_review")
    page = screen(office)
    files = Attachment.objects.filter(case=office.application.pk)
    assert files.count() > 3
    assert all(page.count(f"file/{file.pk}/") == 1 for file in files)


def test_a_long_list_is_paged_and_asks_as_often_as_a_short_one(office: Office) -> None:
    few = queries(office)
    first = InstrumentRow.objects.filter(application=office.application.pk)[0]
    InstrumentRow.objects.bulk_create(
        InstrumentRow(
            application=office.application,
            position=line,
            kind=first.kind,
            maker="CAS",
            model="SW",
            serial=f"C{line:04d}",
            range_text="0-30 кг",
        )
        for line in range(3, 251)
    )
    page = screen(office, list="instruments", page="3")
    assert ("C0201" in page, "C0200" in page) == (True, False)
    assert queries(office) == few


def queries(office: Office) -> int:
    client = sign_in(office.clerk)
    client.get(case_url(office.application))
    with CaptureQueriesContext(connection) as asked:
        client.get(case_url(office.application))
    return len(asked)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, ""])
def test_a_strange_page_of_the_list_is_no_fault(office: Office, page: str) -> None:
    assert "A101" in screen(office, list="instruments", page=page)


def test_the_queue_finds_it_by_company_and_by_register_number(office: Office) -> None:
    client = sign_in(office.clerk)
    for typed in (office.company.name, office.company.register_no):
        found = client.post("/admin/casework/case/", {"q": typed}, follow=True)
        assert office.application.number in found.content.decode()


def test_it_stands_in_the_queue_under_the_name_of_its_service(office: Office) -> None:
    page = sign_in(office.clerk).get("/admin/casework/case/?tab=unit").content.decode()
    name = "Verification and calibration of measuring instruments"
    assert in_mongolian(name) in page


# --- who does not see it --------------------------------------------------------
@pytest.mark.parametrize("role", [Role.FINANCE, Role.EDITOR])
def test_finance_and_editors_see_no_case(office: Office, role: str) -> None:
    client = sign_in(make_user(role, office.unit))
    assert client.get(case_url(office.application)).status_code == 404
    queue = client.get("/admin/casework/case/?tab=all").content.decode()
    assert office.application.number not in queue


def test_an_officer_of_another_unit_sees_nothing(office: Office) -> None:
    stranger = make_user(Role.CLERK, Unit.objects.get(code="selenge"))
    assert sign_in(stranger).get(case_url(office.application)).status_code == 404


def test_an_auditor_reads_and_does_nothing(office: Office) -> None:
    answer = sign_in(make_user(Role.AUDITOR, office.unit)).get(
        case_url(office.application)
    )
    assert forms_of(answer) == set()
    assert 'name="paths"' not in answer.content.decode()


# --- the question ---------------------------------------------------------------
def test_ticks_become_field_paths(office: Office) -> None:
    answer = send(
        sign_in(office.clerk),
        office.application,
        "ask_fields",
        **{
            "paths": ["work", "rows.instruments"],
            "rows.instruments": ["2"],
            "lines.instruments": "1",
            "columns.instruments": ["serial", "range"],
            "fault": "wrong",
            "text": "Серийн дугаарыг засна уу.",
        },
    )
    assert answer.status_code == 302
    assert InfoRequest.objects.get().paths == [
        "work",
        "rows.instruments",
        "rows.instruments.1.serial",
        "rows.instruments.1.range",
        "rows.instruments.2.serial",
        "rows.instruments.2.range",
    ]


def test_a_ticked_line_without_columns_is_the_whole_line(office: Office) -> None:
    typed = {"rows.instruments": ["2"], "fault": "wrong", "text": "Засна уу."}
    send(sign_in(office.clerk), office.application, "ask_fields", **typed)
    paths = InfoRequest.objects.get().paths
    assert paths[0] == "rows.instruments.2.kind"
    assert len(paths) == 9


def test_what_was_ticked_and_typed_stays_when_something_is_missing(
    office: Office,
) -> None:
    typed = {"paths": ["work"], "lines.instruments": "1-2", "text": "Засна <уу>."}
    answer = send(sign_in(office.clerk), office.application, "ask_fields", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'name="paths" value="work" checked', page)
    assert 'name="lines.instruments" value="1-2"' in page
    assert "Засна &lt;уу&gt;." in page


@pytest.mark.parametrize("lines", ["x", "0", "5-3", "1-99999", "1,,x"])
def test_lines_that_are_none_are_told(office: Office, lines: str) -> None:
    typed = {"lines.instruments": lines, "fault": "wrong", "text": "Засна уу."}
    answer = send(sign_in(office.clerk), office.application, "ask_fields", **typed)
    assert answer.status_code == 422
    assert set(answer.context["moves"].tried.errors) == {"paths"}


def test_lines_are_read_as_officers_write_them() -> None:
    assert read_lines(" 3, 7 - 9;2–3 ") == [2, 3, 7, 8, 9]


# --- invoice, proposal, decision ------------------------------------------------
def test_who_sends_an_invoice_sees_its_sum_before(office: Office) -> None:
    lines = priced_for(office.application)
    with translation.override("mn"):
        said = gettext("By the tariff: %(sum)s ₮") % {"sum": intcomma(total(lines))}
    assert total(lines) > 0
    assert f"<strong>{said}</strong>" in screen(office)


def test_what_an_officer_adds_stands_on_the_invoice(office: Office) -> None:
    line = Tariff.objects.create(
        service=Service.objects.get(slug="verification"),
        line_code="travel_km",
        name_mn="Замын зардал",
        unit="km",
        amount=700,
        days=(date(2020, 1, 1), None),
    )
    answer = send(
        sign_in(office.clerk),
        office.application,
        "invoice",
        extra_0=line.line_code,
        extra_0_count="3",
    )
    assert answer.status_code == 302
    lines = {each["code"]: each["quantity"] for each in Invoice.objects.get().lines}
    assert lines[line.line_code] == 3
    assert Invoice.objects.get().number in screen(office)


@pytest.mark.parametrize(
    ("code", "count"),
    [("", "3"), ("verification", ""), ("x", "3"), ("verification", "²")],
)
def test_half_a_line_of_an_invoice_is_told(
    office: Office, code: str, count: str
) -> None:
    answer = send(
        sign_in(office.clerk),
        office.application,
        "invoice",
        extra_1=code,
        extra_1_count=count,
    )
    assert answer.status_code == 422
    assert not Invoice.objects.exists()


def test_a_proposal_and_its_decision_through_the_screen(office: Office) -> None:
    proposer = sign_in(office.clerk)
    typed = {"proposal": "refused", "text": "Баримт дутуу."}
    unnamed = send(proposer, office.application, "propose", **typed)
    assert unnamed.status_code == 422
    asked = in_mongolian("Choose the reason for the refusal.")
    assert asked in unnamed.content.decode()
    typed |= {"refusal_reason": f"{a_reason().pk}"}
    assert send(proposer, office.application, "propose", **typed).status_code == 302
    head = sign_in(office.head)
    shown = head.get(case_url(office.application)).content.decode()
    assert (
        shown.count("Баримт дутуу.") == 2
    )  # the proposal, and the words to begin with
    refused = send(
        head,
        office.application,
        "refuse",
        text="Баримт дутуу тул татгалзав.",
        refusal_reason=f"{a_reason().pk}",
        appeal="СХЗГ",
        confirm="on",
    )
    assert refused.status_code == 302
    assert case_of(office).state == "refused"
    assert Message.objects.get(is_decision=True).author == office.head


def test_ready_texts_of_the_service_are_offered_for_its_acts(office: Office) -> None:
    offered = {
        move: set(
            templates_for(case_of(office), APPLICATION, move).values_list(
                "title", flat=True
            )
        )
        for move in ("ask_fields", "propose", "reply")
    }
    assert offered == {
        "ask_fields": {
            "Дутуу баримт бичиг хүсэх",
            "Мэдээлэл засуулах",
            "Хэмжих хэрэгслийн мэдээлэл тодруулах",
        },
        "propose": {"Олгох шийдвэр", "Татгалзах шийдвэр"},
        "reply": {"Явцын мэдээлэл", "Шалгалтын цаг товлох"},
    }
    page = sign_in(office.clerk).get(case_url(office.application)).content.decode()
    assert page.count("Татгалзах шийдвэр") == 1


def test_every_service_and_drafts_have_a_keeping_time() -> None:
    kinds = {f"application.{service.slug}" for service in all_services()}
    of_ours = RetentionRule.objects.filter(kind__startswith="application.")
    assert set(of_ours.values_list("kind", flat=True)) == kinds | {"application.draft"}
    notes = of_ours.values_list("note", flat=True)
    assert all("o be confirmed by the agency" in note for note in notes)
    assert of_ours.get(kind="application.draft").days == 180


def test_who_proposed_sees_why_they_cannot_decide(office: Office) -> None:
    why = {"refusal_reason": a_reason(), "text": "Баримт дутуу."}
    office.do("propose", None, proposal="refused", **why)
    Application.objects.filter(pk=office.application.pk).update(proposed_by=office.head)
    answer = sign_in(office.head).get(case_url(office.application))
    assert forms_of(answer) == {"reply"}
    assert in_mongolian("You proposed this; another person decides.") in (
        answer.content.decode()
    )


def test_results_have_a_page_of_their_own_and_no_form_beside_the_case() -> None:
    office = Office("verification")
    office.bring_to("in_work")
    link = f"/admin/eservices/application/{office.application.pk}/results/"
    assert link in screen(office)
    answer = send(sign_in(office.clerk), office.application, "results", results="x")
    assert answer.status_code == 404


def test_a_stranger_to_the_workflow_makes_no_move_of_the_system(office: Office) -> None:
    for move in ("paid", "lapse", "grant_automatically", "answer_request"):
        answer = send(sign_in(office.clerk), office.application, move)
        assert answer.status_code == 403


# --- the page by number and code ------------------------------------------------
def test_by_number_and_code_texts_are_added_and_the_desk_is_offered() -> None:
    office = Office("verification")
    case = office.bring_to("info_requested")
    assert [act.code for act in offered_acts(case)] == ["add"]
    page = StatusPage(case)
    assert page.own_page.endswith(f"/account/applications/{case.number}/")
    granted = Office("verification")
    with time_machine.travel(SENT + timedelta(days=1), tick=False):
        decided = StatusPage(granted.bring_to("granted"))
    assert [act.code for act in offered_acts(decided.case)] == ["rate"]
    assert decided.sentence == in_mongolian("Our decision is below.")
