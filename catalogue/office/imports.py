"""Screens of imports and rebuilds: upload, look, confirm, follow, read the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from casework.office.frame import framed
from catalogue.actions.imports import (
    confirm_import,
    start_import,
    start_rebuild,
    would_write,
)
from catalogue.errors import CatalogueError
from catalogue.exports.sheets import CSV_TYPE, csv_lines
from catalogue.importing.faults import UnreadableFile, sentence
from catalogue.models import Edition, ImportFault, ImportRun, RunState
from catalogue.office.guards import only_editors, only_readers
from catalogue.permissions import may_edit
from organisation.permissions import StaffRequest

PAGE = 50
UNDER_WAY = (RunState.QUEUED, RunState.RUNNING)


class UploadForm(forms.Form):
    """One file; what it holds is judged when it is read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, CSV.GZ or Excel (XLSX); the first row names the columns."
        ),
        allow_empty_file=True,  # the reader says it in its own words
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.gz,.xlsx,.txt"}),
    )


@dataclass(frozen=True)
class Count:
    """A figure of a run."""

    label: str | Promise
    value: int
    is_bad: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def runs_page(request: StaffRequest) -> HttpResponse:
    """All runs, the newest first; a file sent here becomes one, as a preview."""
    only_readers(request)
    form = UploadForm()
    if request.method == "POST":
        only_editors(request)
        form = UploadForm(request.POST, request.FILES)
        run = _uploaded(request, form)
        if run is not None:
            return redirect("admin:catalogue_importrun_change", run.pk)
    runs = ImportRun.objects.select_related("started_by")
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Imports"),
        "form": form,
        "page": page,
        "may_edit": may_edit(request.user),
    }
    status = 422 if form.errors else 200
    return framed(request, "catalogue/office/imports.html", context, status=status)


def _uploaded(request: StaffRequest, form: UploadForm) -> ImportRun | None:
    """The run of a file that can be read at all."""
    if not form.is_valid():
        return None
    try:
        return start_import(user=request.user, file=form.cleaned_data["file"])
    except (UnreadableFile, CatalogueError) as error:
        form.add_error("file", str(error))
        return None


@require_safe
def run_page(request: StaffRequest, run_id: int) -> HttpResponse:
    """One run: what it will do, does or did, and the rows it could not take."""
    only_readers(request)
    run = get_object_or_404(ImportRun.objects.select_related("started_by"), pk=run_id)
    page = Paginator(run.faults.all(), PAGE).get_page(request.GET.get("page"))
    context = {
        "title": capfirst(str(run)),
        "run": run,
        "counts": counts_of(run),
        "is_under_way": run.state in UNDER_WAY,
        "failure": sentence(run.failure) if run.failure else "",
        "differences": differences_of(run),
        "page": page,
        "faults": [(fault, sentence(fault.reason)) for fault in page],
        "may_edit": may_edit(request.user),
        "would_write": would_write(run),
    }
    return framed(request, "catalogue/office/run.html", context)


def counts_of(run: ImportRun) -> list[Count]:
    """The figures of an import; of a rebuild there are none but its progress."""
    if run.kind == ImportRun.Kind.REBUILD:
        return []
    return [
        Count(pgettext("rows", "New"), run.added),
        Count(pgettext("rows", "Changed"), run.changed),
        Count(pgettext("rows", "As before"), run.unchanged),
        Count(_("Edited here, left alone"), run.kept),
        Count(_("Bad rows"), run.refused, is_bad=run.refused > 0),
    ]


@dataclass(frozen=True)
class Difference:
    """One difference of a preview, in words."""

    code: str
    label: str
    before: str
    after: str
    is_kept: bool  # edited here: it will stay as it is


def differences_of(run: ImportRun) -> list[Difference]:
    """What the preview found, field names as people know them."""
    return [
        Difference(
            code=row["code"],
            label=_field_label(row["field"]),
            before=_shown(row["before"]),
            after=_shown(row["after"]),
            is_kept=bool(row.get("kept")),
        )
        for row in run.differences
    ]


def _field_label(name: str) -> str:
    if not name:
        return pgettext("of the catalogue", "New")
    field = Edition._meta.get_field(name.partition("__")[0])
    return str(getattr(field, "verbose_name", name))


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "—" if value in (None, "") else str(value)


@require_POST
def confirm(request: StaffRequest, run_id: int) -> HttpResponse:
    """Let the worker write what the preview showed."""
    only_editors(request)
    run = get_object_or_404(ImportRun, pk=run_id)
    try:
        confirm_import(run_id=run.pk, user=request.user)
    except CatalogueError as error:
        messages.error(request, str(error))
    return redirect("admin:catalogue_importrun_change", run.pk)


@require_POST
def rebuild(request: StaffRequest) -> HttpResponse:
    """Let the worker make the search anew."""
    only_editors(request)
    try:
        run = start_rebuild(user=request.user)
    except CatalogueError as error:
        messages.error(request, str(error))
        return redirect("admin:catalogue_importrun_changelist")
    return redirect("admin:catalogue_importrun_change", run.pk)


@require_safe
def faults_csv(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """The bad rows as a file: line, why, what stood there."""
    only_readers(request)
    run = get_object_or_404(ImportRun, pk=run_id)
    answer = StreamingHttpResponse(csv_lines(_fault_rows(run)), content_type=CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}-rows.csv"'
    return answer


def _fault_rows(run: ImportRun) -> Iterator[list[object]]:
    yield [_("Line"), _("Why"), _("What stood there")]
    for fault in ImportFault.objects.filter(run=run).iterator():
        yield [fault.line, sentence(fault.reason), fault.excerpt]
