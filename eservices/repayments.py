"""What was paid for an application that ended before the work: finance pays it back.

Nothing is deleted and no money moves here: the payments come onto the list of finance,
who settle them with a note. Double and late payments are on that list already.
"""

from __future__ import annotations

from django.db.models import Q

from casework.workflow import Change
from eservices import review
from eservices.models import Payment

_COUNTED = Q(state=Payment.State.MATCHED) | Q(state=Payment.State.SURPLUS)


def give_back(change: Change) -> None:
    """Withdrawn by the applicant: finance says whether any of it was worked for."""
    _put_on_the_list(change)


def give_back_unworked(change: Change) -> None:
    """Refused: the fee of a refusal after the work is kept.

    Where lines are judged, work shows in their results; elsewhere the assessment
    itself is the work.
    """
    if review.is_untouched(change.case.application):
        _put_on_the_list(change)


def _put_on_the_list(change: Change) -> None:
    # Of what came too much, the surplus may have been settled: the rest is left.
    paid = Payment.objects.filter(_COUNTED, invoice__application=change.case.pk)
    listed = paid.update(
        state=Payment.State.TO_RETURN, settled_at=None, settled_by=None
    )
    if listed:
        change.event_data["payments_to_return"] = listed
