"""Completeness: questions about fields, invoices, forwarding, what lapses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from casework.actors import APPLICANT, THE_SYSTEM, applicant
from casework.daily import run_daily
from casework.deadlines import explain
from casework.errors import CaseworkError, MissingInput, NotAllowed
from casework.ledger import ledger_lines
from casework.models import Case, Message, MessageKind, Notice
from casework.notice_texts import text_of
from casework.timeline import timeline_of
from eservices.actions.review import confirm_company
from eservices.models import Application, InfoRequest, Invoice, LabScope, StaffRow
from eservices.paths import label_of, unknown_paths
from eservices.services.listed import ALL
from eservices.workflow import APPLICATION
from organisation.models import Role, Unit
from tests.casework.office import in_mongolian
from tests.eservices.factories import make_company
from tests.eservices.officers import SENT, Office, says
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "private")]

BEYOND = "The scope of this unit does not cover the lines %(lines)s."


@pytest.fixture
def office() -> Office:
    return Office("verification")


def on_day(days: int) -> Any:
    """So many days after it was sent."""
    return time_machine.travel(SENT + timedelta(days=days), tick=False)


def state_of(office: Office) -> str:
    return Case.objects.get(pk=office.application.pk).state


# --- questions ------------------------------------------------------------------
def test_a_question_names_fields_pauses_the_clock_and_is_public(office: Office) -> None:
    paths = ["activity", "rows.instruments.2.serial", "files.power_of_attorney"]
    with on_day(0):
        office.ask(paths=paths, fault="incomplete")
    asked = InfoRequest.objects.get(application=office.application.pk)
    assert (asked.paths, asked.reason, asked.answered_at) == (paths, "incomplete", None)
    assert (asked.message.kind, asked.message.is_public) == ("question", True)
    case = Case.objects.get(pk=office.application.pk)
    assert case.answer_by == SENT.date() + timedelta(days=14)
    assert case.pauses.get().reason == "question"


@pytest.mark.parametrize(
    "path",
    [
        "shoe_size",
        "files.shoes",
        "rows.shoes",
        "rows.instruments.3.serial",
        "rows.instruments.1.colour",
        "rows.instruments.x.serial",
        "rows.instruments.1",
        "",
    ],
)
def test_a_path_that_names_nothing_is_refused(office: Office, path: str) -> None:
    assert unknown_paths(office.application, ["activity", path]) == [path]
    with on_day(0), pytest.raises(CaseworkError) as refused:
        office.ask(paths=[path])
    assert refused.value.field == "paths"


def test_paths_are_said_in_the_words_of_the_form(office: Office) -> None:
    service = next(each for each in ALL if each.slug == "verification")
    with translation.override("en"):
        said = label_of(service, "rows.instruments.2.serial")
    assert said == "Line 2: Serial number"
    assert label_of(service, "work") == str(service.fields["work"].label)


def test_a_second_question_waits_for_the_first(office: Office) -> None:
    with on_day(0):
        office.ask()
    open_one = InfoRequest.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        InfoRequest.objects.create(
            application=office.application,
            paths=["work"],
            reason="wrong",
            message=Message.objects.create(
                case=office.application, kind="question", is_public=True, body="?"
            ),
        )
    assert InfoRequest.objects.get() == open_one


def test_the_answer_closes_it_and_the_days_waited_are_not_ours(office: Office) -> None:
    before = office.application.due_on
    with on_day(0):
        office.ask()
    with on_day(9):
        office.do("answer_request", applicant(office.owner), text="")
    case = Case.objects.get(pk=office.application.pk)
    assert (case.state, case.answer_by) == ("in_review", None)
    assert InfoRequest.objects.get().answered_at is not None
    assert case.due_on is not None
    assert before is not None
    assert case.due_on > before
    answer = Message.objects.get(case=case, kind=MessageKind.ANSWER)
    assert answer.body != ""
    assert "pause" in {line.kind for line in ledger_lines(case, explain(case))}


def test_number_and_code_alone_answer_and_withdraw_nothing(office: Office) -> None:
    with on_day(0):
        office.ask()
        for move in ("answer_request", "withdraw_application"):
            with pytest.raises(NotAllowed, match=says("Sign in to do this.")):
                office.do(move, APPLICANT, text="Засав")


# --- money ----------------------------------------------------------------------
def test_an_invoice_is_to_be_paid_in_the_days_of_the_service(office: Office) -> None:
    case = office.bring_to("awaiting_payment")
    invoice = Invoice.objects.get()
    assert (invoice.total, invoice.application_id) == (sum_of(invoice), case.pk)
    assert case.answer_by == invoice.due_on == SENT.date() + timedelta(days=14)
    assert case.events.get(kind="invoice").data["total"] == invoice.total
    assert case.pauses.get().reason == "payment"


def sum_of(invoice: Invoice) -> int:
    return sum(line["amount"] * line["quantity"] for line in invoice.lines)


def test_the_ledger_says_that_a_payment_was_waited_for(office: Office) -> None:
    office.bring_to("awaiting_payment")
    with on_day(5):
        office.pay()
        office.do("paid", THE_SYSTEM)
        case = Case.objects.get(pk=office.application.pk)
        labels = [line.label for line in ledger_lines(case, explain(case))]
    assert in_mongolian("We waited for your payment") in labels


def test_the_work_does_not_begin_before_it_is_paid(office: Office) -> None:
    office.bring_to("awaiting_payment")
    with pytest.raises(NotAllowed, match=says("The invoice has not been paid yet.")):
        office.do("paid", THE_SYSTEM)


def test_withdrawing_cancels_what_is_unpaid_and_remembers_what_is_paid(
    office: Office,
) -> None:
    office.bring_to("awaiting_payment")
    office.do("withdraw_application", applicant(office.owner))
    assert Invoice.objects.get().cancelled_at is not None
    paid = Office("verification")
    paid.bring_to("in_work")
    case = paid.do("withdraw_application", applicant(paid.owner))
    invoice = Invoice.objects.get(application=case.pk)
    assert invoice.cancelled_at is None
    event = case.events.get(kind="withdraw_application")
    assert event.data["paid_invoice"] == invoice.number


# --- forwarding -----------------------------------------------------------------
def test_instruments_go_only_where_the_scope_covers_them(office: Office) -> None:
    elsewhere = Unit.objects.get(code="selenge")
    LabScope.objects.filter(unit=elsewhere).delete()
    with pytest.raises(CaseworkError, match=says(BEYOND, lines="1, 2")) as refused:
        office.do("forward", unit=elsewhere, reason="Ойр.")
    assert refused.value.field == "unit"
    laboratory = Unit.objects.get(code="verification-laboratory")
    case = office.do("forward", unit=laboratory, reason="Тэнд хийнэ.")
    assert (case.unit, case.assignee, case.state) == (laboratory, None, "submitted")


def test_a_scope_that_has_ended_covers_nothing(office: Office) -> None:
    laboratory = Unit.objects.get(code="verification-laboratory")
    LabScope.objects.filter(unit=laboratory).update(
        days=(date(2020, 1, 1), timezone.localdate())
    )
    with pytest.raises(CaseworkError, match=says(BEYOND, lines="1, 2")):
        office.do("forward", unit=laboratory, reason="Тэнд хийнэ.")


# --- what nobody goes on with ---------------------------------------------------
@pytest.mark.parametrize("way", ["ask", "invoice"])
def test_the_daily_round_reminds_twice_and_then_it_lapses(way: str) -> None:
    office = Office("verification")
    office.remind = lambda: None  # type: ignore[method-assign]
    with on_day(0):
        getattr(office, way)()
    told = []
    for day in range(1, 18):
        with on_day(day):
            run_daily()
            events = office.application.events
            told.append(
                (events.filter(kind="applicant_reminded").count(), state_of(office))
            )
    waiting = "info_requested" if way == "ask" else "awaiting_payment"
    assert told == (
        [(0, waiting)] * 6
        + [(1, waiting)] * 4
        + [(2, waiting)] * 4
        + [(2, "lapsed")] * 3
    )


def test_it_does_not_lapse_unreminded_when_the_round_stood_still(
    office: Office,
) -> None:
    office.remind = lambda: None  # type: ignore[method-assign]
    with on_day(0):
        office.ask()
    seen = []
    for day in range(20, 26):
        with on_day(day):
            run_daily()
        seen.append(state_of(office))
    assert seen == ["info_requested"] * 4 + ["lapsed"] * 2


def test_an_unpaid_invoice_ends_when_it_lapses(office: Office) -> None:
    office.bring_to("awaiting_payment")
    with on_day(18):
        office.do("lapse", THE_SYSTEM)
    assert Invoice.objects.get().cancelled_at is not None
    assert state_of(office) == "lapsed"


def test_it_is_taken_up_again_once_within_the_days(office: Office) -> None:
    office.bring_to("lapsed")
    with on_day(30):
        case = office.do("reopen_lapsed", applicant(office.owner))
        assert (case.state, case.closed_at) == ("in_review", None)
        assert Application.objects.get(pk=case.pk).was_reopened
        assert "closed" in set(case.pauses.values_list("reason", flat=True))
        assert not case.is_late
        case.refresh_from_db()
        office.do("ask_fields", paths=["work"], fault="wrong", text="Засна уу.")


def test_it_is_not_taken_up_again_later_or_twice(office: Office) -> None:
    office.bring_to("lapsed")
    with (
        on_day(60),
        pytest.raises(NotAllowed, match=says("The time to reopen this case is over.")),
    ):
        office.do("reopen_lapsed", applicant(office.owner))
    Application.objects.filter(pk=office.application.pk).update(was_reopened=True)
    with (
        on_day(20),
        pytest.raises(
            NotAllowed, match=says("This case has been reopened once already.")
        ),
    ):
        office.do("reopen_lapsed", applicant(office.owner))


# --- words ----------------------------------------------------------------------
def test_the_applicant_is_told_by_mail_and_led_to_the_desk(office: Office) -> None:
    office.bring_to("info_requested")
    case = Case.objects.get(pk=office.application.pk)
    words = {
        notice.template: text_of(notice).body
        for notice in Notice.objects.filter(case=case, recipient="applicant")
    }
    assert {"received", "take", "ask_fields", "applicant_reminded"} <= set(words)
    assert all(
        f"/account/applications/{case.number}/" in body for body in words.values()
    )
    reminder = next(e for e in timeline_of(case) if e.kind == "applicant_reminded")
    assert f"{case.answer_by:%Y}" in reminder.text


def test_no_line_of_the_timeline_is_empty(office: Office) -> None:
    case = office.bring_to("granted")
    assert all(entry.text for entry in timeline_of(case))


def test_every_service_is_a_kind_with_a_rule_of_its_own(office: Office) -> None:
    assert set(APPLICATION.kinds) == {service.slug for service in ALL}
    assert office.application.deadline_rule is not None
    assert office.application.deadline_rule.applies_to == "application.verification"


# --- erasure --------------------------------------------------------------------
def test_erasing_blanks_answers_and_the_names_of_staff() -> None:
    office = Office("metrology-capability")
    office.bring_to("withdrawn")
    case = Case.objects.get(pk=office.application.pk)
    APPLICATION.erase(case)
    assert Application.objects.get(pk=case.pk).answers == {}
    assert set(StaffRow.objects.values_list("name", "profession")) == {("—", "—")}


# --- the company ----------------------------------------------------------------
def test_an_officer_confirms_the_owner_of_a_company(office: Office) -> None:
    company = make_company(checked_at=None)
    confirmed = confirm_company(company_id=company.pk, user=office.clerk)
    assert confirmed.checked_by == office.clerk
    again = confirm_company(company_id=company.pk, user=office.head)
    assert (again.checked_by, again.checked_at) == (office.clerk, confirmed.checked_at)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.FINANCE])
def test_who_is_no_officer_confirms_nothing(role: str, office: Office) -> None:
    company = make_company(checked_at=None)
    with pytest.raises(NotAllowed):
        confirm_company(company_id=company.pk, user=make_user(role, office.unit))


def test_a_question_without_words_or_reason_is_refused(office: Office) -> None:
    with on_day(0), pytest.raises(MissingInput):
        office.ask(text=" ")
    with pytest.raises(CaseworkError) as refused:
        office.do("ask_fields", paths=["work"], fault="ugly", text="Засна уу.")
    assert refused.value.field == "fault"
