"""What all pages of the catalogue in the back office share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import ShowFacets, StackedInline
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminTextInputWidget,
    RelatedFieldWidgetWrapper,
)
from django.db.models import CharField, Field, URLField
from django.forms import Media, Script
from django.http import HttpRequest
from django.utils.text import capfirst

from casework.admin import CappedPaginator
from casework.fields import CleanText
from catalogue.permissions import EDITORS
from organisation.admin import AUDITORS, DATES, Duties
from organisation.named_pages import NamedPages

LONG_TEXT = 300  # characters from which a box has several rows


class CleanTexts:
    """Text is cleaned, and one that is too long is told with how much."""

    formfield_overrides: Mapping[type[Field], Mapping[str, Any]] = {
        **DATES,
        URLField: {"assume_scheme": "https"},
    }

    @property
    def media(self) -> Media:
        """None of Django's scripts: they style by attribute, which CSP refuses."""
        return Media()

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **options: Any
    ) -> Any:
        """Every line of text without choices; a choice has no buttons beside it."""
        if type(db_field) is CharField and not db_field.choices:
            return _text_field(db_field)
        found = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if found and isinstance(found.widget, RelatedFieldWidgetWrapper):
            found.widget = found.widget.widget
        return found


def _text_field(db_field: CharField) -> CleanText:
    limit = db_field.max_length or LONG_TEXT
    is_long = limit > LONG_TEXT
    return CleanText(
        limit=limit,
        label=capfirst(db_field.verbose_name),
        help_text=db_field.help_text,
        required=not db_field.blank,
        widget=AdminTextareaWidget({"rows": 2}) if is_long else AdminTextInputWidget,
    )


class CatalogueAdmin(CleanTexts, Duties, NamedPages):
    """A page of the catalogue: officers and administrators edit, auditors read.

    The lists hold up to a million rows: nothing counts them all.
    """

    editors = EDITORS
    readers = AUDITORS
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50


class PartInline(CleanTexts, Duties, StackedInline):
    """What hangs on an edition and is written with it."""

    template = "catalogue/office/parts.html"

    editors = EDITORS
    readers = AUDITORS
    is_deletable = True
    extra = 1

    @property
    def media(self) -> Media:
        """One more row."""
        return Media(js=[Script("js/parts.js", type="module")])  # type: ignore[list-item]
