"""The opening hours of a unit: written for the whole week at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from branches.errors import PageRefused
from branches.models import OpeningHours
from branches.permissions import may_write
from organisation.models import Unit

if TYPE_CHECKING:
    from organisation.models import User


@dataclass(frozen=True)
class DayHours:
    """When it is open on a day, with its lunch break if there is one."""

    opens: time
    closes: time
    break_from: time | None = None
    break_to: time | None = None


@transaction.atomic
def write_week(*, unit: Unit, user: User, week: Mapping[int, DayHours]) -> None:
    """Write the week of a unit: the days given (Monday is 0), closed on all others.

    It stands in the history of the unit, with every other change of it. Raises
    PageRefused for another unit's.
    """
    if not may_write(user, unit.pk):
        raise PageRefused(_("Your role does not allow this."))
    # Two who write at once: the second's week holds, never a mixture.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    OpeningHours.objects.filter(unit=unit).exclude(weekday__in=week).delete()
    for weekday, day in week.items():
        OpeningHours.objects.update_or_create(
            unit=unit, weekday=weekday, defaults=vars(day)
        )
    LogEntry.objects.log_actions(
        user_id=user.pk,
        queryset=[unit],
        action_flag=CHANGE,
        change_message=[{"changed": {"fields": ["opening hours"]}}],
        single_object=True,
    )
