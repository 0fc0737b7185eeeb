"""The form of one step, made from its fields; its rules are those of checking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from eservices.engine.checking import check_fields
from eservices.engine.definition import (
    APPLICANT,
    Faults,
    Field,
    Kind,
    ServiceDefinition,
    Step,
)
from eservices.engine.lookups import Lookups
from eservices.engine.values import MANY, Typed, is_empty
from eservices.sealed import MARK, reveal, seal
from mongolian.identity import MASK, mask_citizen_register

_CHOSEN_OF_ONE = {
    Kind.CHOICE,
    Kind.AIMAG,
    Kind.COUNTRY,
    Kind.INSTRUMENT_KIND,
    Kind.YES_NO,
}
_MOST_BUTTONS = 6  # more than these are a list that opens
_SHORT = {"class": "short"}
_ATTRIBUTES: dict[Kind, dict[str, str]] = {
    Kind.NUMBER: {"inputmode": "decimal", **_SHORT},
    Kind.DATE: {"type": "date", **_SHORT},
    Kind.PHONE: {"type": "tel", "autocomplete": "tel", **_SHORT},
    Kind.EMAIL: {"type": "email", "autocomplete": "email"},
    Kind.REGISTER: {"autocomplete": "off", "autocapitalize": "characters", **_SHORT},
}
_AUTOCOMPLETE = {"contact_name": "name", "address": "street-address"}


class TypedField(forms.Field):
    """Takes what was typed as it is: the engine judges it, and nothing is lost."""

    def validate(self, value: Any) -> None:
        """Whether it is missing is asked when all fields are read."""


class StepForm(forms.Form):
    """The fields of a step that are asked, given the answers so far.

    `answers` is what a draft holds. Bound with `data`, `typed` is what to save of
    it, whether it is valid or not, and `values` what it means.
    """

    use_required_attribute = False

    def __init__(
        self,
        service: ServiceDefinition,
        step: Step,
        answers: Mapping[str, Any],
        data: QueryDict | Mapping[str, Any] | None = None,
        lookups: Lookups | None = None,
    ) -> None:
        self.service, self.step, self.answers = service, step, dict(answers)
        self.values: dict[str, Any] = {}
        super().__init__(data, auto_id="id_%s")
        self._lookups = lookups or Lookups()
        asked = {key: self._sent(key) for key in self._keys} if self.is_bound else {}
        # Answers of the other steps are checked ones here: fields depend on codes.
        self._earlier = self._values_of_other_steps()
        values, _faults = self._check(self.step, self.answers | asked, self._earlier)
        for field in step.fields:
            if field.shown(values):
                self.fields[field.key] = self._field(field)

    @property
    def _keys(self) -> list[str]:
        return [field.key for field in self.step.fields]

    def _sent(self, key: str) -> Typed:
        field = self.service.fields[key]
        if field.kind in MANY and hasattr(self.data, "getlist"):
            return [str(one) for one in self.data.getlist(key)]
        value = self.data.get(key, "")
        if isinstance(value, list | tuple):
            return [str(one) for one in value]
        if field.kind == Kind.REGISTER:
            return sealed_as_typed(str(value), str(self.answers.get(key, "")))
        return str(value)

    @property
    def typed(self) -> dict[str, Typed]:
        """What was sent of this step's fields, personal numbers sealed."""
        return {key: self._sent(key) for key in self._keys if self._was_sent(key)}

    def _was_sent(self, key: str) -> bool:
        # Of ticks that are all taken away a browser sends nothing.
        is_shown = key in self.fields
        return key in self.data or (is_shown and self.service.fields[key].kind in MANY)

    def clean(self) -> dict[str, Any]:
        """Ask the engine; its sentences stand beside the fields."""
        cleaned = super().clean() or {}
        self.values, faults = self._check(self.step, self.typed, self._earlier)
        for path, sentences in faults.by_path.items():
            for sentence in sentences:
                self.add_error(path if path in self.fields else None, sentence)
        return cleaned

    def _check(
        self, step: Step, answers: Mapping[str, Any], earlier: Mapping[str, Any]
    ) -> tuple[dict[str, Any], Faults]:
        return check_fields(
            step,
            answers=answers,
            earlier=earlier,
            lookups=self._lookups,
            today=timezone.localdate(),
        )

    def _values_of_other_steps(self) -> dict[str, Any]:
        """As far as they can be read."""
        found: dict[str, Any] = {APPLICANT: self.answers.get(APPLICANT, "")}
        for other in self.service.steps:
            if other.code != self.step.code and other.fields:
                found |= self._check(other, self.answers, found)[0]
        return found

    def _field(self, field: Field) -> TypedField:
        return typed_field(field, self.answers.get(field.key), self._lookups)


def typed_field(field: Field, typed: Any, lookups: Lookups) -> TypedField:
    """The form field of one thing asked, with what was typed before."""
    return TypedField(
        required=field.required,
        label=str(field.label),
        help_text=str(field.hint),
        widget=_widget(field, lookups),
        initial=_initial(field, typed),
    )


def sealed_as_typed(typed: str, kept: str) -> str:
    """A register number to keep: sealed, or the old one when its mask came back."""
    if is_empty(typed):
        return ""
    if MASK in typed:
        return kept
    return typed if typed.startswith(MARK) else seal(typed)


def _initial(field: Field, typed: Any) -> Any:
    if field.kind == Kind.REGISTER and typed:
        return mask_citizen_register(reveal(str(typed)))
    return typed


def _widget(field: Field, lookups: Lookups) -> forms.Widget:
    if field.kind in MANY:
        return forms.CheckboxSelectMultiple(choices=lookups.options(field))
    if field.kind in _CHOSEN_OF_ONE:
        return _choosing(field, lookups)
    if field.kind == Kind.LONG_TEXT:
        return forms.Textarea(attrs={"rows": 3, "maxlength": field.limit})
    attributes = dict(_ATTRIBUTES.get(field.kind, {}))
    if field.key in _AUTOCOMPLETE:
        attributes["autocomplete"] = _AUTOCOMPLETE[field.key]
    return forms.TextInput(attrs=attributes)


def _choosing(field: Field, lookups: Lookups) -> forms.Widget:
    if field.kind == Kind.YES_NO:
        choices = (("yes", _("Yes")), ("no", _("No")))
        return forms.RadioSelect(choices=choices, attrs={"class": "inline"})
    options = lookups.options(field)
    if len(options) <= _MOST_BUTTONS:
        return forms.RadioSelect(choices=options)
    return forms.Select(choices=(("", "—"), *options))
