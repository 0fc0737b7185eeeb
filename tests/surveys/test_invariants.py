"""What the database itself holds, whoever writes to it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.http import QueryDict
from django.utils import translation

from surveys.actions import Sent, answer, close, copy, erase_text, hold, publish
from surveys.errors import SurveyRefused
from surveys.models import Answer, Choice, Question, Response, State, Survey
from tests.surveys.factories import (
    filled,
    make_survey,
    officer,
    open_survey,
    question_of,
    respond,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def refused(write: Callable[[], Any]) -> str:
    """What the database says to a write; empty when it takes it."""
    try:
        with transaction.atomic():
            write()
    except Error as error:
        return str(error).splitlines()[0]
    return ""


def test_the_questions_of_an_answered_survey_stand() -> None:
    survey = open_survey()
    question = question_of(survey, "single")
    changes: dict[str, Callable[[], Any]] = {
        "word": lambda: Question.objects.filter(pk=question.pk).update(text_mn="Өөр"),
        "more": lambda: Question.objects.create(survey=survey, kind="text"),
        "choice": lambda: Choice.objects.filter(question=question).update(text_mn="!"),
        "another": lambda: Choice.objects.create(question=question, order=9),
        "less": lambda: Choice.objects.filter(question=question).delete(),
        "gone": lambda: survey.questions.latest("order").delete(),
    }
    for name, change in changes.items():
        if name != "less":  # there would be nothing left to change
            assert (name, refused(change)) == (name, "")
    respond(survey)
    said = "surveys_questions_fixed_by_answers: they are answered already"
    after = {name: refused(change) for name, change in changes.items()}
    assert after == dict.fromkeys(changes, said)


def test_a_response_and_its_answers_stay_as_they_came() -> None:
    survey = open_survey()
    response = respond(survey, text="Дорж 99112233")
    said = response.answers.get(question__kind="text")
    other = open_survey()
    responses = Response.objects.filter(pk=response.pk)
    answers = Answer.objects.filter(pk=said.pk)
    writes: list[Callable[[], Any]] = [
        responses.delete,
        answers.delete,
        lambda: responses.update(survey=other),
        lambda: responses.update(language="en"),
        lambda: responses.update(client_key=uuid.uuid4()),
        lambda: answers.update(text="Өөр үг"),
        lambda: answers.update(number=3, text=""),
        lambda: answers.update(is_public=True),
    ]
    assert [bool(refused(write)) for write in writes] == [True] * len(writes)
    erase_text(answer_id=said.pk, user=officer())
    said.refresh_from_db()
    assert (said.text, said.is_public) == ("", False)


def test_an_answer_is_one_thing_and_to_its_own_survey() -> None:
    survey, other = open_survey(), open_survey()
    response = respond(survey)
    scale, single = question_of(survey, "scale"), question_of(survey, "single")
    choice = single.choices.earliest("order")
    rows: dict[str, dict[str, Any]] = {
        "twice": {"question": scale, "number": 3},
        "two things": {"question": single, "choice": choice, "number": 1},
        "off the scale": {"question": question_of(survey, "recommend"), "number": 11},
        "another survey": {"question": question_of(other, "scale"), "number": 3},
        "another question": {
            "question": question_of(survey, "yes_no"),
            "choice": choice,
        },
    }
    found = {
        name: bool(refused(lambda row=row: response.answers.create(**row)))  # type: ignore[misc]
        for name, row in rows.items()
    }
    assert found == dict.fromkeys(rows, True)
    assert (
        refused(lambda: response.answers.create(question=single, choice=choice)) == ""
    )


def test_what_was_promised_stands_and_a_published_one_is_never_deleted() -> None:
    survey = open_survey()
    row = Survey.objects.filter(pk=survey.pk)
    for change in (
        {"results_shown": "never"},
        {"smallest_shown": 3},
        {"slug": "other"},
        {"published_at": None, "published_by": None},
    ):
        assert (change, bool(refused(lambda it=change: row.update(**it)))) == (  # type: ignore[misc]
            change,
            True,
        )
    assert refused(lambda: row.update(title_mn="Засвартай нэр")) == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(title_en="")
    assert refused(survey.delete) != ""
    assert refused(make_survey().delete) == ""


# --- publishing, ending, copying ------------------------------------------------------
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda it: Survey.objects.filter(pk=it.pk).update(title_en=""), "both"),
        (lambda it: it.questions.all().delete(), "at least one question"),
        (
            lambda it: Choice.objects.filter(question__survey=it, order__gt=1).delete(),
            "two choices",
        ),
    ],
)
def test_what_is_not_whole_is_not_published(
    spoil: Callable[[Survey], Any], said: str
) -> None:
    survey = make_survey()
    spoil(survey)
    with translation.override("en"), pytest.raises(SurveyRefused, match=said):
        publish(survey_id=survey.pk, user=officer())
    assert Survey.objects.get(pk=survey.pk).state == State.DRAFT


def test_published_and_ended_once() -> None:
    survey, user = open_survey(), officer()
    with pytest.raises(SurveyRefused):
        publish(survey_id=survey.pk, user=user)
    close(survey_id=survey.pk, user=user)
    with pytest.raises(SurveyRefused):
        close(survey_id=survey.pk, user=user)


def test_a_copy_asks_the_same_and_begins_empty() -> None:
    survey, user = open_survey(results_shown="always"), officer()
    respond(survey, single=1)
    made = [copy(survey_id=survey.pk, user=user) for _each in range(2)]
    assert [each.slug for each in made] == [f"{survey.slug}-2", f"{survey.slug}-3"]
    first = made[0]
    asked = [
        list(
            each.questions.values_list(
                "order", "kind", "text_mn", "text_en", "choices__text_mn"
            ).order_by("order", "choices__order")
        )
        for each in (survey, first)
    ]
    assert asked[0] == asked[1]
    assert (first.state, first.results_shown) == (State.DRAFT, "always")
    assert first.responses.count() == 0
    publish(survey_id=first.pk, user=user)


# --- races ----------------------------------------------------------------------------
def together(*works: Callable[[], Any]) -> list[Any]:
    """What each gives, all begun at once; an error is given, too."""
    start, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        start.wait()
        try:
            found[place] = work()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            found[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, work))
        for place, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_one_key_sent_by_eight_at_once_is_one_response() -> None:
    survey = open_survey()
    form = QueryDict(mutable=True)
    form.update(filled(survey))
    key = uuid.uuid4()
    found = together(
        *[
            lambda: answer(
                survey=Survey.objects.get(pk=survey.pk),
                sent=Sent(client_key=key, typed=form),
            )[1]
        ]
        * 8
    )
    assert sorted(found) == [False] * 7 + [True]
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def write(question: Question) -> None:
    """Take a question out, as the office does."""
    with transaction.atomic():
        hold(survey_id=question.survey_id)
        question.delete()


@pytest.mark.django_db(transaction=True)
def test_a_question_changed_while_somebody_answers_is_seen_by_one_of_them() -> None:
    for _again in range(5):
        survey = open_survey()
        question = question_of(survey, "text")
        form = QueryDict(mutable=True)
        form.update(filled(survey, text="Сайн"))
        sent = Sent(client_key=uuid.uuid4(), typed=form)
        found = together(
            lambda it=survey, sent=sent: answer(survey=it, sent=sent),  # type: ignore[misc]
            lambda it=question: write(it),  # type: ignore[misc]
        )
        is_there = Question.objects.filter(pk=question.pk).exists()
        texts = Answer.objects.filter(response__survey=survey, text="Сайн").count()
        assert (survey.responses.count(), texts) == (1, int(is_there)), found
