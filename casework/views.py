"""The tracking page: number and code, and what the applicant does with them.

No session and no secret in an address: every act is a post that carries number
and code, and answers with the page itself. A GET shows the empty form.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.applicant_acts import ACTS, Act, do
from casework.applicant_forms import ActForm, TrackForm
from casework.files.storage import private_response
from casework.lookup import LookupRefused, TooManyTries, find_case, reread
from casework.models import Attachment, Case
from casework.numbers import group_code
from casework.ratelimit import Limit, take
from casework.status import StatusPage
from organisation.client_address import client_address

ACTS_LIMIT = Limit("track.acts", burst=60, seconds=3600)
MISTAKEN = 422
TOO_MANY = 429

answers_get_and_post = require_http_methods(["GET", "HEAD", "POST"])


@answers_get_and_post
def track(request: HttpRequest) -> HttpResponse:
    """The form; with number and code the case's page."""
    if request.method != "POST":
        return render(request, "casework/track.html", {"form": TrackForm()})
    found = _find(request)
    return found if isinstance(found, HttpResponse) else _status(request, found)


@answers_get_and_post
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Something the applicant does; an unknown act only shows the page."""
    if request.method != "POST" or code not in ACTS:
        return redirect("casework:track")
    found = _find(request)
    if isinstance(found, HttpResponse):
        return found
    chosen = ACTS[code]
    form = chosen.form(request.POST, request.FILES, act=chosen.code)
    if not take(ACTS_LIMIT, found.number):
        form.add_error(None, _("Too many at once. Please try again in an hour."))
        return _status(request, found, tried=(chosen, form))
    if not do(chosen, found, form):
        return _status(request, reread(found), tried=(chosen, form))
    return _status(request, reread(found), done=str(chosen.done))


@answers_get_and_post
def file(request: HttpRequest) -> HttpResponseBase:
    """A checked file of the case, as a download."""
    if request.method != "POST":
        return redirect("casework:track")
    found = _find(request)
    if isinstance(found, HttpResponse):
        return found
    wanted = _servable(found, request.POST.get("file", ""))
    if wanted is not None:
        try:
            return private_response(
                wanted.path, name=wanted.original_name, content_type=wanted.content_type
            )
        except FileNotFoundError:
            pass
    fault = _("This file cannot be downloaded.")
    return _status(request, found, fault=fault, status=404)


def _find(request: HttpRequest) -> Case | HttpResponse:
    """The case, or the form again with what was typed and a sentence."""
    form = TrackForm(request.POST)
    if form.is_valid():
        try:
            return find_case(**form.cleaned_data, address=client_address(request))
        except LookupRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
            status = TOO_MANY if isinstance(refusal, TooManyTries) else MISTAKEN
            return _form_again(request, form, status)
    return _form_again(request, form, MISTAKEN)


def _form_again(request: HttpRequest, form: TrackForm, status: int) -> HttpResponse:
    context = {"form": form, "OTHER_LANGUAGE_URL": ""}
    return render(request, "casework/track.html", context, status=status)


def _servable(case: Case, typed: str) -> Attachment | None:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
        return None
    wanted = case.attachments.filter(pk=int(typed), erased_at=None).first()
    return wanted if wanted and wanted.is_servable else None


def _status(
    request: HttpRequest,
    case: Case,
    *,
    tried: tuple[Act, ActForm] | None = None,
    done: str = "",
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    # The code was right, so it is shown and carried as it is usually written.
    digits = "".join(filter(str.isdigit, request.POST["code"]))
    context = {
        "page": StatusPage(case, tried=tried),
        "case": case,
        "code": group_code(digits),
        "done": done,
        "fault": fault,
        # A page made of a post has no twin at an address; a button posts anew.
        "OTHER_LANGUAGE_URL": "",
    }
    return render(
        request,
        "casework/status.html",
        context,
        status=MISTAKEN if tried else status,
    )
