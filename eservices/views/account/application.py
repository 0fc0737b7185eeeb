"""One application of the person or their company: its page and what is done there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from casework.actions import perform
from casework.actors import applicant
from casework.applicant_acts import ACTS, Act, do
from casework.applicant_forms import ActForm
from casework.errors import CaseworkError
from casework.files.storage import private_response
from casework.ratelimit import Limit, take
from casework.workflow import Text
from eservices.actions.again import draft_from_application
from eservices.desk.application_page import ApplicationPage
from eservices.desk.needs import continue_url
from eservices.models import Application
from eservices.views.account.access import (
    DeskRequest,
    application_of,
    only_owners,
    only_writers,
    signed_in,
)

ACTS_LIMIT = Limit("desk.acts", burst=60, seconds=3600)
MISTAKEN, TOO_MANY = 422, 429
# What everybody who writes may do besides: as on the tracking page.
OFFERED = ("add", "rate")


@require_safe
@signed_in
def application(request: DeskRequest, number: str) -> HttpResponse:
    """Where it stands, what was said, what can be done."""
    found, role = application_of(request, number)
    return _page(request, found, role)


def _page(
    request: DeskRequest,
    application: Application,
    role: str,
    *,
    tried: tuple[Act, ActForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = ApplicationPage(application, role, tried=tried)
    context = {"page": page, "case": application, "application": application}
    return render(request, "eservices/account/application.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(request: DeskRequest, number: str, code: str) -> HttpResponse:
    """Add a text or file, rate the answer; a GET leads to the page."""
    found, role = application_of(request, number)
    if code not in OFFERED:
        raise Http404
    only_writers(role)
    if request.method != "POST":
        return redirect("desk:application", number)
    chosen = ACTS[code]
    form = chosen.form(request.POST, request.FILES, act=chosen.code)
    if not take(ACTS_LIMIT, found.number):
        form.add_error(None, _("Too many at once. Please try again in an hour."))
        return _page(request, found, role, tried=(chosen, form), status=TOO_MANY)
    if not do(chosen, found, form):
        return _page(request, found, role, tried=(chosen, form), status=MISTAKEN)
    messages.success(request, str(chosen.done))
    return redirect("desk:application", number)


@require_POST
@signed_in
def withdraw(request: DeskRequest, number: str) -> HttpResponse:
    """An owner takes the application back."""
    found, role = application_of(request, number)
    only_owners(role)
    done = gettext_lazy("You have withdrawn it.")
    return _moved(request, found, "withdraw_application", done)


@require_POST
@signed_in
def reopen(request: DeskRequest, number: str) -> HttpResponse:
    """Take up a lapsed application again, once."""
    found, role = application_of(request, number)
    only_writers(role)
    done = gettext_lazy("It is open again; we go on with it.")
    return _moved(request, found, "reopen_lapsed", done)


def _moved(
    request: DeskRequest, application: Application, move: str, done: Text
) -> HttpResponse:
    try:
        perform(
            case_id=application.pk,
            move=move,
            actor=applicant(request.user),
            version=None,
        )
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(done))
    return redirect("desk:application", application.number)


@require_POST
@signed_in
def try_again(request: DeskRequest, number: str) -> HttpResponse:
    """A new draft that begins with what this application said."""
    found, role = application_of(request, number)
    only_writers(role)
    try:
        draft = draft_from_application(application=found, user=request.user)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:application", number)
    return redirect(continue_url(draft))


@require_safe
@signed_in
def file(request: DeskRequest, number: str, pk: int) -> HttpResponseBase:
    """A checked file of the application, as a download."""
    found, _role = application_of(request, number)
    wanted = found.attachments.filter(pk=pk, erased_at=None).first()
    if wanted is None or not wanted.is_servable:
        raise Http404
    # What came with an internal note is not the applicant's.
    if wanted.message is not None and not wanted.message.is_public:
        raise Http404
    try:
        return private_response(
            wanted.path, name=wanted.original_name, content_type=wanted.content_type
        )
    except FileNotFoundError as error:
        raise Http404 from error
