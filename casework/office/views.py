"""The views of the queue and the case screen; every write is a POST."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from casework.actions import add_note, perform, record_personal_view
from casework.actors import staff
from casework.errors import CaseworkError, StaleVersion
from casework.files.storage import private_response
from casework.models import Case
from casework.office import searches
from casework.office.case_screen import case_for, screen
from casework.office.frame import framed
from casework.office.history import HistoryLine
from casework.office.move_forms import MoveForm, NoteForm, put_error
from casework.office.queue import read_queue
from casework.workflow import Move, workflow_of
from organisation.permissions import StaffRequest, duties

CHANGES_TOLD = 5


# --- queue ----------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def queue_page(request: StaffRequest) -> HttpResponse:
    """The queue: a tab or what was searched for; a search is posted."""
    if not duties(request.user).sees_cases:
        raise PermissionDenied
    if request.method == "POST":
        query = searches.keep(request.session, request.POST.get("q", ""))
        return redirect(f"{request.path}?{query}")
    asked = request.GET.dict()
    key = asked.get("search", "")
    if key:
        asked["q"] = searches.recall(request.session, key)
    found = read_queue(request.user, asked)
    here = {"tab": found.tab.code}
    if found.search.is_on:
        here = {"search": key} if key else {"q": found.search.typed}
    context = {"queue": found, "query": urlencode(here), "title": _("Cases")}
    return framed(request, "casework/office/queue.html", context)


# --- case -----------------------------------------------------------------------
@require_safe
def case_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """The case screen."""
    return _show_case(request, case_for(request.user, case_id))


def _show_case(
    request: StaffRequest,
    case: Case,
    *,
    status: int = 200,
    stale: int | None = None,
    **parts: Any,
) -> HttpResponse:
    context = screen(case, request.user, asked=request.GET.dict(), **parts)
    context["title"] = case.number
    if stale is not None:
        context["changes"] = changes_since(context["history"], case.version - stale)
    return framed(request, "casework/office/case.html", context, status=status)


def changes_since(history: list[HistoryLine], versions: int) -> list[HistoryLine]:
    """What happened in the last so many versions, newest first."""
    changes = [line for line in history if line.makes_version]
    return changes[: min(max(versions, 1), CHANGES_TOLD)]


@require_POST
def make_move(request: StaffRequest, case_id: int, code: str) -> HttpResponse:
    """Make one move, or show the screen again with what was typed."""
    case = case_for(request.user, case_id)
    chosen = workflow_of(case).moves.get(code)
    if chosen is None or chosen.view:
        raise Http404
    if not staff(request.user).may(chosen, case):
        raise PermissionDenied(_("Your role does not allow this."))
    form = MoveForm(request.POST, case=case, user=request.user, move=chosen)
    if "fill" in request.POST and "template" in form.fields:
        form.fill_in_template()
        return _show_case(request, case, tried=form)
    if not form.is_valid():
        return _show_case(request, case, tried=form, status=422, stale=_stale(form))
    try:
        perform(
            case_id=case.pk,
            move=code,
            actor=staff(request.user),
            version=form.cleaned_data["version"],
            data=form.inputs,
            client_key=form.cleaned_data["client_key"],
        )
    except StaleVersion:
        return _show_stale(request, case_id, chosen)
    except CaseworkError as error:
        put_error(form, error)
        return _show_case(request, case, tried=form, status=422)
    return _done(request, case, _("Done: %(act)s.") % {"act": chosen.label})


def _stale(form: MoveForm) -> int | None:
    """The version the person saw, when there is a newer one."""
    seen = form.cleaned_data.get("version")
    return seen if seen is not None and seen != form.case.version else None


def _show_stale(request: StaffRequest, case_id: int, move: Move) -> HttpResponse:
    """The case as it is now, with what was typed against the older version."""
    now = case_for(request.user, case_id)
    seen = int(request.POST["version"])
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    form = MoveForm(typed, case=now, user=request.user, move=move)
    return _show_case(request, now, tried=form, status=409, stale=seen)


def _done(request: StaffRequest, case: Case, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    # A case that was forwarded may have left the person's sight.
    if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("admin:casework_case_change", case.pk)
    return redirect("admin:casework_case_changelist")


@require_POST
def write_note(request: StaffRequest, case_id: int) -> HttpResponse:
    """Write an internal note."""
    case = case_for(request.user, case_id)
    if not staff(request.user).works_on(case):
        raise PermissionDenied(_("Your role does not allow this."))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show_case(request, case, note=form, status=422)
    add_note(
        case_id=case.pk,
        user=request.user,
        body=form.cleaned_data["body"],
        client_key=form.cleaned_data["client_key"],
    )
    return _done(request, case, _("The internal note is saved."))


def open_person(request: StaffRequest, case_id: int) -> HttpResponse:
    """Open the applicant's personal data; the opening is an event."""
    found = case_for(request.user, case_id)
    if request.method != "POST":
        return redirect("admin:casework_case_change", found.pk)
    record_personal_view(case_id=found.pk, user=request.user, what="contact")
    return _show_case(request, case_for(request.user, case_id), is_person_open=True)


@require_POST
def send_file(request: StaffRequest, case_id: int, file_id: int) -> HttpResponseBase:
    """Download a file of the case; only a checked one, and it is an event."""
    found = case_for(request.user, case_id)
    attachment = get_object_or_404(found.attachments, pk=file_id)
    if attachment.is_servable and attachment.erased_at is None:
        try:
            answer = private_response(
                attachment.path,
                name=attachment.original_name,
                content_type=attachment.content_type,
            )
        except FileNotFoundError:
            pass
        else:
            record_personal_view(
                case_id=found.pk, user=request.user, what=f"file:{attachment.pk}"
            )
            return answer
    messages.error(request, _("This file cannot be given out."))
    return redirect("admin:casework_case_change", found.pk)
