"""Guards and effects of the applications' workflow (research (i)).

The case of a change is locked and saved by casework.actions.perform; what only an
application has is written to its own table here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateRange

from casework import daily, rules
from casework.errors import CaseworkError, NotAllowed
from casework.models import Pause
from casework.workflow import Change, Rule
from eservices import refusals, results, review
from eservices.engine import service_of
from eservices.models import (
    Application,
    InfoRequest,
    Invoice,
    Payment,
    Tariff,
    TripPlace,
)
from eservices.paths import unknown_paths
from eservices.permissions import role_for

MOST_PATHS = 400  # of one question; more than these is the whole list
REMINDERS = 2


def _update(change: Change, **values: Any) -> None:
    """Write to the application's own table, and to the object others look at."""
    application = change.case.application
    Application.objects.filter(pk=application.pk).update(**values)
    for name, value in values.items():
        setattr(application, name, value)


# --- who ------------------------------------------------------------------------
def acts_for_applicant(may: Callable[[str], bool]) -> Rule:
    """Only a signed-in person whose role for the applicant `may` do it.

    Number and code alone are not enough: a company is bound by its own people.
    """

    def guard(change: Change) -> None:
        user = change.actor.user
        if user is None:
            raise NotAllowed(_("Sign in to do this."))
        if not may(role_for(user, change.case.application)):
            raise NotAllowed(_("Your role in the company does not allow this."))

    return guard


def another_person(change: Change) -> None:
    """Who proposed it does not decide it."""
    user = change.actor.user
    if user is None or change.case.application.proposed_by_id == user.pk:
        raise NotAllowed(_("You proposed this; another person decides."))


# --- money ----------------------------------------------------------------------
def may_be_invoiced(change: Change) -> None:
    """Only where something can be to pay."""
    if not Tariff.objects.filter(service__slug=change.case.kind).exists():
        raise NotAllowed(_("Nothing is to be paid for this service."))


def not_paid_yet(change: Change) -> None:
    """What is paid is not invoiced again."""
    if review.paid_invoice(change.case.application):
        raise NotAllowed(_("It is paid already."))


def nothing_due(change: Change) -> None:
    """Only when nothing is to be paid, or all is paid."""
    if review.is_fee_due(change.case.application):
        raise NotAllowed(_("A fee is due: send the invoice first."))


def nothing_due_in_review(change: Change) -> None:
    """Work on what costs something begins when it is paid."""
    if change.case.state == "in_review":
        nothing_due(change)


def invoice_is_paid(change: Change) -> None:
    """Only when the payment has been recorded."""
    if not review.paid_invoice(change.case.application):
        raise NotAllowed(_("The invoice has not been paid yet."))


def issue_invoice(change: Change) -> None:
    """The invoice, to be paid by its day."""
    from eservices.actions.payments import issue_invoice as issue

    invoice = issue(
        application=change.case.application,
        user=rules.acting_user(change),
        extra=change.data.get("extra") or [],
    )
    change.case.answer_by = invoice.due_on
    change.event_data |= {
        "invoice": invoice.number,
        "total": invoice.total,
        "answer_by": f"{invoice.due_on}",
    }


def nothing_came(change: Change) -> None:
    """Money that came for an invoice is first looked at by finance."""
    if Payment.objects.to_settle().filter(invoice__application=change.case.pk).exists():
        raise NotAllowed(_("Money came for it: finance has to settle that first."))


def take_invoice_back(change: Change) -> None:
    """The invoice is not to be paid any more; another one may follow."""
    standing = Invoice.objects.get(application=change.case.pk, cancelled_at=None)
    standing.cancelled_at = timezone.now()
    standing.save(update_fields=["cancelled_at"])
    change.event_data["invoice"] = standing.number


def give_up_trip(change: Change) -> None:
    """The instruments wait for no field trip any more; others get the places."""
    TripPlace.objects.filter(application=change.case.pk).delete()


