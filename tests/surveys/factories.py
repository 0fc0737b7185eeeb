"""Surveys and what people answer, for tests."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

import time_machine
from django.http import QueryDict
from django.utils import timezone

from organisation.models import Role, Unit, User
from surveys.actions import Sent, answer, publish, set_choices
from surveys.forms import name_of
from surveys.models import Question, QuestionKind, Response, Survey
from surveys.spam import started_token
from tests.factories import make_user

_serial = count(1)
# One question of each kind, its kind being its name in `filled`.
KINDS = [*QuestionKind.values]


def make_survey(unit: Unit | None = None, **values: Any) -> Survey:
    """A draft with a question of each kind; only the scale must be answered."""
    number = next(_serial)
    defaults = {
        "slug": f"survey-{number}",
        "title_mn": f"Судалгаа {number}",
        "title_en": f"Survey {number}",
    }
    survey = Survey.objects.create(unit=unit, **(defaults | values))
    for order, kind in enumerate(KINDS, start=1):
        question = Question.objects.create(
            survey=survey,
            order=order,
            kind=kind,
            text_mn=f"Асуулт {kind}",
            text_en=f"Question {kind}",
            is_required=kind == QuestionKind.SCALE,
        )
        if kind in {QuestionKind.SINGLE, QuestionKind.SEVERAL}:
            texts = [("Утас", "Phone"), ("Цахим", "Online"), ("Биеэр", "In person")]
            set_choices(question=question, texts=texts)
    return survey


def officer() -> User:
    """Somebody of the head office."""
    return make_user(Role.OFFICER, Unit.objects.head_office())


def open_survey(unit: Unit | None = None, **values: Any) -> Survey:
    """One that may be answered now."""
    return publish(survey_id=make_survey(unit, **values).pk, user=officer())


def question_of(survey: Survey, kind: str) -> Question:
    """Its question of a kind."""
    return survey.questions.get(kind=kind)


def filled(survey: Survey, **answers: Any) -> dict[str, Any]:
    """What the form sends: answers by kind; choices by their place, from 1."""
    form: dict[str, Any] = {"client_key": f"{uuid.uuid4()}", "scale": 4} | answers
    for question in survey.questions.prefetch_related("choices"):
        if question.kind not in form:
            continue
        given = form.pop(question.kind)
        if question.kind in {QuestionKind.SINGLE, QuestionKind.SEVERAL}:
            places = {each.order: each.pk for each in question.choices.all()}
            chosen = given if isinstance(given, list) else [given]
            given = [places[place] for place in chosen]
        form[name_of(question)] = given
    form.setdefault("started", started_a_minute_ago())
    return form


def started_a_minute_ago() -> str:
    """As a person's form says."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        return started_token()


def respond(survey: Survey, **answers: Any) -> Response:
    """One response, straight to the action."""
    form = QueryDict(mutable=True)
    for name, value in filled(survey, **answers).items():
        form.setlist(name, value if isinstance(value, list) else [f"{value}"])
    sent = Sent(client_key=uuid.uuid4(), typed=form)
    return answer(survey=survey, sent=sent)[0]
