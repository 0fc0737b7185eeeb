"""The petition's workflow: states and moves as a table (research G-2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework import rules
from casework.errors import NotAllowed
from casework.models import Phase
from casework.workflow import (
    CITIZEN,
    SYSTEM,
    Change,
    Move,
    Need,
    State,
    Text,
    Workflow,
)
from feedback import facts
from feedback.actions import complete_contact
from feedback.models import PetitionKind
from organisation.models import Role

CLERKS = frozenset({Role.CLERK.value, Role.HEAD.value, Role.OFFICER.value})
HEADS = frozenset({Role.HEAD.value})
DESK = CLERKS | {Role.OPERATOR.value}
APPLICANT = frozenset({CITIZEN})
BY_ITSELF = frozenset({SYSTEM})

OUTCOMES: dict[str, Text] = {
    "solved": _("Solved"),
    "explained": _("Explained, not solved"),
    "not_ours": _("Not within our power"),
}


def head_if_demanded(change: Change) -> None:
    """Some categories are answered by the head only."""
    category = change.case.petition.category
    if category is None or not category.is_head_only:
        return
    if Role.HEAD not in change.actor.roles_for(change.case):
        raise NotAllowed(_("In this category the head of the unit decides."))


def known_outcome(change: Change) -> None:
    """One of the three honest endings (research F-3)."""
    if change.data["outcome"] not in OUTCOMES:
        raise NotAllowed(_("Choose how the matter ended."))


_STATES = [
    State("received", _("Received"), Phase.RECEIVED),
    State("accepted", pgettext_lazy("state", "Accepted"), Phase.RECEIVED),
    State("in_progress", _("In progress"), Phase.STUDYING),
    State("awaiting_citizen", _("Waiting for the applicant"), Phase.WAITING),
    State("returned", _("Returned as incomplete"), Phase.WAITING),
    State("duplicate", _("Duplicate"), Phase.STUDYING),
    State("answered", _("Answered"), Phase.ANSWERED),
    State("closed", _("Closed"), Phase.CLOSED),
    State("forwarded_out", _("Sent to another body"), Phase.CLOSED),
    State("withdrawn", _("Withdrawn"), Phase.CLOSED),
    State("spam", _("Spam"), Phase.CLOSED),
]

_FRESH = ("received", "accepted")
_WORKING = (*_FRESH, "in_progress", "awaiting_citizen")
_OPEN = (*_WORKING, "returned", "duplicate")

_MOVES = [
    Move(
        "accept",
        _("Accept"),
        sources=("received",),
        target="accepted",
        who=DESK | BY_ITSELF,
        effects=(rules.clear_suspicion,),
    ),
    Move(
        "take",
        _("Take into work"),
        sources=_FRESH,
        target="in_progress",
        who=CLERKS,
        needs=(Need("assignee", required=False),),
        guards=(rules.assignee_of_unit,),
        effects=(rules.assign, rules.clear_suspicion),
        story=_("A specialist has begun to study it."),
    ),
    Move(
        "assign",
        _("Give to a colleague"),
        sources=("in_progress", "awaiting_citizen"),
        target=None,
        who=CLERKS,
        needs=(Need("assignee"),),
        guards=(rules.assignee_of_unit,),
        effects=(rules.assign,),
    ),
    Move(
        "answer",
        _("Answer with a decision"),
        sources=("in_progress",),
        target="answered",
        who=CLERKS,
        needs=(
            Need("outcome"),
            Need("text"),
            Need("appeal"),
            Need("template", required=False),
        ),
        guards=(head_if_demanded, known_outcome),
        effects=(rules.write_decision, rules.answer_duplicates),
        story=_("Your answer is ready."),
    ),
    Move(
        "ask",
        _("Ask the applicant"),
        sources=("in_progress",),
        target="awaiting_citizen",
        who=CLERKS,
        needs=(Need("text"), Need("template", required=False)),
        effects=(rules.write_question, rules.start_pause),
        story=_("We have a question for you."),
    ),
    Move(
        "reply",
        _("Write a public reply"),
        sources=_WORKING,
        target=None,
        who=CLERKS,
        needs=(Need("text"), Need("template", required=False)),
        effects=(rules.write_reply,),
        story=_("We wrote you a message."),
    ),
    Move(
        "forward",
        _("Forward to another unit"),
        sources=_WORKING,
        target="accepted",
        who=DESK,
        needs=(Need("unit"), Need("reason")),
        guards=(rules.other_unit,),
        effects=(
            rules.write_internal_reason,
            rules.end_pause,
            rules.move_to_unit,
            rules.clear_suspicion,
        ),
        story=_("Forwarded to the unit that will solve it; the due date stays."),
    ),
    Move(
        "extend",
        _("Extend the deadline"),
        sources=("accepted", "in_progress", "awaiting_citizen"),
        target=None,
        who=HEADS,
        needs=(Need("days"), Need("reason")),
        guards=(
            rules.has_clock,
            rules.not_extended_yet,
            rules.before_due,
            rules.days_within_rule,
        ),
        effects=(rules.extend, rules.write_reason),
        story=_("The deadline was extended; the reason is in the messages."),
    ),
    Move(
        "duplicate",
        _("Mark as a duplicate"),
        sources=(*_FRESH, "in_progress"),
        target="duplicate",
        who=CLERKS,
        needs=(Need("root"),),
        guards=(rules.root_is_open_and_near, rules.has_no_duplicates),
        effects=(rules.point_at_root,),
        story=_("Others wrote about the same; you will get the same answer."),
    ),
    Move(
        "separate",
        _("Not a duplicate after all"),
        sources=("duplicate",),
        target="accepted",
        who=CLERKS | BY_ITSELF,
        effects=(rules.let_go_of_root,),
    ),
    Move(
        "return_incomplete",
        _("Return as incomplete"),
        sources=_FRESH,
        target="returned",
        who=CLERKS,
        needs=(Need("text"), Need("template", required=False)),
        effects=(rules.write_question, rules.start_pause),
        story=_("Something is missing; please complete it."),
    ),
    Move(
        "forward_out",
        _("Send to another body"),
        sources=(*_FRESH, "in_progress"),
        target="forwarded_out",
        who=CLERKS,
        needs=(Need("body_name"), Need("reason")),
        effects=(
            rules.write_where_sent,
            rules.outcome("not_ours"),
            rules.release_duplicates,
        ),
        story=_("It belongs to another body; it was sent there."),
        is_grave=True,
    ),
    Move(
        "spam",
        _("It is spam"),
        sources=_FRESH,
        target="spam",
        who=DESK,
        effects=(rules.outcome("spam"), rules.release_duplicates),
        is_grave=True,
    ),
    Move(
        "restore",
        _("It is not spam"),
        sources=("spam",),
        target="accepted",
        who=HEADS | {Role.OFFICER.value},
        effects=(rules.clear_suspicion, rules.outcome("")),
    ),
    Move(
        "close",
        _("Close"),
        sources=("answered",),
        target="closed",
        who=HEADS,
        needs=(Need("reason"),),
        effects=(rules.write_internal_reason,),
        story=_("Closed."),
        is_grave=True,
    ),
    Move(
        "reopen",
        _("Reopen"),
        sources=("answered", "closed"),
        target="in_progress",
        who=HEADS | APPLICANT,
        needs=(Need("reason"),),
        guards=(rules.citizen_reopens_once,),
        effects=(rules.write_applicant_reason, rules.new_round, rules.let_go_of_root),
        story=_("Reopened: we look at it again."),
    ),
    # --- the applicant, by number and code ---
    Move(
        "citizen_answer",
        _("Answer the question"),
        sources=("awaiting_citizen",),
        target="in_progress",
        who=APPLICANT,
        needs=(Need("text"),),
        effects=(rules.write_answer, rules.end_pause),
        story=_("You answered our question."),
    ),
    Move(
        "complete",
        _("Complete it"),
        sources=("returned",),
        target="accepted",
        who=APPLICANT,
        needs=(Need("text"),),
        effects=(rules.write_answer, rules.end_pause),
        story=_("You completed what was missing."),
    ),
    Move(
        "withdraw",
        _("Withdraw"),
        sources=_OPEN,
        target="withdrawn",
        who=APPLICANT,
        effects=(
            rules.end_pause,
            rules.let_go_of_root,
            rules.release_duplicates,
        ),
        story=_("You withdrew it."),
        is_grave=True,
    ),
    Move(
        "confirm_solved",
        _("It is solved"),
        sources=("answered",),
        target="closed",
        who=APPLICANT,
        story=_("You confirmed that it is solved."),
    ),
    # --- the system ---
    Move(
        "question_expired",
        _("The question stayed unanswered"),
        sources=("awaiting_citizen",),
        target="in_progress",
        who=BY_ITSELF,
        guards=(rules.answer_days_passed,),
        effects=(rules.end_pause,),
        story=_("No answer came; we go on with what we have."),
    ),
    Move(
        "lapse",
        _("It stayed incomplete"),
        sources=("returned",),
        target="closed",
        who=BY_ITSELF,
        guards=(rules.answer_days_passed,),
        effects=(
            rules.end_pause,
            rules.outcome("incomplete"),
            rules.release_duplicates,
        ),
        story=_("It was not completed in time and is closed."),
    ),
    Move(
        "close_silent",
        _("Closed after silence"),
        sources=("answered",),
        target="closed",
        who=BY_ITSELF,
        guards=(rules.silence_passed,),
        story=_("Closed, as nobody objected to the answer."),
    ),
    Move(
        "answer_with_root",
        _("Answered with the main case"),
        sources=("duplicate",),
        target="answered",
        who=BY_ITSELF,
        needs=(Need("outcome"), Need("text"), Need("appeal")),
        effects=(rules.write_decision,),
        story=_("Your answer is ready."),
    ),
]


PETITION = Workflow(
    code="petition",
    label=_("Petition"),
    initial="received",
    states={state.code: state for state in _STATES},
    moves={move.code: move for move in _MOVES},
    kinds=dict(PetitionKind.choices),
    details=facts.details,
    subject=facts.subject,
    outcomes=OUTCOMES,
    suspicions=facts.SUSPICIONS,
    text=facts.text,
    same_text=facts.same_text,
    topics=facts.topics,
    correction_view="admin:feedback_petition_change",
    complete_contact=complete_contact,
    erase=facts.erase,
    when_unanswered={"awaiting_citizen": "question_expired", "returned": "lapse"},
    when_silent={"answered": "close_silent"},
    deadline_key=facts.deadline_key,
)
