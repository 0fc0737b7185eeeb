"""The form of a week: one small form a day, all of them sent together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from branches.actions.hours import DayHours
from branches.models import OpeningHours
from casework.workflow import Text

TIMES = ("opens", "closes", "break_from", "break_to")
WORKING_DAYS = range(1, 5)  # Tuesday to Friday, which are mostly as Monday


class TimeOfDay(forms.TimeField):
    """A time, typed with the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        formats = ["%H:%M", "%H:%M:%S", "%H.%M"]
        super().__init__(
            widget=widget,
            input_formats=formats,
            required=False,
            error_messages={"invalid": _("Write a time like 09:00.")},
            **options,
        )


class DayForm(forms.Form):
    """One day: its times, or closed."""

    opens = TimeOfDay(label=capfirst(_("opens")))
    closes = TimeOfDay(label=capfirst(_("closes")))
    break_from = TimeOfDay(label=capfirst(_("lunch from")))
    break_to = TimeOfDay(label=capfirst(_("lunch to")))
    is_closed = forms.BooleanField(
        label=pgettext_lazy("a day of the week", "Closed"), required=False
    )
    use_required_attribute = False

    @property
    def name(self) -> str:
        """The day of the week, in words."""
        days: Any = OpeningHours._meta.get_field("weekday").choices
        return str(dict(days)[int((self.prefix or "day0").removeprefix("day"))])

    def clean(self) -> dict[str, Any]:
        """Opening, lunch, closing follow each other; on a closed day nothing counts."""
        data = super().clean() or self.cleaned_data
        if data.get("is_closed"):
            self.errors.clear()  # whatever stands in the boxes
            return data
        if self.errors:
            return data
        sentence = _wrong(*(data.get(name) for name in TIMES))
        if sentence:
            self.add_error(None, sentence)  # type: ignore[arg-type]
        return data

    def hours(self) -> DayHours | None:
        """What was written, None for closed; of a valid form."""
        if self.cleaned_data["is_closed"]:
            return None
        return DayHours(**{name: self.cleaned_data[name] for name in TIMES})


def _wrong(opens: Any, closes: Any, start: Any, end: Any) -> Text:
    """What is wrong with the times of a day; nothing when all is right."""
    if opens is None or closes is None:
        return _("Write when it opens and closes, or tick “Closed”.")
    if opens >= closes:
        return _("It must close after it opens.")
    if start is None and end is None:
        return ""
    if start is None or end is None or not opens <= start < end <= closes:
        return _("Write both ends of the lunch break, within the opening hours.")
    return ""


class WeekForm:
    """Seven days, sent with one button."""

    def __init__(
        self,
        sent: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[int, dict[str, Any]] | None = None,
        is_copied: bool = False,
    ) -> None:
        self.is_copied = is_copied
        self.sentence: Text = ""
        known = initial or {}
        self.days = [
            DayForm(sent, prefix=f"day{weekday}", initial=known.get(weekday))
            for weekday in range(7)
        ]

    @classmethod
    def of(cls, hours: Iterable[OpeningHours]) -> WeekForm:
        """The week as it is written; a unit without hours begins with empty boxes."""
        known = {
            row.weekday: {name: getattr(row, name) for name in TIMES} for row in hours
        }
        closed = {"is_closed": True}
        week = {day: known.get(day, closed) for day in range(7)} if known else {}
        return cls(initial=week)

    @classmethod
    def like_monday(cls, sent: Mapping[str, Any]) -> WeekForm:
        """What was typed, Monday's times from Tuesday to Friday; not judged yet."""
        typed = {
            day: _typed(sent, 0 if day in WORKING_DAYS else day) for day in range(7)
        }
        return cls(initial=typed, is_copied=True)

    def is_valid(self) -> bool:
        """Whether every day is right and the unit is open on some day."""
        is_right = all(day.is_valid() for day in self.days)
        if is_right and not self.week():
            self.sentence = _("Open at least one day of the week.")
        return is_right and not self.sentence

    def week(self) -> dict[int, DayHours]:
        """The days on which it is open; of a valid form."""
        written = {number: day.hours() for number, day in enumerate(self.days)}
        return {number: day for number, day in written.items() if day is not None}


def _typed(sent: Mapping[str, Any], weekday: int) -> dict[str, Any]:
    found = {name: sent.get(f"day{weekday}-{name}", "") for name in TIMES}
    return found | {"is_closed": f"day{weekday}-is_closed" in sent}
