"""The form of one line: a new one, or one that is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casework.errors import CaseworkError
from eservices.actions.drafts import append_rows, set_row
from eservices.engine import Faults, Field, Kind, ServiceDefinition, Step
from eservices.engine.dates import read_date
from eservices.engine.definition import Rows
from eservices.engine.forms import StepForm
from eservices.engine.lookups import Lookups
from eservices.models import Draft
from eservices.pages.approved_types import Suggestions, suggestions_for
from eservices.pages.checked import judge
from eservices.pages.row_list import CHOSEN, page_of
from eservices.views.apply.access import DraftRequest, of_draft
from eservices.views.apply.posted import version_of
from eservices.views.apply.rows import frame, rows_or_404, to_line


@of_draft
def add(request: DraftRequest, key: str) -> HttpResponse:
    """An empty line (GET), kept at the end of the list (POST)."""
    rows = rows_or_404(request.definition, key)
    if request.method == "POST":
        return _save(request, rows, line=0)
    return _page(request, rows, 0, RowForm(rows, {}))


@of_draft
def edit(request: DraftRequest, key: str, line: int) -> HttpResponse:
    """One line of the list with what is wrong in it (GET), written anew (POST)."""
    rows = rows_or_404(request.definition, key)
    raw = request.draft.rows.get(key, [])
    if not 1 <= line <= len(raw):
        raise Http404
    if request.method == "POST":
        return _save(request, rows, line=line)
    judged = judge(request.draft)
    faults = judged.faults
    row = as_form(rows, raw[line - 1], judged.lookups)
    # Of a line that was only just chosen nothing is wrong yet.
    is_marked = "new" not in request.GET and faults.below(f"rows.{key}.{line}")
    form = RowForm(rows, row, row if is_marked else None, judged.lookups)
    if is_marked:
        _mark(form, rows, line, faults)
    return _page(request, rows, line, form, faults=faults)


def as_form(rows: Rows, row: Mapping[str, str], lookups: Lookups) -> dict[str, str]:
    """A line as the boxes need it: codes of what is chosen, days as browsers write."""
    return {
        column.key: _for_box(column, row.get(column.key, ""), lookups)
        for column in rows.columns
    }


def _for_box(column: Field, typed: str, lookups: Lookups) -> str:
    if not typed:
        return typed
    if column.kind == Kind.DATE:
        day = read_date(typed)
        return day.isoformat() if day else typed
    if column.kind == Kind.INSTRUMENT_KIND:
        kind = lookups.kind(typed)
        return kind.code if kind else typed
    if column.kind in CHOSEN:
        return lookups.choice(column, typed) or typed
    return typed


class RowForm(StepForm):
    """The columns of a list as boxes; the list judges them, not the form."""

    def __init__(
        self, rows: Rows, row: Any, data: Any = None, lookups: Lookups | None = None
    ) -> None:
        step = Step("line", rows.label, fields=rows.columns)
        # A line is asked like a service that has one step.
        alone: ServiceDefinition = type(
            "Alone", (ServiceDefinition,), {"steps": (step,)}
        )()
        super().__init__(alone, step, row, data, lookups)
        for column in rows.columns:
            # A browser leaves a day it cannot read out of its own box.
            if column.kind == Kind.DATE and not _is_day(row.get(column.key, "")):
                self.fields[column.key].widget = forms.TextInput({"class": "short"})

    def suggest(self, suggested: Iterable[Suggestions]) -> None:
        """Let boxes name the lists of words that stand in the page."""
        for each in suggested:
            if each.column in self.fields:
                self.fields[each.column].widget.attrs["list"] = each.id


def _is_day(typed: str) -> bool:
    return not typed or read_date(typed) is not None


def _mark(form: RowForm, rows: Rows, line: int, faults: Faults) -> None:
    """The sentences of the list beside the boxes of what was saved."""
    form.is_valid()
    for column in rows.columns:
        path = f"rows.{rows.key}.{line}.{column.key}"
        for sentence in faults.by_path.get(path, []):
            known = [str(one) for one in form.errors.get(column.key) or ()]
            if column.key in form.fields and sentence not in known:
                form.add_error(column.key, sentence)


def _save(request: DraftRequest, rows: Rows, *, line: int) -> HttpResponse:
    """Keep the line, right or wrong; what is wrong is shown at once."""
    form = RowForm(rows, {}, data=request.POST)
    typed = {key: str(value) for key, value in form.typed.items()}
    column, _, code = request.POST.get("use", "").partition(":")
    if code and column in {each.key for each in rows.columns}:
        typed[column] = code[:200]
    try:
        draft, at = _written(request, rows, typed, line)
    except CaseworkError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, rows, line, form, status=409)
    if "more" in request.POST:
        return redirect("services:add_row", draft.uuid, rows.key)
    request.draft = draft
    if judge(draft).faults.below(f"rows.{rows.key}.{at}"):
        return redirect("services:row", draft.uuid, rows.key, at)
    return to_line(request, rows, at)


def _written(
    request: DraftRequest, rows: Rows, typed: dict[str, str], line: int
) -> tuple[Draft, int]:
    """The draft with the line, and where the line stands."""
    change: dict[str, Any] = {
        "draft_id": request.draft.pk,
        "user": request.user,
        "rows": rows.key,
        "version": version_of(request),
    }
    if line:
        return set_row(line=line, row=typed, **change), line
    at = len(request.draft.rows.get(rows.key, [])) + 1
    return append_rows(raw=[typed], **change), at


def _page(
    request: DraftRequest,
    rows: Rows,
    line: int,
    form: RowForm,
    *,
    faults: Faults | None = None,
    status: int = 200,
) -> HttpResponse:
    offers = (faults or Faults()).offers.items() if line else ()
    prefix = f"rows.{rows.key}.{line}."
    context = frame(request, rows)
    suggested = suggestions_for(rows)
    form.suggest(suggested)
    context |= {
        "line": line,
        "suggested": suggested,
        "form": form,
        "back": f"{reverse('services:rows', args=[request.draft.uuid, rows.key])}"
        f"?page={page_of(max(line, 1))}#row-{line}",
        "offers": [
            {"column": path.removeprefix(prefix), "code": code}
            for path, code in offers
            if path.startswith(prefix)
        ],
    }
    return render(request, "eservices/apply/row.html", context, status=status)
