"""The open question beside the fields it is about, and its answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.errors import CaseworkError
from casework.ratelimit import Limit, take
from eservices.actions.answers import answer_request, drop_file, keep_file
from eservices.desk.application_page import ApplicationPage
from eservices.desk.question import QuestionForm
from eservices.errors import NotComplete
from eservices.models import Application
from eservices.views.account.access import (
    DeskRequest,
    application_of,
    only_writers,
    signed_in,
)

ANSWERS = Limit("desk.answers", burst=60, seconds=3600)
MISTAKEN, TOO_MANY = 422, 429


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: DeskRequest, number: str) -> HttpResponse:
    """Show the question with its fields; a post answers it."""
    found, role = application_of(request, number)
    only_writers(role)
    page = ApplicationPage(found, role)
    if page.question is None:
        return redirect("desk:application", number)
    if request.method != "POST":
        return _page(request, page, QuestionForm(found, page.question), 200)
    form = QuestionForm(found, page.question, request.POST, request.FILES)
    if not take(ANSWERS, found.number):
        form.add_error(None, _("Too many at once. Please try again in an hour."))
        return _page(request, page, form, TOO_MANY)
    form.full_clean()
    _keep_files(form, request)
    if form.errors or not _answered(request, found, form):
        return _page(request, page, form, MISTAKEN)
    messages.success(request, _("We have your answer and go on with our work."))
    return redirect("desk:application", number)


def _keep_files(form: QuestionForm, request: DeskRequest) -> None:
    """Documents are kept at once, so that an error elsewhere loses none."""
    for path, document in form.documents.items():
        if path in request.POST.getlist("drop"):
            drop_file(client_key=form.key, path=path)
        for upload in request.FILES.getlist(path):
            try:
                keep_file(
                    client_key=form.key, path=path, upload=upload, most=document.most
                )
            except CaseworkError as refusal:
                form.add_error(path, str(refusal))


def _answered(
    request: DeskRequest, application: Application, form: QuestionForm
) -> bool:
    try:
        answer_request(
            application_id=application.pk,
            user=request.user,
            answer=form.answer,
            client_key=form.key,
        )
    except NotComplete as refusal:
        form.show(refusal.faults)
        return False
    except CaseworkError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(
    request: DeskRequest, page: ApplicationPage, form: QuestionForm, status: int
) -> HttpResponse:
    context = {"page": page, "application": page.application, "form": form}
    return render(request, "eservices/account/answer.html", context, status=status)
