"""Results as tables: counts for everybody, responses for who asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.forms import options_of, questions_of
from surveys.models import Answer, Question, QuestionKind, Response, Survey
from surveys.models.survey import NUMBERS
from surveys.results import Results

ROWS_AT_ONCE = 500
Row = list[object]


def counts(results: Results) -> Iterator[Row]:
    """A line an answer: question, answer, count, per cent; hidden ones say so."""
    yield [
        _("Question"),
        pgettext("to a question", "Answer"),
        _("Count"),
        _("Per cent"),
    ]
    few = _("fewer than %(number)d") % {"number": results.smallest}
    for found in results.found:
        if found.answered is None:
            yield [found.question.text, "", few, ""]
        for line in found.lines:
            count = few if line.count is None else line.count
            share = "" if line.share is None else line.share
            yield [found.question.text, str(line.label), count, share]
        if found.question.kind == QuestionKind.TEXT and found.answered is not None:
            yield [found.question.text, "", found.answered, ""]


def responses(survey: Survey) -> Iterator[Row]:
    """A line a response, whatever became of it; who it was, nobody knows."""
    questions = questions_of(survey)
    words = {question.pk: _words(question) for question in questions}
    heads = [_("Day"), _("Language"), _("Channel"), _("Unit"), _("Left out")]
    yield [*heads, *(question.text for question in questions)]
    rows = survey.responses.select_related("unit").prefetch_related("answers")
    for response in rows.order_by("pk").iterator(ROWS_AT_ONCE):
        yield [*_about(response), *_said(response, words)]


def _about(response: Response) -> Row:
    day = timezone.localdate(response.submitted_at)
    return [
        f"{day:%Y-%m-%d}",
        response.language,
        response.get_channel_display(),
        response.unit or "",
        _("Yes") if response.is_suspected else "",
    ]


def _words(question: Question) -> dict[str, str]:
    """The words of each value; a scale speaks in its numbers."""
    if question.kind in NUMBERS and question.kind != QuestionKind.YES_NO:
        return {}
    if question.kind == QuestionKind.TEXT:
        return {}
    return {value: str(label) for value, label in options_of(question)}


def _said(response: Response, words: dict[int, dict[str, str]]) -> Row:
    found: dict[int, list[str]] = {pk: [] for pk in words}
    for answer in sorted(response.answers.all(), key=lambda each: each.pk):
        value = _value(answer)
        found[answer.question_id].append(words[answer.question_id].get(value, value))
    return ["; ".join(values) for values in found.values()]


def _value(answer: Answer) -> str:
    given: Any = answer.number if answer.choice_id is None else answer.choice_id
    return answer.text if given is None else f"{given}"