def give_up_invoice(change: Change) -> None:
    """An unpaid invoice ends with the application; a paid one is remembered.

    What comes later is for finance, as is what may have to be paid back.
    """
    unpaid = Invoice.objects.filter(application=change.case.pk, paid_at__isnull=True)
    unpaid.filter(cancelled_at__isnull=True).update(cancelled_at=timezone.now())
    paid = review.paid_invoice(change.case.application)
    if paid:
        change.event_data["paid_invoice"] = paid.number


# --- where ----------------------------------------------------------------------
def unit_may_do_it(change: Change) -> None:
    """Instruments go only where the laboratory's scope covers every one."""
    uncovered = review.rows_beyond(change.case.application, change.data["unit"])
    if uncovered:
        lines = ", ".join(str(row.position) for row in uncovered[:10])
        raise CaseworkError(
            _("The scope of this unit does not cover the lines %(lines)s.")
            % {"lines": lines},
            field="unit",
        )


# --- questions ------------------------------------------------------------------
def known_fault(change: Change) -> None:
    """What is the matter with what was sent."""
    if change.data["fault"] not in InfoRequest.Reason.values:
        raise CaseworkError(_("Choose what is the matter with it."), field="fault")


def known_paths(change: Change) -> None:
    """At least one field, row or document of this application."""
    paths = change.data["paths"]
    if not paths or unknown_paths(change.case.application, paths):
        raise CaseworkError(_("Tick what the question is about."), field="paths")
    if len(paths) > MOST_PATHS:
        raise CaseworkError(
            _("Too many fields are ticked: tick the whole list instead."),
            field="paths",
        )


def _open_requests(change: Change) -> QuerySet[InfoRequest]:
    asked = InfoRequest.objects.filter(application=change.case.pk)
    return asked.filter(answered_at__isnull=True)


def no_open_question(change: Change) -> None:
    """One question at a time."""
    if _open_requests(change).exists():
        raise NotAllowed(_("A question is open already."))


def open_request(change: Change) -> None:
    """What the question just written is about."""
    if change.message is None:
        raise LookupError("the question is written first")
    InfoRequest.objects.create(
        application=change.case.application,
        paths=change.data["paths"],
        reason=change.data["fault"],
        message=change.message,
    )
    change.event_data |= {
        "fault": change.data["fault"],
        "fields": len(change.data["paths"]),
    }


def answer_in_words(change: Change) -> None:
    """An answer that only corrects fields says so in the thread."""
    if not (change.data.get("text") or "").strip():
        with translation.override(change.case.language):
            change.data["text"] = gettext("What was asked for is corrected.")


def close_request(change: Change) -> None:
    """The open question is over: answered, or let lie."""
    _open_requests(change).update(answered_at=timezone.now())


# --- results, proposal, decision ------------------------------------------------
def has_rows_to_judge(change: Change) -> None:
    """Some services give one result to the whole application."""
    if not review.lists_with_results(change.case.application):
        raise NotAllowed(_("This service has no lines to judge; propose the decision."))


def sound_results(change: Change) -> None:
    """Every result names a line of its list and says what it must."""
    given: results.Given = change.data["results"]
    faults = results.faults_of(change.case.application, given)
    if faults:
        line, sentence = next(iter(faults.items()))
        raise CaseworkError(
            _("Line %(line)d: %(sentence)s") % {"line": line, "sentence": sentence}
        )


def write_results(change: Change) -> None:
    """The results into their rows."""
    given: results.Given = change.data["results"]
    change.event_data |= results.write(change.case.application, given)


def known_proposal(change: Change) -> None:
    """To grant or to refuse."""
    if change.data["proposal"] not in {"granted", "refused"}:
        raise CaseworkError(_("Choose what you propose."), field="proposal")


def ready_to_grant(change: Change) -> None:
    """What is proposed to be granted is paid and has every result."""
    if change.data["proposal"] != "granted":
        return
    application = change.case.application
    nothing_due_in_review(change)
    left = review.rows_without_result(application)
    if left:
        raise CaseworkError(
            _("Lines without a result: %(count)d. Enter the results first.")
            % {"count": left},
            field="proposal",
        )
    if not review.has_something_to_grant(application):
        raise CaseworkError(
            _("No line passed, so there is nothing to grant."), field="proposal"
        )


