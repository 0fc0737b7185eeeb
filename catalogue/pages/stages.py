"""How far an edition has come: the stages of ISO on a ruler, else what happened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from catalogue.dates import shown
from catalogue.models import LifecycleEvent
from catalogue.pages.scale import percent
from catalogue.querysets import ENDS

_STAGE = re.compile(r"^(\d\d)\.?(\d\d)$")
# ISO/IEC Directives part 1: harmonized stage codes.
STAGES: dict[int, Promise] = {
    0: pgettext_lazy("stage", "Preliminary"),
    10: pgettext_lazy("stage", "Proposal"),
    20: pgettext_lazy("stage", "Preparation"),
    30: pgettext_lazy("stage", "Committee"),
    40: pgettext_lazy("stage", "Enquiry"),
    50: pgettext_lazy("stage", "Approval"),
    60: pgettext_lazy("stage", "Publication"),
    90: pgettext_lazy("stage", "Review"),
    95: pgettext_lazy("stage", "Withdrawal"),
}
SUBSTAGES: dict[int, Promise] = {
    0: pgettext_lazy("stage", "registered"),
    20: pgettext_lazy("stage", "the main action has begun"),
    60: pgettext_lazy("stage", "the main action is over"),
    92: pgettext_lazy("stage", "an earlier phase is to be repeated"),
    93: pgettext_lazy("stage", "the phase is to be repeated"),
    98: pgettext_lazy("stage", "given up"),
    99: pgettext_lazy("stage", "to go on"),
}
# At the end of a review and of a publication they mean more than in general.
SPECIAL: dict[tuple[int, int], Promise] = {
    (60, 0): pgettext_lazy("stage", "being published"),
    (60, 60): pgettext_lazy("stage", "published"),
    (90, 92): pgettext_lazy("stage", "to be revised"),
    (90, 93): pgettext_lazy("stage", "confirmed as it is"),
    (90, 99): pgettext_lazy("stage", "to be withdrawn"),
    (95, 99): pgettext_lazy("stage", "withdrawn"),
}


@dataclass(frozen=True)
class Step:
    """A stage on the ruler."""

    code: str
    word: str
    at: int
    is_done: bool
    is_now: bool

    @property
    def x(self) -> str:
        """Where its code stands."""
        return percent(self.at)


@dataclass(frozen=True)
class Strip:
    """The nine stages of ISO, up to the one reached."""

    code: str
    steps: tuple[Step, ...]
    reached: int  # per mille
    stage: str
    substage: str


@dataclass(frozen=True)
class Happening:
    """Something that happened to an edition."""

    kind: str
    word: str
    date: str
    decision: str
    is_derived: bool

    @property
    def tone(self) -> str:
        """The tone of its dot."""
        if self.kind in ENDS:
            return "waiting"
        return "answered" if self.kind == "effective" else ""


def strip(stage: str) -> Strip | None:
    """The stages up to this code; None when it is no stage code of ISO."""
    found = _STAGE.match(stage.strip())
    if not found or int(found[1]) not in STAGES:
        return None
    main, sub = int(found[1]), int(found[2])
    places = _places()
    return Strip(
        code=f"{main:02}.{sub:02}",
        steps=tuple(
            Step(f"{code:02}", str(word), places[code], code <= main, code == main)
            for code, word in STAGES.items()
        ),
        reached=places[main],
        stage=str(STAGES[main]),
        substage=_substage(main, sub),
    )


def _substage(main: int, sub: int) -> str:
    word = SPECIAL.get((main, sub)) or SUBSTAGES.get(sub)
    return str(word) if word else ""


def _places() -> dict[int, int]:
    """Evenly, or 90 and 95 would touch; with room for a word at both ends."""
    step = 1000 // len(STAGES)
    return {code: step // 2 + number * step for number, code in enumerate(STAGES)}


def _course(event: LifecycleEvent) -> tuple[date, int]:
    """By day; on one day it is approved before it is published."""
    return event.day, LifecycleEvent.Kind.values.index(event.kind)


def happenings(edition_id: int, events: Iterable[LifecycleEvent]) -> list[Happening]:
    """What happened to one edition, from old to new."""
    return [
        Happening(
            event.kind,
            str(event.get_kind_display()),
            shown(event.date),
            event.decision,
            event.is_derived,
        )
        for event in sorted(events, key=_course)
        if event.edition_id == edition_id
    ]
