"""A time in the back office: its first and last day, both included."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateRange

from organisation.admin import DutiesAdmin

DAYS = ("first_day", "last_day")


class DayInput(forms.DateInput):
    """The browser's own picker: it knows Mongolian."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DaysForm(forms.ModelForm):
    """A form of a model with a range of days."""

    first_day = forms.DateField(label=_("Valid from"), widget=DayInput)
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: until further notice."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        days = self.instance.days
        if days is not None:
            self.initial.setdefault("first_day", days.lower)
            self.initial.setdefault("last_day", last_day_of(days))

    def clean(self) -> dict[str, Any]:
        """Both days as one range, the last not before the first."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        elif first:
            after = last + timedelta(days=1) if last else None
            self.instance.days = DateRange(first, after)
        return data


class DaysAdmin(DutiesAdmin):
    """A page of rows that are valid for a time; who only reads sees it in words."""

    @admin.display(description=_("Valid"))
    def valid(self, obj: Any) -> str:
        """From when to when."""
        return days_in_words(obj.days)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The two days are boxes; without the right to write there are none."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": tuple(map(_read, options["fields"]))})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The words that stand for the days."""
        return () if self.has_change_permission(request, obj) else ("valid",)


def _read(field: Any) -> Any:
    return "valid" if field == DAYS else field


def last_day_of(days: Any) -> date | None:
    """The last day that belongs to a half-open range."""
    return days.upper - timedelta(days=1) if days.upper else None


def days_in_words(days: Any) -> str:
    """From when to when."""
    first = date_format(days.lower, "SHORT_DATE_FORMAT") if days.lower else ""
    last = last_day_of(days)
    return f"{first} – {date_format(last, 'SHORT_DATE_FORMAT') if last else ''}".strip()
