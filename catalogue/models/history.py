"""History of a table, written by triggers: bulk writes are seen too."""

from __future__ import annotations

from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def with_history(model: M) -> M:
    """Keep every former state of the model's rows: `edition.history`.

    Inserts need none: the row itself is its first state.
    """
    track = pghistory.track(
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        obj_field=pghistory.ObjForeignKey(related_name="history"),
    )
    tracked: M = track(model)
    return tracked
