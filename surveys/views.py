"""The public pages of surveys: what is asked, thanks, what was found."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.exports.sheets import CSV_TYPE, csv_lines
from mongolian.folding import clean_text
from organisation.client_address import client_address
from organisation.models import Unit
from surveys import sheets
from surveys.actions import Sent, Unanswered, answer
from surveys.errors import SurveyRefused
from surveys.forms import AnswerForm, questions_of
from surveys.models import State, Survey
from surveys.results import Results
from surveys.spam import started_token, suspicions

PAST_SHOWN = 50


class SeeOther(HttpResponseRedirect):
    """After a form was taken: go on by reading another page."""

    status_code = HTTPStatus.SEE_OTHER


def survey_at(slug: str) -> Survey:
    """The published survey at an address; 404 for drafts and for none."""
    published = Survey.objects.published().select_related("unit")
    found: Survey = get_object_or_404(published, slug=slug)
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Surveys that are open now, and those that have ended."""
    now = timezone.now()
    listed = Survey.objects.published().select_related("unit").order_by("-opens_at")
    shown = [(each, each.state_at(now)) for each in listed[:PAST_SHOWN]]
    context = {
        "open": [each for each, state in shown if state == State.OPEN],
        "past": [each for each, state in shown if state == State.CLOSED],
    }
    return render(request, "surveys/index.html", context)


# The page bears a key of its own, so no other reader may be given it.
@cache_control(private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """The questionnaire; sent, it leads to the thanks."""
    found = survey_at(slug)
    if request.method == "POST":
        return _take(request, found)
    if found.state != State.OPEN:
        return render(request, "surveys/not_open.html", {"survey": found})
    form = AnswerForm(
        initial={"started": started_token()}, questions=questions_of(found)
    )
    return form_page(request, found, form)


def form_page(
    request: HttpRequest, survey: Survey, form: AnswerForm, **more: Any
) -> HttpResponse:
    """The questionnaire as everybody sees it, or as it would look."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    sent = request.POST or request.GET
    context = {
        "survey": survey,
        "form": form,
        "client_key": key_of(request),
        "unit_code": clean_text(sent.get("unit", ""))[:40],
    }
    if form.is_bound:  # a page made of a post has no twin in the other language
        context["OTHER_LANGUAGE_URL"] = ""
    return render(request, "surveys/survey.html", context | more, status=status)


def key_of(request: HttpRequest) -> uuid.UUID:
    """The key of the form that was sent; a new one where there is none."""
    try:
        return uuid.UUID(request.POST.get("client_key", ""))
    except ValueError:
        return uuid.uuid4()


def _take(request: HttpRequest, found: Survey) -> HttpResponse:
    if found.state != State.OPEN:
        return _not_open(request, found)
    unread = AnswerForm(request.POST, questions=())
    signs = suspicions(unread.traces(client_address(request)), found.pk)
    sent = Sent(
        client_key=key_of(request),
        typed=request.POST,
        language=get_language() or "mn",
        unit=_unit(request),
        suspicions=signs,
    )
    try:
        _response, is_new = answer(survey=found, sent=sent)
    except Unanswered as unanswered:
        return form_page(request, found, unanswered.form)
    except SurveyRefused:
        return _not_open(request, found)
    page = reverse("surveys:thanks", args=[found.slug])
    return SeeOther(page if is_new else f"{page}?again")


def _not_open(request: HttpRequest, survey: Survey) -> HttpResponse:
    """It ended while somebody was writing."""
    context = {"survey": survey, "is_late": True, "OTHER_LANGUAGE_URL": ""}
    return render(request, "surveys/not_open.html", context, status=HTTPStatus.CONFLICT)


def _unit(request: HttpRequest) -> Unit | None:
    """Whose page led here, as the link said."""
    code = clean_text(request.POST.get("unit", ""))[:40]
    return Unit.objects.active().filter(code=code).first() if code else None


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens with the answers now."""
    context = {"survey": survey_at(slug), "is_again": "again" in request.GET}
    return render(request, "surveys/thanks.html", context)


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """What was found and what is done about it; or when it will be shown."""
    found = survey_at(slug)
    context = {
        "survey": found,
        "results": _public_results(found) if found.are_results_public else None,
        "follow_ups": list(found.follow_ups.all()),
    }
    return render(request, "surveys/results.html", context)


@require_safe
def results_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The counts as they stand on the page; 404 while they are not shown."""
    found = survey_at(slug)
    shown = _public_results(found)
    if not (found.are_results_public and shown.are_enough):
        raise Http404
    answer = StreamingHttpResponse(
        csv_lines([*sheets.counts(shown)]), content_type=CSV_TYPE
    )
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.csv"'
    return answer


def _public_results(survey: Survey) -> Results:
    return Results(survey, smallest=survey.smallest_shown)
