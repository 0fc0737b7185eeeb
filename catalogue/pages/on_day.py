"""Was it in force on a day? The answer for one standard, from its events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.models import Edition, LifecycleEvent
from catalogue.pages.family import is_supplement, newest_first
from catalogue.querysets import ENDS
from catalogue.status import Status


@dataclass(frozen=True)
class OnDay:
    """The editions in force on a day, and those of which nobody knows."""

    day: date
    in_force: tuple[Edition, ...]
    unsure: tuple[Edition, ...]

    @property
    def main(self) -> tuple[Edition, ...]:
        """Those in force that are no supplements."""
        return tuple(item for item in self.in_force if not is_supplement(item))


def on_day(
    day: date, family: Sequence[Edition], events: Iterable[LifecycleEvent]
) -> OnDay:
    """What was in force: editions carry `was_in_force`, as the database found.

    An edition out of force whose end nobody dated may have ended before or after.
    """
    ended = {event.edition_id for event in events if event.kind in ENDS}
    begun = [item for item in newest_first(family) if _had_begun(item)]
    sure = [item for item in begun if item.is_valid or item.pk in ended]
    unsure = [item for item in begun if item not in sure]
    return OnDay(day, tuple(sure), tuple(unsure))


def _had_begun(edition: Edition) -> bool:
    return edition.status != Status.DRAFT and bool(
        getattr(edition, "was_in_force", False)
    )
