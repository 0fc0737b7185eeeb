"""Columns of back-office lists: labelled in words, days short, sums in groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime

Column = Callable[[Any], str]
Text = str | Promise  # translated when it is shown
NOTHING = "—"


def day_column(model: type[Model], name: str) -> Column:
    """A day or moment of a model; a list has no room for the name of the month."""

    def shown(obj: Any) -> str:
        day = getattr(obj, name)
        if day is None:
            return NOTHING
        if hasattr(day, "hour"):
            day = localtime(day)
        return date_format(day, "SHORT_DATE_FORMAT")

    return _column(model, name, shown)


def money_column(model: type[Model], name: str) -> Column:
    """A sum of a model, in ₮."""
    return _column(model, name, lambda obj: intcomma(getattr(obj, name)))


def word_column(name: str, label: Text, *, by: str = "") -> Column:
    """What is said in words, under a label of its own; sorted by a field, if any.

    Of a reference the model gives no label in the language of the page.
    """

    def shown(obj: Any) -> str:
        return str(getattr(obj, name) or NOTHING)

    shown.__name__ = name
    head: Any = label  # the stubs know no Promise
    return admin.display(description=head, ordering=by or None)(shown)


def _column(model: type[Model], name: str, shown: Column) -> Column:
    # Django compares the names of columns; of two called alike one would be lost.
    shown.__name__ = name
    label = model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return admin.display(description=label, ordering=name)(shown)
