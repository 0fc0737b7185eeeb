"""The page of a list: its lines, fifty at a time, and the buttons of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casework.errors import CaseworkError
from eservices.actions.drafts import copy_row, delete_row, save_answers, set_row
from eservices.engine import Kind, ServiceDefinition
from eservices.engine.definition import Rows
from eservices.pages.checked import judge
from eservices.pages.journey import Journey
from eservices.pages.row_list import RowList, page_of
from eservices.rows.grid import headings
from eservices.views.apply.access import DraftRequest, of_draft
from eservices.views.apply.posted import number, version_of

# Line, column and what to write there, as the button of an offer names them.
_OFFER = re.compile(r"([0-9]{1,4}):([a-z_]{1,40}):(.{1,200})", re.ASCII)


@of_draft
def rows(request: DraftRequest, key: str) -> HttpResponse:
    """The list (GET); copy, delete or mend a line, or go on (POST)."""
    wanted = rows_or_404(request.definition, key)
    if request.method == "POST":
        return _changed(request, wanted)
    return list_page(request, wanted)


def rows_or_404(definition: ServiceDefinition, key: str) -> Rows:
    """The list with this key; Http404 when the service has none."""
    if key not in definition.rows:
        raise Http404
    return definition.rows[key]


def standard_column(rows: Rows) -> str:
    """The column that names a standard of the catalogue; "" when there is none."""
    keys = (each.key for each in rows.columns if each.kind == Kind.STANDARD)
    return next(keys, "")


def frame(request: DraftRequest, rows: Rows) -> dict[str, Any]:
    """What every page of a list shows around itself."""
    draft, definition = request.draft, request.definition
    stop = Journey(definition, draft, "").of_rows(rows)
    return {
        "draft": draft,
        "definition": definition,
        "may_write": request.may_write,
        "journey": Journey(definition, draft, stop.step.code),
        "rows": rows,
        "back": stop.url,
    }


def list_page(
    request: DraftRequest, rows: Rows, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a list; `more` is what it says besides."""
    raw = request.draft.rows.get(rows.key, [])
    judged, page = judge(request.draft), request.GET.get("page", "1")
    context = frame(request, rows)
    context |= {
        "shown": RowList(rows, raw, judged.faults, judged.lookups, page=page),
        "total": len(raw),
        "has_standards": standard_column(rows) != "",
        "heading_words": ", ".join(headings(rows)),
        "before": context["journey"].before(context["back"]),
        **more,
    }
    return render(request, "eservices/apply/rows.html", context, status=status)


def to_line(request: DraftRequest, rows: Rows, line: int) -> HttpResponse:
    """Back to the list, at a line."""
    here = reverse("services:rows", args=[request.draft.uuid, rows.key])
    return redirect(f"{here}?page={page_of(max(line, 1))}#row-{line}")


def _changed(request: DraftRequest, rows: Rows) -> HttpResponse:
    if "go" in request.POST:
        return _gone_on(request, rows)
    name = next((name for name in _CHANGES if name in request.POST), "")
    line = number(request.POST.get(name, "").partition(":")[0])
    try:
        if name:
            line = _CHANGES[name](request, rows, line)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
    return to_line(request, rows, line)


def _gone_on(request: DraftRequest, rows: Rows) -> HttpResponse:
    """Note whether the step is done, and show the next page."""
    context = frame(request, rows)
    journey: Journey = context["journey"]
    try:
        save_answers(
            draft_id=request.draft.pk,
            user=request.user,
            step=journey.at,
            answers={},
            version=version_of(request),
        )
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
        return redirect(context["back"])
    return redirect(journey.after(context["back"]))


def _copy(request: DraftRequest, rows: Rows, line: int) -> int:
    copy_row(
        draft_id=request.draft.pk,
        user=request.user,
        rows=rows.key,
        line=line,
        version=version_of(request),
    )
    return line + 1


def _delete(request: DraftRequest, rows: Rows, line: int) -> int:
    delete_row(
        draft_id=request.draft.pk,
        user=request.user,
        rows=rows.key,
        line=line,
        version=version_of(request),
    )
    return line


def _use(request: DraftRequest, rows: Rows, line: int) -> int:
    """Write what was offered into its cell."""
    offer = _OFFER.fullmatch(request.POST["use"])
    if offer is not None and offer[2] in {column.key for column in rows.columns}:
        set_row(
            draft_id=request.draft.pk,
            user=request.user,
            rows=rows.key,
            line=line,
            row={offer[2]: offer[3]},
            version=version_of(request),
        )
    return line


_CHANGES: dict[str, Callable[[DraftRequest, Rows, int], int]] = {
    "copy": _copy,
    "delete": _delete,
    "use": _use,
}
