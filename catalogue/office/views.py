"""Pages of the office about editions: history, bringing back, duplicates."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.office.frame import framed
from catalogue.actions.restoring import restore_edition
from catalogue.errors import CatalogueError
from catalogue.models import Edition
from catalogue.office.duplicates import read_duplicates
from catalogue.office.guards import only_editors, only_readers
from catalogue.office.history import history_of
from catalogue.permissions import may_edit
from organisation.permissions import StaffRequest


@require_safe
def history_page(request: StaffRequest, object_id: str) -> HttpResponse:
    """Who changed the edition, when, and what from what to what."""
    only_readers(request)
    if not object_id.isdecimal():
        raise Http404
    edition = get_object_or_404(Edition, pk=object_id)
    context = {
        "title": _("History of %(code)s") % {"code": edition.code},
        "edition": edition,
        "lines": history_of(edition),
        "may_edit": may_edit(request.user),
    }
    return framed(request, "catalogue/office/history.html", context)


@require_POST
def restore(request: StaffRequest, edition_id: int) -> HttpResponse:
    """Bring back the state before a change, as a new change."""
    only_editors(request)
    edition = get_object_or_404(Edition, pk=edition_id)
    moment = _moment(request.POST.get("moment", ""))
    try:
        restore_edition(user=request.user, edition_id=edition.pk, moment=moment)
    except CatalogueError as error:
        _refuse(request, str(error))
    except IntegrityError:
        _refuse(request, _("Other data stand in its way."))
    else:
        messages.success(request, _("The older state is back, as a new change."))
    return redirect("admin:catalogue_edition_history", edition.pk)


def _refuse(request: StaffRequest, why: str) -> None:
    sentence = _("The older state was not brought back. %(why)s")
    messages.error(request, sentence % {"why": why})


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if moment.tzinfo is None:
        raise Http404
    return moment


@require_safe
def duplicates_page(request: StaffRequest) -> HttpResponse:
    """Editions that may be one and the same."""
    only_readers(request)
    duplicates = read_duplicates(request.GET)
    context = {"title": _("Duplicates"), "duplicates": duplicates}
    return framed(request, "catalogue/office/duplicates.html", context)