def write_proposal(change: Change) -> None:
    """What is proposed, in which words, by whom."""
    _update(
        change,
        proposed_outcome=change.data["proposal"],
        proposed_text=change.data["text"],
        proposed_by=change.actor.user,
        refusal_reason=refusals.reason_given(change),
    )
    change.event_data["proposal"] = change.data["proposal"]


def drop_proposal(change: Change) -> None:
    """The proposal is gone; the next one may be another person's."""
    _update(
        change,
        proposed_outcome="",
        proposed_text="",
        proposed_by=None,
        refusal_reason=None,
    )


def proposed_to_grant(change: Change) -> None:
    """Two persons agree on what is granted."""
    if change.case.application.proposed_outcome != "granted":
        raise NotAllowed(
            _("It is proposed to refuse it. Return the proposal if you do not agree.")
        )


def decide(outcome: str) -> Rule:
    """An effect that notes the outcome and who decided; the decision follows."""

    def note(change: Change) -> None:
        change.data["outcome"] = outcome
        change.data.setdefault("appeal", appeal_of(change))
        _update(change, decided_by=change.actor.user)

    note.__name__ = f"decide_{outcome}"
    return note


def keep_reason(change: Change) -> None:
    """The reason of the refusal: counted, and told to the applicant."""
    _update(change, refusal_reason=refusals.reason_given(change))


def appeal_of(change: Change) -> str:
    """Where the applicant may appeal, in the language of the case."""
    with translation.override(change.case.language):
        return change.case.unit.appeal_to


def issue(change: Change) -> None:
    """The certificates, in this transaction: both or neither."""
    from eservices.certificates.issue import issue_certificates

    issued = issue_certificates(application=change.case.application, at=timezone.now())
    change.event_data["certificates"] = len(issued)


def may_grant_at_once(change: Change) -> None:
    """Only what the service's own rule lets through without an officer."""
    application = change.case.application
    if not service_of(application).may_grant_at_once(application):
        raise NotAllowed(_("An officer has to look at this application."))


def decide_automatically(change: Change) -> None:
    """The words of a decision no person took."""
    with translation.override(change.case.language):
        change.data["text"] = gettext(
            "Every standard named is in force, so the system registered it at once."
        )
    change.data |= {"outcome": "granted", "appeal": appeal_of(change)}
    _update(change, is_automatic=True)


# --- what nobody went on with ---------------------------------------------------
def was_reminded(change: Change) -> None:
    """It lapses only after two reminders, the last one some days ago."""
    sent = list(daily.reminders_sent(change.case))
    latest = timezone.localdate() - timedelta(days=daily.LAST_REMINDER)
    if len(sent) < REMINDERS or timezone.localdate(sent[-1].at) > latest:
        raise NotAllowed(_("The applicant has not been reminded twice yet."))


def reopens_once(change: Change) -> None:
    """A lapsed application is taken up again once, within the days allowed."""
    case = change.case
    since = timezone.now() - timedelta(days=settings.CASE_REOPEN_DAYS)
    if case.application.was_reopened:
        raise NotAllowed(_("This case has been reopened once already."))
    if case.closed_at is None or case.closed_at < since:
        raise NotAllowed(_("The time to reopen this case is over."))
    change.data["closed_on"] = timezone.localdate(case.closed_at)


def reopen(change: Change) -> None:
    """The days it lay closed are the applicant's, not ours."""
    first = change.data["closed_on"] + timedelta(days=1)
    after = timezone.localdate() + timedelta(days=1)
    if first < after:
        days = DateRange(first, after)
        Pause.objects.create(case=change.case, days=days, reason="closed")
    change.case.outcome = ""
    rules.end_pause(change)
    _update(change, was_reopened=True)
