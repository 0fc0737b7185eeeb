"""The history of an edition in words: who changed what, when, from what to what.

A row of an event table is a former state, so a change lies between a row and the next
one, or the row as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Field, Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from catalogue.models import (
    Committee,
    Edition,
    EditionIcs,
    Ics,
    Source,
)
from catalogue.past import SHOWN, events_of, rows_of
from organisation.models import User

ACTS = {
    "edit": pgettext_lazy("history", "edited"),
    "restore": pgettext_lazy("history", "brought back an older state"),
    "import": pgettext_lazy("history", "imported"),
}
NOTHING = "—"


def name_of(model: type[Model]) -> str:
    """What a row of the model is called."""
    return "ICS" if model is EditionIcs else capfirst(str(model._meta.verbose_name))


@dataclass(frozen=True)
class Change:
    """One field, or one row that came or went: then one side is empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """One save as a person reads it."""

    at: datetime
    who: str
    act: str
    changes: tuple[Change, ...]
    # Names the state before it, for bringing that back; empty when there was none.
    moment: str


@dataclass(frozen=True)
class _Step:
    """One row of an event table with the state that followed it (None: gone)."""

    model: type[Model]
    event: Any
    after: Any


def history_of(edition: Edition) -> list[HistoryLine]:
    """Every change of the edition and of what hangs on it, the newest first.

    The number of queries does not grow with the changes.
    """
    saves: dict[Any, list[_Step]] = defaultdict(list)
    for step in steps_of(edition):
        saves[step.event.pgh_context_id or step.event.pgh_created_at].append(step)
    names = _Names.of([step for steps in saves.values() for step in steps])
    lines = [_line(steps, names) for steps in saves.values()]
    shown = [line for line in lines if line.changes]
    return sorted(shown, key=lambda line: line.at, reverse=True)


def who_changed(edition: Edition) -> str:
    """The name of who changed the edition last."""
    lines = history_of(edition)
    return lines[0].who if lines else _("the system")


def steps_of(edition: Edition) -> list[_Step]:
    """The event rows of the edition and its parts, with what each led to."""
    return [step for model in SHOWN for step in _steps(model, edition)]


def _steps(model: Any, edition: Edition) -> Iterator[_Step]:
    after: dict[int, Any] = {row.pk: row for row in rows_of(model, edition)}
    for event in events_of(model, edition).select_related("pgh_context"):
        if event.pgh_label == "delete":
            after.pop(event.id, None)
        yield _Step(model, event, after.get(event.id))
        after[event.id] = event


# --- words ----------------------------------------------------------------------
def _line(steps: Sequence[_Step], names: _Names) -> HistoryLine:
    first = min(steps, key=lambda step: step.event.pgh_created_at).event
    context = first.pgh_context.metadata if first.pgh_context else {}
    made = any(step.model is Edition and _is_new(step) for step in steps)
    return HistoryLine(
        at=first.pgh_created_at,
        who=names.users.get(context.get("user", 0), _("the system")),
        act=pgettext("history", "made")
        if made
        else str(ACTS.get(context.get("act", ""), ACTS["import"])),
        changes=tuple(change for step in steps for change in _changes(step, names)),
        moment="" if made else first.pgh_created_at.isoformat(),
    )


def _is_new(step: _Step) -> bool:
    return bool(step.event.pgh_label == "insert")


def _changes(step: _Step, names: _Names) -> Iterator[Change]:
    if _is_new(step):
        yield Change(name_of(step.model), "", names.row(step.model, step.event))
    elif step.after is None:
        yield Change(name_of(step.model), names.row(step.model, step.event), "")
    else:
        yield from _differences(step, names)


def _differences(step: _Step, names: _Names) -> Iterator[Change]:
    for name in SHOWN[step.model]:
        before, after = getattr(step.event, name), getattr(step.after, name)
        if before != after:
            field: Any = step.model._meta.get_field(name.removesuffix("_id"))
            label = capfirst(str(field.verbose_name))
            if step.model is not Edition:
                label = f"{name_of(step.model)}: {label}"
            yield Change(label, names.value(field, before), names.value(field, after))


@dataclass(frozen=True)
class _Names:
    """Names of the people, committees, sources and ICS codes that the rows hold."""

    users: dict[int, str]
    committee: dict[int, str]
    source: dict[int, str]
    ics: dict[int, str]

    @classmethod
    def of(cls, steps: Sequence[_Step]) -> _Names:
        """Four queries, however many steps."""
        contexts = [step.event.pgh_context for step in steps if step.event.pgh_context]
        people = {context.metadata.get("user") for context in contexts}
        users = User.objects.filter(pk__in=people - {None})
        return cls(
            users={user.pk: user.display_name for user in users},
            committee=_named(Committee, steps, "committee_id"),
            source=_named(Source, steps, "source_id"),
            ics=_named(Ics, steps, "ics_id"),
        )

    def row(self, model: type[Model], row: Any) -> str:
        """A whole row in one line."""
        shown = (
            self.value(
                model._meta.get_field(name.removesuffix("_id")), getattr(row, name)
            )
            for name in SHOWN[model]
        )
        if model is Edition:
            return str(row.code)
        return " · ".join(text for text in shown if text != NOTHING)

    def value(self, field: Field | Any, value: Any) -> str:
        """What a column holds, as people read it."""
        if value in (None, "", []):
            return NOTHING
        if field.is_relation:
            return str(getattr(self, field.name).get(value, value))
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(value)


def _named(model: Any, steps: Sequence[_Step], column: str) -> dict[int, str]:
    rows = [row for step in steps for row in (step.event, step.after) if row]
    ids = {getattr(row, column, None) for row in rows} - {None}
    return {row.pk: str(row) for row in model.objects.filter(pk__in=ids)}
