"""The editions of a standard on a ruler of years, and the list beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.models import Edition, LifecycleEvent
from catalogue.pages.family import (
    age,
    is_supplement,
    newest_first,
    supplements,
)
from catalogue.pages.scale import HALF_A_WORD, YearScale, percent, word_at
from catalogue.querysets import ENDS
from catalogue.status import Status

LABEL_ROOM = 2 * HALF_A_WORD
LABEL_ROWS = 2
ROW_HEIGHT = 18  # pixels
ENTRIES_SHOWN = 12


@dataclass(frozen=True)
class Mark:
    """An edition on the ruler; without a label where it would cover another."""

    at: int
    tone: str  # now, past, unsure
    is_shown: bool
    label: str
    y: int  # of the label, in pixels

    @property
    def x(self) -> str:
        """The place of the label."""
        return percent(word_at(self.at))


@dataclass(frozen=True)
class Stretch:
    """How long an edition was in force."""

    at: int
    width: int
    tone: str


@dataclass(frozen=True)
class Entry:
    """A line of the list: an edition, indented when it supplements the one above."""

    edition: Edition
    is_supplement: bool
    is_current: bool
    is_shown: bool


@dataclass(frozen=True)
class History:
    """The ruler, and beside it the list from new to old."""

    scale: YearScale | None
    marks: tuple[Mark, ...]
    notches: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    entries: tuple[Entry, ...]
    count: int
    is_tall: bool  # labels stand in two rows

    @property
    def hidden(self) -> int:
        """How many lines stand behind "show all"."""
        return self.count - len(self.entries)


def history(
    family: Sequence[Edition],
    events: Iterable[LifecycleEvent],
    *,
    current: Edition | None,
    shown: Edition,
    today: date,
    shows_all: bool = False,
) -> History:
    """The ruler and the list of one standard."""
    dated = [edition for edition in family if _is_on_ruler(edition)]
    main = sorted((item for item in dated if not is_supplement(item)), key=age)
    scale = _scale(dated, today)
    entries = _entries(family, current, shown)
    marks = _marks(main, scale, current, shown) if scale else ()
    return History(
        scale=scale,
        marks=marks,
        notches=_notches(dated, scale) if scale else (),
        stretches=_stretches(main, _ends(events), scale, today) if scale else (),
        entries=tuple(entries if shows_all else entries[:ENTRIES_SHOWN]),
        count=len(entries),
        is_tall=any(mark.y > ROW_HEIGHT for mark in marks),
    )


def _is_on_ruler(edition: Edition) -> bool:
    return edition.published_on is not None and edition.status != Status.DRAFT


def _scale(dated: Sequence[Edition], today: date) -> YearScale | None:
    days = [edition.published_on for edition in dated if edition.published_on]
    if not days:
        return None
    return YearScale.spanning(min(days), max(today, *days))


def _notches(dated: Iterable[Edition], scale: YearScale) -> tuple[int, ...]:
    """Places of supplements, each once: a family can have a hundred."""
    places = {
        scale.at(item.published_on)
        for item in dated
        if is_supplement(item) and item.published_on
    }
    return tuple(sorted(places))


def _marks(
    main: Sequence[Edition],
    scale: YearScale,
    current: Edition | None,
    shown: Edition,
) -> tuple[Mark, ...]:
    """A mark for each edition; those of one day and kind share one."""
    places = {
        item.pk: scale.at(item.published_on) for item in main if item.published_on
    }
    rows = _label_rows(main, places, (shown, current))
    lowest = max(rows.values(), default=0)
    marks = [
        Mark(
            at=places[item.pk],
            tone=_tone(item),
            is_shown=item.pk == shown.pk,
            label=item.published[:4] if item.pk in rows else "",
            # Row 0 is next to the ruler, the rows count upward.
            y=ROW_HEIGHT * (lowest - rows.get(item.pk, 0) + 1) - 4,
        )
        for item in main
    ]
    return tuple(dict.fromkeys(marks))


def _tone(edition: Edition) -> str:
    if edition.is_valid:
        return "now"
    return "unsure" if edition.status == Status.UNKNOWN else "past"


def _label_rows(
    main: Sequence[Edition],
    places: dict[int, int],
    first_of_all: Iterable[Edition | None],
) -> dict[int, int]:
    """The row of each year that has room: the editions that matter choose first."""
    important = [item for item in first_of_all if item and item.pk in places]
    taken: list[list[int]] = [[] for _ in range(LABEL_ROWS)]
    rows: dict[int, int] = {}
    years: set[str] = set()
    for item in [*important, *reversed(main)]:
        place = word_at(places[item.pk])
        row = _free_row(place, taken)
        if row is not None and item.published[:4] not in years:
            rows[item.pk] = row
            taken[row].append(place)
            years.add(item.published[:4])
    return rows


def _free_row(place: int, taken: Sequence[Sequence[int]]) -> int | None:
    for row, others in enumerate(taken):
        if all(abs(place - other) >= LABEL_ROOM for other in others):
            return row
    return None


def _ends(events: Iterable[LifecycleEvent]) -> dict[int, date]:
    """The day each edition ended, where that is known."""
    ends: dict[int, date] = {}
    for event in events:
        if event.kind in ENDS:
            ends[event.edition_id] = min(
                event.day, ends.get(event.edition_id, event.day)
            )
    return ends


def _stretches(
    main: Sequence[Edition], ends: dict[int, date], scale: YearScale, today: date
) -> tuple[Stretch, ...]:
    stretches = []
    for item in main:
        end = today if item.is_valid else ends.get(item.pk)
        if end and item.published_on and end > item.published_on:
            at = scale.at(item.published_on)
            stretches.append(Stretch(at, scale.at(end) - at, _tone(item)))
    # The longest first, so that a shorter one is never hidden below it.
    return tuple(sorted(stretches, key=lambda stretch: -stretch.width))


def _entries(
    family: Sequence[Edition], current: Edition | None, shown: Edition
) -> list[Entry]:
    """Editions from new to old, each followed by its supplements; then the rest."""
    ordered: list[Edition] = []
    of_base = supplements(family)
    for item in newest_first(item for item in family if not is_supplement(item)):
        own = of_base.get(item.pk, []) + of_base.get(item.code, [])
        ordered += [item, *own]
    placed = {item.pk for item in ordered}
    ordered += newest_first(item for item in family if item.pk not in placed)
    current_pk = current.pk if current else None
    return [
        Entry(item, is_supplement(item), item.pk == current_pk, item.pk == shown.pk)
        for item in ordered
    ]
