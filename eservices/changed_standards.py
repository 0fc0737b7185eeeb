"""Standards that were replaced or withdrawn while an application is under way.

What was in force when it was sent may not be when it is decided: the officer sees it
with what to use instead, and grants it only with a reason in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import rules as common
from casework.errors import CaseworkError, NotAllowed
from casework.workflow import Change
from catalogue.checking import check_lines
from catalogue.models import Edition
from catalogue.status import Status
from eservices.engine import Kind, Rows, service_of
from eservices.models import Application, Result
from eservices.review import rows_of

FIELD = "despite"  # the input of the proposal
EVENT = "changed_standards"  # the data of its event: the editions known by then
GONE = (Status.REPLACED, Status.WITHDRAWN)
GRANTED = "granted"


@dataclass(frozen=True)
class ChangedStandard:
    """A standard that is not in force any more, and the lines that name it."""

    edition: Edition
    successor: Edition | None
    lines: list[int]


# --- what has changed -----------------------------------------------------------
def _lists(application: Application) -> list[Rows]:
    return [
        rows
        for rows in service_of(application).rows.values()
        if any(column.kind == Kind.STANDARD for column in rows.columns)
    ]


def _rows(application: Application) -> Iterator[QuerySet[Any]]:
    """The lines that would be granted and name an edition that is gone."""
    today = timezone.localdate()
    shown = Q(edition__publish_on__isnull=True) | Q(edition__publish_on__lte=today)
    for rows in _lists(application):
        found = rows_of(application, rows.key).exclude(result=Result.FAILED)
        yield found.filter(
            shown, edition__status__in=GONE, edition__is_published=True
        ).select_related("edition")


def gone_editions(application: Application) -> dict[int, Edition]:
    """The editions by their id; one query a list that names standards."""
    return {row.edition_id: row.edition for rows in _rows(application) for row in rows}


def changed_in(application: Application) -> list[ChangedStandard]:
    """Each with what to use instead, for an application that is not decided yet."""
    if not application.is_unresolved:
        return []
    editions: dict[int, Edition] = {}
    lines: dict[int, list[int]] = {}
    for rows in _rows(application):
        for row in rows:
            editions[row.edition_id] = row.edition
            lines.setdefault(row.edition_id, []).append(row.position)
    instead = _successors(list(editions.values()))
    return [
        ChangedStandard(edition, instead.get(pk), lines[pk])
        for pk, edition in editions.items()
    ]


def _successors(editions: list[Edition]) -> dict[int, Edition]:
    if not editions:
        return {}
    checked = check_lines([edition.code for edition in editions])
    return {
        one.found.pk: one.replacement
        for one in checked
        if one.found is not None and isinstance(one.replacement, Edition)
    }


# --- guards and effects ---------------------------------------------------------
def says_why_despite(change: Change) -> None:
    """What names a standard that is gone is proposed to be granted with a reason."""
    if change.data["proposal"] != GRANTED or change.data.get(FIELD, "").strip():
        return
    for edition in gone_editions(change.case.application).values():
        raise CaseworkError(
            _(
                "%(standard)s is not in force any more. Let its lines not pass, or "
                "write why it is granted all the same."
            )
            % {"standard": edition},
            field=FIELD,
        )


def note_despite(change: Change) -> None:
    """The reason as an internal note; the event names the editions by their ids."""
    if change.data["proposal"] != GRANTED:
        return
    gone = sorted(gone_editions(change.case.application))
    if gone:
        change.event_data[EVENT] = gone
        change.data["reason"] = change.data[FIELD]
        common.write_internal_reason(change)


def nothing_changed_since(change: Change) -> None:
    """Who decides knows of no more than who proposed."""
    proposal = change.case.events.filter(kind="propose").order_by("-seq").first()
    known = set(proposal.data.get(EVENT, ())) if proposal else set()
    for pk, edition in gone_editions(change.case.application).items():
        if pk not in known:
            raise NotAllowed(
                _(
                    "%(standard)s is not in force any more since the proposal. "
                    "Return the proposal."
                )
                % {"standard": edition}
            )
