"""Many lines at once: pasted or from a file; and the list as a file to correct."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casework.errors import CaseworkError
from casework.files.office import XLSX
from eservices.actions.drafts import append_rows, replace_rows
from eservices.engine.definition import Rows
from eservices.pages.checked import judge
from eservices.rows.files import read_rows_file
from eservices.rows.pasted import read_pasted
from eservices.rows.workbook import workbook
from eservices.views.apply.access import DraftRequest, of_draft
from eservices.views.apply.posted import version_of
from eservices.views.apply.rows import list_page, rows_or_404


@of_draft
def load(request: DraftRequest, key: str) -> HttpResponse:
    """Read a table in (POST): beside the lines that are there, or in their place."""
    rows = rows_or_404(request.definition, key)
    if request.method != "POST":
        return redirect("services:rows", request.draft.uuid, key)
    try:
        found = _table(request, rows)
        change = replace_rows if _replaces(request) else append_rows
        change(
            draft_id=request.draft.pk,
            user=request.user,
            rows=key,
            raw=found,
            version=version_of(request),
        )
    except CaseworkError as refusal:
        pasted = request.POST.get("pasted", "")
        return list_page(request, rows, refusal=str(refusal), pasted=pasted, status=422)
    words = ngettext("%(n)d line was read.", "%(n)d lines were read.", len(found))
    messages.success(request, words % {"n": len(found)})
    return redirect("services:rows", request.draft.uuid, key)


def _replaces(request: DraftRequest) -> bool:
    return request.POST.get("how") == "replace"


def _table(request: DraftRequest, rows: Rows) -> list[dict[str, str]]:
    """The lines of the file, else of what was pasted."""
    upload = request.FILES.get("table")
    if upload is not None:
        return read_rows_file(upload, rows)
    pasted = request.POST.get("pasted", "")
    if not pasted.strip():
        raise CaseworkError(_("Paste the cells into the box, or choose a file."))
    return read_pasted(pasted, rows)


@of_draft
@require_safe
def marked_file(request: DraftRequest, key: str) -> HttpResponse:
    """The list as Excel, each wrong cell with its sentence."""
    rows = rows_or_404(request.definition, key)
    faults = judge(request.draft).faults
    return _excel(workbook(rows, request.draft.rows.get(key, []), faults), key)


@of_draft
@require_safe
def empty_file(request: DraftRequest, key: str) -> HttpResponse:
    """The table with its headings, to fill in."""
    rows = rows_or_404(request.definition, key)
    return _excel(workbook(rows, []), f"{key}-empty")


def _excel(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
