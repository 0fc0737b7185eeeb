"""Why an application is refused: one reason of the agency's list beside the words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError
from casework.workflow import Change
from eservices.models import RefusalReason

REFUSED = "refused"
FIELD = "refusal_reason"  # the input of the moves


def names_a_reason(change: Change) -> None:
    """A refusal, proposed or decided, names a reason offered for the service."""
    if change.data.get("proposal", REFUSED) != REFUSED:
        return
    reason: RefusalReason | None = change.data.get(FIELD)
    offered = RefusalReason.objects.offered_for(change.case.kind)
    if reason is None or not offered.filter(pk=reason.pk).exists():
        raise CaseworkError(_("Choose the reason for the refusal."), field=FIELD)


def reason_given(change: Change) -> RefusalReason | None:
    """The reason of what is refused; a grant has none. The event keeps its code."""
    if change.data.get("proposal", REFUSED) != REFUSED:
        return None
    reason: RefusalReason = change.data[FIELD]
    change.event_data[FIELD] = reason.code
    return reason
