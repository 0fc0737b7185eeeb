"""Bringing back an older state of an edition: a new change, nothing is undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from catalogue.actions.editing import Act, Part, Parts, save_edition
from catalogue.models import (
    Edition,
    EditionIcs,
    Ics,
    Identifier,
    LifecycleEvent,
    Relation,
    Title,
)
from catalogue.past import SHOWN, events_of
from organisation.models import User


@transaction.atomic
def restore_edition(*, user: User, edition_id: int, moment: datetime) -> Edition:
    """Write the edition and its parts as they stood just before `moment`.

    CatalogueError where that state cannot be any more, as when another edition has
    the designation now.
    """
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    for event in _first_since(Edition, edition, moment).values():
        _copy(Edition, event, edition)
    parts = Parts(
        ics=_ics_before(edition, moment),
        removed=list(_came_later(edition, moment)),
        saved=list(_were_other(edition, moment)),
    )
    return save_edition(user=user, edition=edition, parts=parts, act=Act.RESTORE)


def _first_since(model: Any, edition: Edition, moment: datetime) -> dict[int, Any]:
    """By row, the first event since: it holds the state before, unless it made it."""
    events = events_of(model, edition).filter(pgh_created_at__gte=moment)
    return {event.id: event for event in events}


def _copy(model: Any, event: Any, row: Any) -> None:
    for name in SHOWN[model]:
        setattr(row, name, getattr(event, name))


def _ics_before(edition: Edition, moment: datetime) -> list[Ics]:
    ids = set(edition.ics.values_list("pk", flat=True))
    for event in events_of(EditionIcs, edition).filter(pgh_created_at__gte=moment):
        (ids.discard if event.pgh_label == "insert" else ids.add)(event.ics_id)
    return list(Ics.objects.filter(pk__in=ids))


def _parts_since(edition: Edition, moment: datetime) -> Iterator[tuple[Any, Any, Any]]:
    """Model, event and row (None: gone) of every own part that changed since."""
    for model, own in _own_parts(edition):
        rows = {row.pk: row for row in own}
        for pk, event in _first_since(model, edition, moment).items():
            if _is_own(event, edition):
                yield model, event, rows.get(pk)


def _own_parts(edition: Edition) -> Iterator[tuple[Any, Any]]:
    yield Title, edition.titles.all()
    yield Identifier, edition.identifiers.all()
    yield Relation, edition.relations_from.all()
    yield LifecycleEvent, edition.events.all()


def _is_own(event: Any, edition: Edition) -> bool:
    """Neither told by another edition, nor the other's relation to this one."""
    begins = getattr(event, "from_edition_id", edition.pk)
    return begins == edition.pk and not getattr(event, "is_derived", False)


def _came_later(edition: Edition, moment: datetime) -> Iterator[Part]:
    for _model, event, row in _parts_since(edition, moment):
        if event.pgh_label == "insert" and row is not None:
            yield row


def _were_other(edition: Edition, moment: datetime) -> Iterator[Part]:
    for model, event, row in _parts_since(edition, moment):
        if event.pgh_label != "insert":
            part = row or model()
            _copy(model, event, part)
            yield part
