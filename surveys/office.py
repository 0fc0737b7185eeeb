"""Screens of the office: preview, results, texts, entering at the desk, the acts."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.models import Channel
from casework.office.frame import framed
from catalogue.exports.sheets import CSV_TYPE, XLSX_TYPE, csv_lines, xlsx
from organisation.permissions import StaffRequest
from surveys import actions, sheets
from surveys.errors import SurveyRefused
from surveys.forms import AnswerForm, questions_of
from surveys.models import Answer, QuestionKind, State, Survey
from surveys.permissions import may_ask, reads_at_all
from surveys.results import Results
from surveys.views import SeeOther, form_page, key_of

TEXTS_A_PAGE = 50
SUSPECTED_SHOWN = 50


def survey_for(request: StaffRequest, survey_id: int, *, to_write: bool) -> Survey:
    """A survey the person sees; 404 for others', 403 for who may not write."""
    if not reads_at_all(request.user):
        raise PermissionDenied
    visible = Survey.objects.visible_to(request.user).select_related("unit")
    survey: Survey = get_object_or_404(visible, pk=survey_id)
    if to_write and not may_ask(request.user, survey):
        raise PermissionDenied
    return survey


# --- looking ----------------------------------------------------------------------
@require_safe
def preview(request: StaffRequest, survey_id: int) -> HttpResponse:
    """The questionnaire on the real page; it cannot be sent from here."""
    survey = survey_for(request, survey_id, to_write=False)
    form = AnswerForm(questions=questions_of(survey))
    response = form_page(request, survey, form, is_preview=True)
    add_never_cache_headers(response)
    return response


@require_safe
def results(request: StaffRequest, survey_id: int) -> HttpResponse:
    """Every number, the small ones too, and what was left out."""
    survey = survey_for(request, survey_id, to_write=False)
    suspected = survey.responses.filter(is_suspected=True)
    context = {
        "title": _("Results: %(title)s") % {"title": survey.title_mn},
        "survey": survey,
        "results": Results(survey, smallest=1),
        "suspected": list(suspected.prefetch_related("answers")[:SUSPECTED_SHOWN]),
        "left_out": suspected.count(),
        "may_ask": may_ask(request.user, survey),
    }
    return framed(request, "surveys/office/results.html", context)


@require_safe
def texts(request: StaffRequest, survey_id: int) -> HttpResponse:
    """What was written in own words, the newest first."""
    survey = survey_for(request, survey_id, to_write=False)
    written = Answer.objects.filter(
        response__survey=survey, question__kind=QuestionKind.TEXT
    ).select_related("question", "response", "judged_by")
    page = Paginator(written, TEXTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Texts: %(title)s") % {"title": survey.title_mn},
        "survey": survey,
        "page": page,
        "may_ask": may_ask(request.user, survey),
    }
    return framed(request, "surveys/office/texts.html", context)


@require_safe
def answers(
    request: StaffRequest, survey_id: int, sheet: str
) -> HttpResponse | StreamingHttpResponse:
    """Every response as a table, CSV or Excel."""
    survey = survey_for(request, survey_id, to_write=False)
    rows = sheets.responses(survey)
    answer: HttpResponse | StreamingHttpResponse
    if sheet == "csv":
        answer = StreamingHttpResponse(csv_lines(rows), content_type=CSV_TYPE)
    elif sheet == "xlsx":
        book = xlsx(rows, title=survey.slug)
        answer = HttpResponse(book, content_type=XLSX_TYPE)
    else:
        raise Http404
    named = f'attachment; filename="{survey.slug}.{sheet}"'
    answer["Content-Disposition"] = named
    return answer


# --- entering ---------------------------------------------------------------------
def enter(request: StaffRequest, survey_id: int) -> HttpResponse:
    """The answers of somebody at the desk, typed in for them."""
    survey = survey_for(request, survey_id, to_write=True)
    if request.method == "POST":
        return _take(request, survey)
    return _sheet(request, survey, AnswerForm(questions=questions_of(survey)))


def _take(request: StaffRequest, survey: Survey) -> HttpResponse:
    sent = actions.Sent(
        client_key=key_of(request),
        typed=request.POST,
        language=get_language() or "mn",
        channel=Channel.DESK,
    )
    try:
        actions.answer(survey=survey, sent=sent)
    except actions.Unanswered as unanswered:
        return _sheet(request, survey, unanswered.form)
    except SurveyRefused as refusal:
        messages.error(request, str(refusal))
        return SeeOther(_change_page(survey))
    messages.success(request, _("The answers are kept. Here is the next sheet."))
    return SeeOther(request.path)


def _sheet(request: StaffRequest, survey: Survey, form: AnswerForm) -> HttpResponse:
    context = {
        "title": _("Enter answers: %(title)s") % {"title": survey.title_mn},
        "survey": survey,
        "form": form,
        "client_key": key_of(request),
        "is_open": survey.state == State.OPEN,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return framed(request, "surveys/office/enter.html", context, status=status)


# --- acts -------------------------------------------------------------------------
Act = tuple[Callable[[], Any], str]


@require_POST
def act_on_survey(request: StaffRequest, survey_id: int, act: str) -> HttpResponse:
    """Publish, end or copy."""
    survey = survey_for(request, survey_id, to_write=True)
    whose: dict[str, Any] = {"survey_id": survey.pk, "user": request.user}
    acts: dict[str, Act] = {
        "publish": (lambda: actions.publish(**whose), _("It is published.")),
        "close": (lambda: actions.close(**whose), _("It is ended.")),
        "copy": (lambda: actions.copy(**whose), _("Here is the copy, a draft.")),
    }
    made = _done(request, acts, act)
    if act == "copy" and made is not None:
        survey = made
    return redirect(_change_page(survey))


@require_POST
def act_on_text(
    request: StaffRequest, survey_id: int, answer_id: int, act: str
) -> HttpResponse:
    """Show a text, hide it, or erase it."""
    survey = survey_for(request, survey_id, to_write=True)
    said = get_object_or_404(Answer, pk=answer_id, response__survey=survey)
    whose: dict[str, Any] = {"answer_id": said.pk, "user": request.user}
    show = actions.show_text
    acts: dict[str, Act] = {
        "show": (lambda: show(is_public=True, **whose), _("Everybody sees it now.")),
        "hide": (lambda: show(is_public=False, **whose), _("It is hidden again.")),
        "erase": (lambda: actions.erase_text(**whose), _("The words are erased.")),
    }
    _done(request, acts, act)
    return redirect("admin:surveys_survey_texts", survey.pk)


@require_POST
def act_on_response(
    request: StaffRequest, survey_id: int, response_id: int, act: str
) -> HttpResponse:
    """Count a response that was left out, or leave it out."""
    survey = survey_for(request, survey_id, to_write=True)
    response = get_object_or_404(survey.responses, pk=response_id)
    judge = actions.judge_response
    whose: dict[str, Any] = {"response_id": response.pk, "user": request.user}
    acts: dict[str, Act] = {
        "count": (lambda: judge(is_counted=True, **whose), _("It is counted.")),
        "leave-out": (lambda: judge(is_counted=False, **whose), _("It is left out.")),
    }
    _done(request, acts, act)
    return redirect("admin:surveys_survey_results", survey.pk)


def _done(request: StaffRequest, acts: dict[str, Act], act: str) -> Any:
    """What the act gave; None when it was refused, which the person is told."""
    if act not in acts:
        raise Http404
    do, sentence = acts[act]
    try:
        made = do()
    except SurveyRefused as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, sentence)
    return made


def _change_page(survey: Survey) -> str:
    return reverse("admin:surveys_survey_change", args=[survey.pk])
