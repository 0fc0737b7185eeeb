"""The workflow of an application for a service, as data (research (i))."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework import rules
from casework.models import Phase
from casework.workflow import CITIZEN, SYSTEM, Move, Need, State, Text, Workflow
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

_OPEN = (
    "submitted",
    "in_review",
    "info_requested",
    "awaiting_payment",
    "in_work",
)

# Guards and effects of the services stand in eservices/rules.py.
_MOVES = [
    Move(
        "take",
        _("Take into work"),
        sources=("submitted",),
        target="in_review",
        who=OFFICERS,
        needs=(Need("assignee", required=False),),
        guards=(rules.assignee_of_unit,),
        effects=(rules.assign,),
        story=_("An officer has begun to check it."),
    ),
]

APPLICATION = Workflow(
    code="application",
    label=pgettext_lazy("service", "Application for a service"),
    initial="submitted",
    states={state.code: state for state in _STATES},
    moves={move.code: move for move in _MOVES},
    outcomes=OUTCOMES,
)
