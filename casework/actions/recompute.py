"""Due dates brought in line with a changed calendar."""

from __future__ import annotations

from django.db import transaction

from casework import deadlines
from casework.actions.telling import record
from casework.actors import Actor
from casework.models import Case, DayType, Roll


def recompute_open_cases(actor: Actor) -> int:
    """Bring every open due date in line with the calendar; returns how many moved.

    Called after a day off was added, changed or removed; each moved case gets
    an event and its applicant is told, so nobody can move a date quietly.
    """
    ids = (
        Case.objects.unresolved()
        .exclude(
            deadline_rule__day_type=DayType.CALENDAR, deadline_rule__roll=Roll.NONE
        )
        .filter(deadline_rule__isnull=False)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(_recompute(pk, actor) for pk in ids.iterator())


@transaction.atomic
def _recompute(pk: int, actor: Actor) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
    before = case.due_on
    if not case.is_unresolved or not deadlines.refresh_due(case):
        return False
    record(
        case,
        "due_recomputed",
        actor,
        is_visible=True,
        data={"from": f"{before}", "to": f"{case.due_on}"},
    )
    case.save(update_fields=["due_on", "event_count", "head_hash"])
    return True
