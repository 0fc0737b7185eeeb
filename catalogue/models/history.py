"""History of a table, written by triggers: bulk writes are seen too."""

from __future__ import annotations

from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=type[models.Model])

# Somebody acts (catalogue.actions): the context of the writes names the act. Rows of
# an import are told by its run; keeping each twice would double the catalogue.
BY_A_PERSON = pgtrigger.Condition(
    """POSITION('"act"' IN CURRENT_SETTING('pghistory.context_metadata', true)) > 0"""
)


def with_history(model: M) -> M:
    """Keep every former state of the model's rows: `edition.history`.

    An update and a deletion keep the row as it was, so that nothing is lost of rows
    that an import made; an insertion by a person keeps who made the row.
    """
    return _tracked(model, pghistory.ObjForeignKey(related_name="history"))


def with_history_of_links(model: M) -> M:
    """The same for the proxy of a many-to-many table; without `history` of a row."""
    return _tracked(model, None)


def _tracked(model: M, obj_field: Any) -> M:
    track = pghistory.track(
        pghistory.InsertEvent(condition=BY_A_PERSON),
        pghistory.UpdateEvent(row=pghistory.Old),
        pghistory.DeleteEvent(),
        obj_field=obj_field,
    )
    tracked: M = track(model)
    return tracked
