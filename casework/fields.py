"""Form fields for what applicants type and attach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mongolian.folding import clean_text

MOMENT = "%Y-%m-%dT%H:%M"
YEARS = range(2000, 2101)
WRONG_YEAR = _("Write a year from 2000 to 2100.")


class CleanText(forms.CharField):
    """Text fit to be stored; too long is told with how much, never cut."""

    def __init__(self, *, limit: int, lines: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.limit, self.lines = limit, lines

    def to_python(self, value: Any) -> str:
        """Without controls; on one line unless it may have several."""
        text = clean_text(super().to_python(value) or "")
        return text.strip() if self.lines else " ".join(text.split())

    def validate(self, value: str) -> None:
        """Count characters as people do, line ends as one."""
        super().validate(value)
        over = len(value) - self.limit
        if over > 0:
            raise ValidationError(
                ngettext(
                    "It is %(over)d character too long: at most %(limit)d fit.",
                    "It is %(over)d characters too long: at most %(limit)d fit.",
                    over,
                ),
                code="too_long",
                params={"over": over, "limit": self.limit},
            )


class MomentField(forms.DateTimeField):
    """A day and a time, typed with the browser's own picker.

    In a year people mean: one beyond the calendar could be stored and never read back.
    """

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(
            widget=widget, input_formats=[MOMENT, "%Y-%m-%d %H:%M"], **options
        )

    def clean(self, value: Any) -> Any:
        """The moment; refused outside of `YEARS`."""
        moment = super().clean(value)
        if moment is not None and moment.year not in YEARS:
            raise ValidationError(WRONG_YEAR)
        return moment


class FilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Any, files: MultiValueDict[str, Any], name: str
    ) -> list[Any]:
        """All of them, not only the last."""
        return files.getlist(name)


class FilesField(forms.FileField):
    """Any number of uploads; casework.staging checks each."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The uploads as they came, empty ones too: staging says what is wrong."""
        return list(data or [])
