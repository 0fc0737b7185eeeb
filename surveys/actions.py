"""Writes of surveys: answering, publishing, ending, copying, judging what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Channel
from surveys.errors import SurveyRefused
from surveys.forms import AnswerForm, questions_of
from surveys.models import Answer, Choice, Question, Response, State, Survey
from surveys.models.survey import WITH_CHOICES
from surveys.permissions import may_ask

if TYPE_CHECKING:
    from django.http import QueryDict

    from organisation.models import Unit, User

NOT_YOURS = _("Your role does not allow this.")


# --- answering --------------------------------------------------------------------
@dataclass(frozen=True)
class Sent:
    """A filled-in questionnaire as it came."""

    client_key: UUID
    typed: QueryDict
    language: str = "mn"
    unit: Unit | None = None
    channel: str = Channel.WEB
    suspicions: Sequence[str] = ()


class Unanswered(Exception):
    """The form has errors; it carries them."""

    def __init__(self, form: AnswerForm) -> None:
        super().__init__("unanswered")
        self.form = form


@transaction.atomic
def answer(*, survey: Survey, sent: Sent) -> tuple[Response, bool]:
    """Keep a response; the same client key again gives the same one, and False.

    Raises Unanswered with the form, SurveyRefused when the survey is not open.
    """
    response, is_new = Response.objects.get_or_create(
        survey=survey,
        client_key=sent.client_key,
        defaults={
            "language": sent.language,
            "unit": survey.unit or sent.unit,
            "channel": sent.channel,
            "is_suspected": bool(sent.suspicions),
            "suspicions": ",".join(sent.suspicions),
        },
    )
    if not is_new:
        return response, False
    # Read behind the insert, which keeps them from changing: see surveys.models.survey.
    survey.refresh_from_db()
    if survey.state != State.OPEN:
        raise SurveyRefused(_("This survey is not open now."))
    form = AnswerForm(sent.typed, questions=questions_of(survey))
    if not form.is_valid():
        raise Unanswered(form)
    for each in form.answers:
        each.response = response
    Answer.objects.bulk_create(form.answers)
    return response, True


# --- writing ----------------------------------------------------------------------
def hold(*, survey_id: int) -> None:
    """Keep everybody from answering until the transaction ends.

    Whoever writes questions does this first; a trigger would do it too, but behind the
    lock of a question, where it may meet an answer that holds the survey.
    """
    list(Survey.objects.select_for_update().filter(pk=survey_id).values_list("pk"))


@transaction.atomic
def set_choices(*, question: Question, texts: Sequence[tuple[str, str]]) -> None:
    """Offer these choices, in Mongolian and English, in this order."""
    question.choices.all().delete()
    Choice.objects.bulk_create(
        Choice(question=question, order=order, text_mn=mongolian, text_en=english)
        for order, (mongolian, english) in enumerate(texts, start=1)
    )


@transaction.atomic
def publish(*, survey_id: int, user: User) -> Survey:
    """Let everybody answer, from its time or from now on.

    Raises SurveyRefused: something is missing, it is out already, its end is over.
    """
    survey = _locked(survey_id, user)
    if survey.published_at is not None:
        raise SurveyRefused(_("It is published already."))
    _check_is_whole(survey)
    now = timezone.now()
    survey.opens_at = max(survey.opens_at or now, now)
    if survey.closes_at is not None and survey.closes_at <= survey.opens_at:
        raise SurveyRefused(_("Its end has passed; give it a later one."))
    survey.published_at, survey.published_by = now, user
    survey.save(update_fields=["opens_at", "published_at", "published_by"])
    return survey


def _check_is_whole(survey: Survey) -> None:
    if not (survey.title_mn and survey.title_en):
        raise SurveyRefused(_("Write the title in both languages first."))
    questions = questions_of(survey)
    if not questions:
        raise SurveyRefused(_("Ask at least one question first."))
    for question in questions:
        if question.kind in WITH_CHOICES and len(question.choices.all()) < 2:
            sentence = _("“%(question)s” needs at least two choices.")
            raise SurveyRefused(sentence % {"question": question.text_mn})


@transaction.atomic
def close(*, survey_id: int, user: User) -> Survey:
    """End a survey now; raises SurveyRefused when it is not running."""
    survey = _locked(survey_id, user)
    if survey.state not in {State.OPEN, State.SCHEDULED}:
        raise SurveyRefused(_("Only a survey that runs can be ended."))
    survey.closed_at, survey.closed_by = timezone.now(), user
    survey.save(update_fields=["closed_at", "closed_by"])
    return survey


@transaction.atomic
def copy(*, survey_id: int, user: User) -> Survey:
    """A new draft that asks the same; times, answers and follow-ups stay behind."""
    old = _locked(survey_id, user)
    survey = Survey.objects.create(
        unit=old.unit,
        slug=_free_slug(old.slug),
        copied_from=old,
        **{name: getattr(old, name) for name in COPIED},
    )
    for question in questions_of(old):
        texts = [(each.text_mn, each.text_en) for each in question.choices.all()]
        question.pk, question.survey = None, survey
        question._state.adding = True
        question.save()
        set_choices(question=question, texts=texts)
    return survey


COPIED = (
    *("title_mn", "title_en", "intro_mn", "intro_en", "thanks_mn", "thanks_en"),
    *("results_shown", "smallest_shown"),
)


def _free_slug(slug: str) -> str:
    """`slug-2`, or the next number that is free."""
    stem = slug[:70]
    taken = set(Survey.objects.filter(slug__startswith=stem).values_list("slug"))
    number = 2
    while (f"{stem}-{number}",) in taken:
        number += 1
    return f"{stem}-{number}"


# --- judging what came ------------------------------------------------------------
@transaction.atomic
def show_text(*, answer_id: int, user: User, is_public: bool) -> Answer:
    """Show a text with the results, or take it back."""
    said = _locked_text(answer_id, user)
    if is_public and not said.text:
        raise SurveyRefused(_("This text is erased."))
    said.is_public, said.judged_by = is_public, user
    said.save(update_fields=["is_public", "judged_by"])
    return said


@transaction.atomic
def erase_text(*, answer_id: int, user: User) -> Answer:
    """Take the words of a text away for good, when they name somebody."""
    said = _locked_text(answer_id, user)
    said.text, said.is_public, said.judged_by = "", False, user
    said.save(update_fields=["text", "is_public", "judged_by"])
    return said


@transaction.atomic
def judge_response(*, response_id: int, user: User, is_counted: bool) -> Response:
    """Count a suspected response, or leave one out."""
    response = (
        Response.objects.select_related("survey")
        .select_for_update(of=("self",))
        .get(pk=response_id)
    )
    _check(user, response.survey)
    response.is_suspected = not is_counted
    response.save(update_fields=["is_suspected"])
    return response


def _locked(survey_id: int, user: User) -> Survey:
    """The survey, locked to the end of the transaction; DoesNotExist for others'."""
    visible = Survey.objects.visible_to(user)
    survey: Survey = visible.select_for_update(of=("self",)).get(pk=survey_id)
    _check(user, survey)
    return survey


def _locked_text(answer_id: int, user: User) -> Answer:
    said = (
        Answer.objects.select_related("response__survey")
        .select_for_update(of=("self",))
        .get(pk=answer_id, question__kind="text")
    )
    _check(user, said.response.survey)
    return said


def _check(user: User, survey: Survey) -> None:
    if not may_ask(user, survey):
        raise SurveyRefused(NOT_YOURS)
