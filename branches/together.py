"""Several small lists read in one question, so that a full page stays quick."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

from organisation.models import Unit


def read_together(unit: Unit, **lists: QuerySet) -> dict[str, list[Any]]:
    """Each list's rows, by its name, as unsaved-looking instances of its model.

    One statement, whatever the number of lists; the lists keep their order.
    """
    # Prefixed: a list may bear the name of a relation of the unit.
    columns: dict[str, Any] = {
        f"list_{name}": ArraySubquery(_as_json(rows)) for name, rows in lists.items()
    }
    found: Any = Unit.objects.filter(pk=unit.pk).values(**columns).get()
    return {
        name: [_instance(rows.model, row) for row in found[f"list_{name}"]]
        for name, rows in lists.items()
    }


def _as_json(rows: QuerySet) -> QuerySet:
    names = [field.attname for field in rows.model._meta.concrete_fields]
    return rows.values(row=JSONObject(**{name: name for name in names}))


def _instance(model: type[Model], row: dict[str, Any]) -> Model:
    # JSON knows no dates and times: the field reads them from their text.
    fields = model._meta.concrete_fields
    values = [field.to_python(row[field.attname]) for field in fields]
    return model.from_db(None, [field.attname for field in fields], values)
