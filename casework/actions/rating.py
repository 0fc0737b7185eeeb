"""What the applicant says of the answer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.actions.moves import perform
from casework.actions.telling import record
from casework.actors import APPLICANT
from casework.errors import NotAllowed
from casework.models import Case, Phase, Rating
from casework.workflow import workflow_of

SOLVED = "confirm_solved"


def is_ratable(case: Case) -> bool:
    """Whether the case has an answer that can be rated."""
    is_over = case.phase in {Phase.ANSWERED, Phase.CLOSED}
    return is_over and case.answered_at is not None and case.erased_at is None


@transaction.atomic
def rate(*, case_id: int, score: int, is_solved: bool, comment: str) -> Case:
    """Rate the answer of this round, once; "solved" closes the case.

    A second rating of the same round changes nothing. The comment stays out of
    the event. Raises NotAllowed when there is no answer to rate.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if not is_ratable(case):
        raise NotAllowed(_("There is no answer to rate yet."))
    if Rating.objects.filter(case=case, round=case.round).exists():
        return case
    Rating.objects.create(
        case=case,
        round=case.round,
        score=score,
        is_solved=is_solved,
        comment=comment,
    )
    record(
        case,
        "rated",
        APPLICANT,
        is_visible=True,
        data={"score": score, "solved": is_solved},
    )
    case.save(update_fields=["event_count", "head_hash"])
    move = workflow_of(case).moves.get(SOLVED)
    if is_solved and move is not None and case.state in move.sources:
        return perform(case_id=case.pk, move=SOLVED, actor=APPLICANT, version=None)
    return case
