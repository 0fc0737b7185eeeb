"""Form fields that clean what people type and say what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework import subjects
from casework.fields import CleanText
from casework.models import Contact
from casework.subjects import Subject
from feedback.models import Category
from mongolian.identity import IdentityError, parse_phone
from organisation.models import Unit

PHONE_SENTENCES = {
    "phone_empty": _("Write the phone number we should answer to."),
    "phone_characters": _("Write the phone number in digits, like 99112233."),
    "phone_country": _("Only Mongolian numbers can be called; write 8 digits."),
    "phone_length": _("A phone number has 8 digits, like 99112233. Check it."),
}

LONGEST_SUBJECT = 200  # characters

Choices = list[tuple[Any, Any]]


class ChannelText(CleanText):
    """Where to answer; the form asks for it only when that way was chosen."""

    def validate(self, value: str) -> None:
        """Empty is for the form to judge."""
        if value:
            super().validate(value)


class PhoneField(ChannelText):
    """A Mongolian phone number in any spelling; eight digits when clean."""

    widget = forms.TextInput(
        attrs={"type": "tel", "autocomplete": "tel", "class": "short"}
    )

    def clean(self, value: Any) -> str:
        """Sentences of the number's own faults."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_phone(text)
        except IdentityError as error:
            raise ValidationError(PHONE_SENTENCES[error.code]) from error


class ReplyField(forms.ChoiceField):
    """How to answer; nothing chosen means by the code."""

    def to_python(self, value: Any) -> str:
        """The choice, or the least that works for everybody."""
        return super().to_python(value) or Contact.ReplyBy.CODE


class SubjectField(forms.Field):
    """What a petition is about, as kind:key; what we do not know is left out."""

    def to_python(self, value: Any) -> Subject | None:
        """The subject, found anew each time."""
        return subjects.read(str(value or "")[:LONGEST_SUBJECT])


class CategoryChoices(forms.models.ModelChoiceIterator):
    """Categories under their heading; one query."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield ("", self.field.empty_label)
        rows = list(self.queryset)
        for top in rows:
            if top.parent_id is not None:
                continue
            below = [row for row in rows if row.parent_id == top.pk]
            yield (top.name, self._group(top, below)) if below else self.choice(top)

    def _group(self, top: Category, below: list[Category]) -> Choices:
        other = _("%(category)s: other") % {"category": top.name}
        options = [(row.code, row.name) for row in below]
        return [*options, (top.code, other)]


class CategoryField(forms.ModelChoiceField):
    """An active category by its code."""

    iterator = CategoryChoices

    def __init__(self, **options: Any) -> None:
        rows = Category.objects.filter(is_active=True)
        super().__init__(rows, to_field_name="code", **options)


def places() -> Choices:
    """Where it happened or who should answer; one query.

    A place (its NSO code) lets the routing rules choose; the head office and a
    laboratory (unit code) are the applicant's own choice.
    """
    units = list(Unit.objects.active())
    aimags = [unit for unit in units if unit.kind == Unit.Kind.AIMAG]
    others = [unit for unit in units if unit.kind != Unit.Kind.AIMAG]
    head = [unit for unit in others if unit.kind == Unit.Kind.HEAD_OFFICE]
    labs = [unit for unit in others if unit.kind == Unit.Kind.LABORATORY]
    capital = [(unit.aimag_code, unit.place) for unit in head if unit.aimag_code]
    return [
        ("", _("I do not know")),
        (_("Where it happened"), [*capital, *_by_place(aimags)]),
        (
            _("Head office and laboratories"),
            [(unit.code, unit.name) for unit in head + labs],
        ),
    ]


def _by_place(aimags: list[Unit]) -> Choices:
    # Ordered by the unit's name, which begins with the aimag's.
    return [(unit.aimag_code, unit.place or unit.name) for unit in aimags]
