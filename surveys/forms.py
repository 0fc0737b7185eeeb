"""The questionnaire as a form, made of the questions of one survey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from casework.fields import CleanText
from surveys.models import Answer, Question, QuestionKind, Survey
from surveys.models.survey import NUMBERS
from surveys.spam import Traces

LONGEST_TEXT = 2_000  # characters
REQUIRED = _("Answer this question.")
INVALID = _("Choose one of the answers.")
# Said where the question has no hint of its own.
HINTS = {
    QuestionKind.SCALE: _("1 is the worst, 5 is the best."),
    QuestionKind.RECOMMEND: _("0: certainly not. 10: certainly."),
    QuestionKind.SEVERAL: _("You may choose several."),
    QuestionKind.TEXT: _("Please write no names, phone numbers or addresses here."),
}
# How the answers lie beside each other; docs/face.md.
LOOKS = {
    QuestionKind.SINGLE: "",
    QuestionKind.YES_NO: "inline",
    QuestionKind.SCALE: "scale",
    QuestionKind.RECOMMEND: "scale",
}


def questions_of(survey: Survey) -> list[Question]:
    """The questions with their choices; two queries."""
    return list(survey.questions.prefetch_related("choices"))


class AnswerForm(forms.Form):
    """A question a field, named `q` and the number of its row."""

    # A trap for machines: people never see it, so it stays empty.
    website = forms.Field(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    started = forms.Field(required=False, widget=forms.HiddenInput)
    use_required_attribute = False  # our sentences, not the browser's

    def __init__(
        self, *args: Any, questions: Sequence[Question], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.questions = questions
        for question in questions:
            self.fields[name_of(question)] = _field(question)

    @property
    def asked(self) -> Iterator[tuple[Question, forms.BoundField]]:
        """Each question with its field, for the page."""
        for question in self.questions:
            yield question, self[name_of(question)]

    @cached_property
    def answers(self) -> list[Answer]:
        """What a valid form says, as rows not yet saved; silence is no row."""
        found: list[Answer] = []
        for question in self.questions:
            given = self.cleaned_data[name_of(question)]
            values = given if isinstance(given, list) else [given]
            found += [_answer(question, value) for value in values if value != ""]
        return found

    def traces(self, address: str) -> Traces:
        """What the checks for machines look at; `address` is the client's."""
        return Traces(
            honeypot=str(self.data.get("website", "")),
            started=str(self.data.get("started", "")),
            address=address,
        )


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"q{question.pk}"


def options_of(question: Question) -> list[tuple[str, Any]]:
    """The values a question may be answered with, and their words."""
    if question.kind == QuestionKind.YES_NO:
        return [("1", _("Yes")), ("0", _("No"))]
    if question.kind in NUMBERS:
        return [(f"{value}", f"{value}") for value in NUMBERS[question.kind]]
    return [(f"{choice.pk}", choice.text) for choice in question.choices.all()]


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.text,
        "help_text": question.help or HINTS.get(QuestionKind(question.kind), ""),
        "required": question.is_required,
        "error_messages": {"required": REQUIRED, "invalid_choice": INVALID},
    }
    if question.kind == QuestionKind.TEXT:
        area = forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_TEXT})
        return CleanText(limit=LONGEST_TEXT, lines=True, widget=area, **common)
    common["choices"] = options_of(question)
    if question.kind == QuestionKind.SEVERAL:
        several = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(widget=several, **common)
    look = {"class": LOOKS[QuestionKind(question.kind)]}
    return forms.ChoiceField(widget=forms.RadioSelect(attrs=look), **common)


def _answer(question: Question, value: str) -> Answer:
    if question.kind == QuestionKind.TEXT:
        return Answer(question=question, text=value)
    if question.kind in NUMBERS:
        return Answer(question=question, number=int(value))
    return Answer(question=question, choice_id=int(value))
