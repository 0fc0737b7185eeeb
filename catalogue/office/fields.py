"""Inputs of the catalogue's forms: typed as clerks know the things, never as ids."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.models import Committee, Ics
from mongolian.folding import clean_text

_BETWEEN = re.compile(r"[;,\s]+")
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")


class ListField(forms.Field):
    """Several codes in one box, with commas or spaces between."""

    def prepare_value(self, value: Any) -> Any:
        """A list as people type it."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        """The codes, each once, in the order typed."""
        typed = _BETWEEN.split(clean_text(value or ""))
        return list(dict.fromkeys(filter(None, typed)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Spaces and commas are no change."""
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


class LanguagesField(ListField):
    """Codes of languages."""

    def to_python(self, value: Any) -> list[str]:
        """In small letters."""
        return [code.lower() for code in super().to_python(value)]

    def validate(self, value: list[str]) -> None:
        """Two or three letters each."""
        super().validate(value)
        wrong = [code for code in value if not _LANGUAGE.match(code)]
        if wrong:
            raise ValidationError(
                _("“%(code)s” is not the code of a language. Write mn, en or ru."),
                params={"code": wrong[0]},
            )


class IcsField(ListField):
    """ICS codes we know; gives the rows."""

    def clean(self, value: Any) -> list[Ics]:
        """The rows, in the order of their codes."""
        codes = super().clean(value)
        found = list(Ics.objects.filter(code__in=codes))
        unknown = set(codes) - {ics.code for ics in found}
        if unknown:
            raise ValidationError(
                _("No ICS code %(code)s is known. Check it, or add it first."),
                params={"code": min(unknown)},
            )
        return found


class CommitteeField(forms.CharField):
    """A committee by its code; gives the row."""

    def clean(self, value: Any) -> Committee | None:
        """The committee, None for an empty box."""
        code = super().clean(value)
        if not code:
            return None
        found = Committee.objects.filter(code__iexact=code).first()
        if found is None:
            raise ValidationError(
                _("No committee “%(code)s” is known. Check it, or add it first."),
                params={"code": code},
            )
        return found
