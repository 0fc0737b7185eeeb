"""Forms of the office: a survey, and its questions with their choices."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.fields import CleanText, MomentField
from organisation.models import Unit
from surveys.actions import set_choices
from surveys.models import Question, Survey
from surveys.models.survey import WITH_CHOICES

MOST_CHOICES = 30
LONGEST_CHOICE = 200
LONGEST_INTRO = 4_000


class SurveyForm(forms.ModelForm):
    """A survey; who asks for one unit only names that unit."""

    intro_mn = CleanText(
        limit=LONGEST_INTRO,
        lines=True,
        required=False,
        label=_("Introduction (Mongolian)"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Why you ask, how long it takes, what you do with the answers."),
    )
    intro_en = CleanText(
        limit=LONGEST_INTRO,
        lines=True,
        required=False,
        label=_("Introduction (English)"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    opens_at = MomentField(
        label=_("Opens"), required=False, help_text=_("Empty: when it is published.")
    )
    closes_at = MomentField(
        label=_("Ends"), required=False, help_text=_("Empty: when you end it.")
    )

    class Meta:
        model = Survey
        fields = ("unit", "slug")

    def limit_units(self, units: Any, *, may_ask_for_all: bool) -> None:
        """Offer these units; one must be chosen by who asks only for some."""
        field: Any = self.fields.get("unit")
        if field is not None:
            field.queryset = units
            field.required = not may_ask_for_all

    def clean(self) -> dict[str, Any]:
        """It ends after it opens."""
        data = super().clean() or self.cleaned_data
        opens = data.get("opens_at") or self.instance.opens_at
        closes = data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It must end after it opens."))
        return data


class ChoiceLines(CleanText):
    """Choices, one a line."""

    def __init__(self, **options: Any) -> None:
        area = forms.Textarea(attrs={"rows": 5})
        super().__init__(
            limit=MOST_CHOICES * LONGEST_CHOICE,
            lines=True,
            required=False,
            widget=area,
            **options,
        )


class QuestionForm(forms.ModelForm):
    """A question; its choices are written one a line, the English beside them."""

    choices_mn = ChoiceLines(
        label=_("Choices (Mongolian)"), help_text=_("One a line, where there are any.")
    )
    choices_en = ChoiceLines(
        label=_("Choices (English)"), help_text=_("As many lines, or none.")
    )

    class Meta:
        model = Question
        fields = ("order", "kind", "text_mn")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            choices = list(self.instance.choices.all())
            self.initial["choices_mn"] = "\n".join(each.text_mn for each in choices)
            self.initial["choices_en"] = "\n".join(each.text_en for each in choices)
            self.initial["choices_en"] = self.initial["choices_en"].strip()

    def clean(self) -> dict[str, Any]:
        """Two choices at least where the kind wants any, and none elsewhere."""
        data = super().clean() or self.cleaned_data
        mongolian = _lines(data.get("choices_mn", ""))
        english = _lines(data.get("choices_en", ""))
        wants = data.get("kind") in WITH_CHOICES
        if wants and len(mongolian) < 2:
            self.add_error("choices_mn", _("Write at least two choices, one a line."))
        elif mongolian and not wants:
            self.add_error("choices_mn", _("This kind of question has no choices."))
        if english and len(english) != len(mongolian):
            self.add_error("choices_en", _("Write as many lines as in Mongolian."))
        self._check_lengths(mongolian, english)
        return data

    def _check_lengths(self, mongolian: list[str], english: list[str]) -> None:
        for name, lines in (("choices_mn", mongolian), ("choices_en", english)):
            if len(lines) > MOST_CHOICES:
                self.add_error(name, _("There are too many choices: 30 at most."))
            if any(len(line) > LONGEST_CHOICE for line in lines):
                self.add_error(name, _("A choice may have 200 characters at most."))

    def save(self, commit: bool = True) -> Question:
        """The question, and its choices with it."""
        question: Question = super().save(commit)
        if commit and {"choices_mn", "choices_en"} & set(self.changed_data):
            mongolian = _lines(self.cleaned_data["choices_mn"])
            english = _lines(self.cleaned_data["choices_en"])
            texts = list(zip_longest(mongolian, english, fillvalue=""))
            set_choices(question=question, texts=texts)
        return question


def _lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


def units_offered(ids: frozenset[int] | None) -> Any:
    """The units that work, or those of them with these ids."""
    units = Unit.objects.active()
    return units if ids is None else units.filter(pk__in=ids)
