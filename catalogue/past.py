"""The former states of an edition and of what hangs on it, from pghistory's tables."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from catalogue.models import (
    Edition,
    EditionIcs,
    Identifier,
    LifecycleEvent,
    Relation,
    Title,
)

# What the office edits; the rest of a row follows from it.
SHOWN: dict[type[Model], tuple[str, ...]] = {
    Edition: (
        "code",
        "title_mn",
        "title_en",
        "status",
        "source_status",
        "stage",
        "edition",
        "doctype",
        "published",
        "pages",
        "languages",
        "access",
        "committee_id",
        "source_id",
        "source_url",
        "is_published",
        "publish_on",
    ),
    Title: ("language", "script", "text"),
    Identifier: ("kind", "value"),
    Relation: ("from_code", "kind", "to_code", "degree", "note"),
    LifecycleEvent: ("kind", "date", "decision"),
    EditionIcs: ("ics_id",),
}


def events_of(model: Any, edition: Edition) -> QuerySet[Any]:
    """The event rows of `model` for the edition, the newest first."""
    events: QuerySet[Any] = model.pgh_event_model.objects.filter(_of(model, edition))
    return events.order_by("-pgh_id")


def rows_of(model: Any, edition: Edition) -> QuerySet[Any]:
    """The rows of `model` that are, or hang on, the edition now."""
    if model is Edition:
        return Edition.objects.filter(pk=edition.pk)
    rows: QuerySet[Any] = model.objects.filter(_of(model, edition))
    return rows


def _of(model: type[Model], edition: Edition) -> Q:
    if model is Edition:
        return Q(id=edition.pk)
    if model is Relation:
        return Q(from_edition=edition.pk) | Q(to_edition=edition.pk)
    return Q(edition=edition.pk)
