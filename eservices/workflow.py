"""The workflow of an application for a service, as data (research (i)).

Guards and effects of the services stand in eservices/rules.py.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework import rules as common
from casework.models import Phase
from casework.workflow import (
    CITIZEN,
    SYSTEM,
    Move,
    Need,
    OfficePart,
    State,
    Text,
    Workflow,
)
from eservices import changed_standards, facts, refusals, repayments, rules, trips
from eservices.afterwards import stories
from eservices.certificates import states
from eservices.engine import all_services
from eservices.office.move_fields import FIELDS
from eservices.office.part import part_context
from eservices.permissions import may_decide, may_write
from organisation.models import Role

OFFICERS = frozenset({Role.CLERK.value, Role.HEAD.value, Role.OFFICER.value})
HEADS = frozenset({Role.HEAD.value})
FINANCE = frozenset({Role.FINANCE.value})
APPLICANT = frozenset({CITIZEN})
BY_ITSELF = frozenset({SYSTEM})

OUTCOMES: dict[str, Text] = {
    "granted": _("Granted"),
    "refused": _("Refused"),
}

_STATES = [
    State("submitted", _("Submitted"), Phase.RECEIVED),
    State("in_review", _("Being checked for completeness"), Phase.STUDYING),
    State("info_requested", _("Waiting for the applicant"), Phase.WAITING),
    State("awaiting_payment", _("Waiting for payment"), Phase.WAITING),
    State("in_work", _("Work in progress"), Phase.STUDYING),
    State("proposed", _("Waiting for the decision"), Phase.STUDYING),
    State("granted", _("Granted"), Phase.ANSWERED),
    State("refused", _("Refused"), Phase.ANSWERED),
    State("withdrawn", _("Withdrawn"), Phase.CLOSED),
    State("lapsed", _("Lapsed"), Phase.CLOSED),
]

_WAITING = ("info_requested", "awaiting_payment")
_TAKEN = ("in_review", *_WAITING, "in_work")
_OPEN = ("submitted", *_TAKEN)

_writes = rules.acts_for_applicant(may_write)
_owns = rules.acts_for_applicant(may_decide)

_MOVES = [
    # --- the officer: is it complete? ---
    Move(
        "take",
        _("Take into work"),
        sources=("submitted",),
        target="in_review",
        who=OFFICERS,
        needs=(Need("assignee", required=False),),
        guards=(common.assignee_of_unit,),
        effects=(common.assign,),
        story=_("An officer has begun to check it."),
    ),
    Move(
        "invoice",
        _("Send the invoice"),
        sources=("in_review",),
        target="awaiting_payment",
        who=OFFICERS,
        needs=(Need("extra", required=False),),
        guards=(rules.may_be_invoiced, rules.not_paid_yet),
        effects=(rules.issue_invoice, common.start_payment_pause),
        story=_("It is complete. Please pay the invoice, so that the work can begin."),
    ),
    Move(
        "cancel_invoice",
        _("Take the invoice back"),
        sources=("awaiting_payment",),
        target="in_review",
        who=OFFICERS,
        needs=(Need("reason"),),
        guards=(rules.not_paid_yet, rules.nothing_came),
        effects=(
            common.write_internal_reason,
            rules.take_invoice_back,
            common.end_pause,
        ),
        story=_("We took the invoice back. Please do not pay it; a new one follows."),
    ),
    Move(
        "start_work",
        _("Complete: begin the work"),
        sources=("in_review",),
        target="in_work",
        who=OFFICERS,
        guards=(rules.nothing_due,),
        story=_("It is complete, and the work has begun."),
    ),
    Move(
        "results",
        _("Enter the results"),
        sources=("in_review", "in_work"),
        target=None,
        who=OFFICERS,
        needs=(Need("results"),),
        guards=(
            rules.has_rows_to_judge,
            rules.nothing_due_in_review,
            rules.sound_results,
        ),
        effects=(rules.write_results,),
        view="admin:eservices_application_results",
    ),
    Move(
        "propose",
        _("Propose the decision"),
        sources=("in_review", "in_work"),
        target="proposed",
        who=OFFICERS,
        needs=(
            Need("proposal"),
            Need(refusals.FIELD, required=False),
            Need("template", required=False),
            Need("text"),
            Need(changed_standards.FIELD, required=False),
        ),
        guards=(
            rules.known_proposal,
            refusals.names_a_reason,
            rules.ready_to_grant,
            changed_standards.says_why_despite,
        ),
        effects=(rules.write_proposal, changed_standards.note_despite),
    ),
    Move(
        "ask_fields",
        _("Ask for a correction"),
        sources=("in_review",),
        target="info_requested",
        who=OFFICERS,
        needs=(
            Need("paths"),
            Need("fault"),
            Need("text"),
            Need("template", required=False),
        ),
        guards=(rules.no_open_question, rules.known_fault, rules.known_paths),
        effects=(common.write_question, rules.open_request, common.start_pause),
        story=_("Something has to be corrected; see our question."),
    ),
    # --- the decision, by a second person ---
    Move(
        "grant",
        _("Grant it"),
        sources=("proposed",),
        target="granted",
        who=HEADS,
        needs=(Need("text"),),
        guards=(
            rules.another_person,
            rules.proposed_to_grant,
            changed_standards.nothing_changed_since,
        ),
        effects=(rules.decide("granted"), common.write_decision, rules.issue),
        story=_("It is granted, and your document is ready."),
    ),
    Move(
        "return_proposal",
        _("Return the proposal"),
        sources=("proposed",),
        target="in_work",
        who=HEADS,
        needs=(Need("reason"),),
        guards=(rules.another_person,),
        effects=(common.write_internal_reason, rules.drop_proposal),
    ),
    Move(
        "refuse",
        _("Refuse it"),
        sources=("proposed",),
        target="refused",
        who=HEADS,
        needs=(Need(refusals.FIELD), Need("text"), Need("appeal")),
        guards=(rules.another_person, refusals.names_a_reason),
        effects=(
            rules.keep_reason,
            rules.decide("refused"),
            common.write_decision,
            repayments.give_back_unworked,
            rules.give_up_trip,
        ),
        story=_("It is refused. The reason and where to appeal stand in the decision."),
        is_grave=True,
    ),
    # --- at any time ---
    Move(
        "reply",
        _("Write a public reply"),
        sources=(*_OPEN, "proposed"),
        target=None,
        who=OFFICERS,
        needs=(Need("text"), Need("template", required=False)),
        effects=(common.write_reply,),
        story=_("We wrote you a message."),
    ),
    Move(
        "assign",
        _("Give to a colleague"),
        sources=_TAKEN,
        target=None,
        who=OFFICERS,
        needs=(Need("assignee"),),
        guards=(common.assignee_of_unit,),
        effects=(common.assign,),
    ),
    Move(
        "forward",
        _("Forward to another unit"),
        sources=("submitted", "in_review"),
        target="submitted",
        who=OFFICERS,
        needs=(Need("unit"), Need("reason")),
        guards=(common.other_unit, rules.unit_may_do_it),
        effects=(
            common.write_internal_reason,
            rules.give_up_trip,
            common.move_to_unit,
        ),
        story=_("Forwarded to the unit that will solve it; the due date stays."),
    ),
    # --- the applicant, signed in ---
    Move(
        "answer_request",
        _("Answer the question"),
        sources=("info_requested",),
        target="in_review",
        who=APPLICANT,
        needs=(Need("text", required=False),),
        guards=(_writes,),
        effects=(
            rules.answer_in_words,
            common.write_answer,
            rules.close_request,
            common.end_pause,
        ),
        story=_("You answered our question."),
    ),
    Move(
        "withdraw_application",
        _("Withdraw"),
        sources=_OPEN,
        target="withdrawn",
        who=APPLICANT,
        needs=(Need("reason", required=False),),
        guards=(_owns,),
        effects=(
            common.write_applicant_reason,
            rules.close_request,
            rules.give_up_invoice,
            repayments.give_back,
            rules.give_up_trip,
            common.end_pause,
        ),
        story=_("You withdrew it."),
        is_grave=True,
    ),
    Move(
        "reopen_lapsed",
        _("Take it up again"),
        sources=("lapsed",),
        target="in_review",
        who=APPLICANT,
        guards=(_writes, rules.reopens_once),
        effects=(rules.reopen,),
        story=_("You took it up again."),
    ),
    # --- the system ---
    Move(
        "grant_automatically",
        _("Granted by the system"),
        sources=("submitted",),
        target="granted",
        who=BY_ITSELF,
        guards=(rules.may_grant_at_once,),
        effects=(rules.decide_automatically, common.write_decision, rules.issue),
        story=_("It is registered at once: every standard named is in force."),
    ),
    Move(
        "paid",
        _("The payment came"),
        sources=("awaiting_payment",),
        target="in_work",
        who=BY_ITSELF | FINANCE,
        guards=(rules.invoice_is_paid,),
        effects=(common.end_pause,),
        story=_("Your payment came, and the work has begun."),
    ),
    Move(
        "lapse",
        _("It lapsed"),
        sources=_WAITING,
        target="lapsed",
        who=BY_ITSELF,
        guards=(common.answer_days_passed, rules.was_reminded, rules.not_paid_yet),
        effects=(
            rules.close_request,
            rules.give_up_invoice,
            rules.give_up_trip,
            common.end_pause,
        ),
        story=_("It lapsed, as nothing came in time. You can take it up again once."),
    ),
]

APPLICATION = Workflow(
    code="application",
    label=pgettext_lazy("service", "Application for a service"),
    initial="submitted",
    states={state.code: state for state in _STATES},
    moves={move.code: move for move in _MOVES},
    kinds={service.slug: service.name for service in all_services()},
    details=facts.details,
    outcomes=OUTCOMES,
    stories={**states.STORIES, **stories.STORIES, **trips.STORIES},
    story_pages=stories.PAGES,
    topics=facts.topics,
    erase=facts.erase,
    when_unanswered=dict.fromkeys(_WAITING, "lapse"),
    reminders={
        "info_requested": _(
            "Please answer our question by %(day)s; after that the application lapses."
        ),
        "awaiting_payment": _(
            "Please pay the invoice by %(day)s; after that the application lapses."
        ),
    },
    fields=FIELDS,
    office_part=OfficePart("eservices/office/part.html", True, part_context),
    page=facts.page,
    deadline_key=facts.deadline_key,
)
