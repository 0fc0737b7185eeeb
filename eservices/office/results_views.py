"""The views of the results' page; every write is a POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from casework.actors import staff
from casework.errors import CaseworkError, StaleVersion
from casework.models import Case
from casework.office.case_screen import case_for
from casework.office.frame import framed
from casework.office.panels import refusal_of
from casework.workflow import workflow_of
from eservices.actions.results import enter_results
from eservices.engine import Faults
from eservices.office.result_table import (
    ReadTable,
    current_table,
    read_table,
    table_for,
)
from eservices.office.results_page import (
    ResultsPage,
    all_left_passed,
    read_day,
    read_page,
)
from eservices.results import Given, faults_of
from eservices.rows.files import read_rows_file
from eservices.rows.pasted import read_pasted
from eservices.rows.workbook import workbook
from organisation.permissions import StaffRequest

FAULTS_TOLD = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def results_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """The page, or one of its four ways to enter results."""
    case = _case(request, case_id)
    refusal = refusal_of(case, request.user, workflow_of(case).moves["results"])
    if refusal:
        messages.error(request, refusal)
        return redirect("admin:casework_case_change", case.pk)
    page = ResultsPage.of(case, request.GET.dict())
    if request.method != "POST":
        return _show(request, page)
    enter = ENTER.get(request.POST.get("act", ""), _enter_page)
    return enter(request, page)


@require_safe
def results_file(request: StaffRequest, case_id: int) -> HttpResponse:
    """The list as an Excel file, to be filled in with results and sent back."""
    case = _case(request, case_id)
    if refusal_of(case, request.user, workflow_of(case).moves["results"]):
        raise Http404
    page = ResultsPage.of(case, request.GET.dict())
    raw = current_table(page.application, page.rows)
    content = workbook(table_for(page.rows), raw, Faults())
    answer = HttpResponse(content, content_type=XLSX)
    name = content_disposition_header(True, f"{case.number}.xlsx")
    answer["Content-Disposition"] = str(name)
    return answer


def _case(request: StaffRequest, case_id: int) -> Case:
    case = case_for(request.user, case_id)
    move = workflow_of(case).moves.get("results")
    if move is None:
        raise Http404
    if not staff(request.user).may(move, case):
        raise PermissionDenied(_("Your role does not allow this."))
    return case


# --- the ways to enter ----------------------------------------------------------
def _enter_page(request: StaffRequest, page: ResultsPage) -> HttpResponse:
    page.typed = request.POST.dict()
    return _enter(request, page, read_page(page, page.typed))


def _enter_all_passed(request: StaffRequest, page: ResultsPage) -> HttpResponse:
    day = read_day(request.POST.get("day", ""))
    return _enter(request, page, all_left_passed(page, day))


def _enter_pasted(request: StaffRequest, page: ResultsPage) -> HttpResponse:
    page.pasted = request.POST.get("table", "")
    return _enter_table(request, page, lambda: read_pasted(page.pasted, _table(page)))


def _enter_file(request: StaffRequest, page: ResultsPage) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None:
        return _refused(request, page, _("Choose a file first."))
    return _enter_table(request, page, lambda: read_rows_file(upload, _table(page)))


ENTER: dict[str, Callable[[StaffRequest, ResultsPage], HttpResponse]] = {
    "page": _enter_page,
    "all_passed": _enter_all_passed,
    "pasted": _enter_pasted,
    "file": _enter_file,
}


def _table(page: ResultsPage) -> Any:
    return table_for(page.rows)


def _enter_table(
    request: StaffRequest, page: ResultsPage, read: Callable[[], list[dict[str, str]]]
) -> HttpResponse:
    try:
        raw = read()
    except CaseworkError as error:
        return _refused(request, page, str(error))
    day = read_day(request.POST.get("day", ""))
    table: ReadTable = read_table(page.application, page.rows, raw, day)
    if not table.faults:
        found = faults_of(page.application, Given(page.rows.key, table.results))
        rows = {
            each.line: row for each, row in zip(table.results, table.rows, strict=True)
        }
        table.faults = {rows[line]: words for line, words in found.items()}
    if table.faults:
        page.table_faults = dict(sorted(table.faults.items()))
        return _refused(
            request, page, _("Nothing was saved: correct the lines named below.")
        )
    return _enter(request, page, Given(page.rows.key, table.results))


def _enter(request: StaffRequest, page: ResultsPage, given: Given) -> HttpResponse:
    """Write them all, or show the page with what is wrong."""
    if not given.results:
        return _refused(request, page, _("Nothing was changed."))
    page.faults = faults_of(page.application, given)
    if page.faults:
        return _refused(
            request, page, _("Nothing was saved: correct the lines marked below.")
        )
    try:
        enter_results(
            case_id=page.case.pk,
            user=request.user,
            version=_version(request),
            given=given,
        )
    except StaleVersion as stale:
        page.case = case_for(request.user, page.case.pk)
        return _refused(request, page, str(stale), status=409)
    except CaseworkError as error:
        return _refused(request, page, str(error))
    count = len(given.results)
    words = ngettext("%(count)d result saved.", "%(count)d results saved.", count)
    messages.success(request, words % {"count": count})
    return redirect(f"{request.path}?{_here(page)}")


def _version(request: StaffRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0


# --- showing --------------------------------------------------------------------
def _here(page: ResultsPage) -> str:
    here: dict[str, Any] = {"list": page.rows.key, "page": page.page.number}
    return urlencode(here | ({"show": "left"} if page.only_left else {}))


def _refused(
    request: StaffRequest, page: ResultsPage, sentence: str, *, status: int = 422
) -> HttpResponse:
    return _show(request, page, sentence=sentence, status=status)


def _show(
    request: StaffRequest, page: ResultsPage, *, sentence: str = "", status: int = 200
) -> HttpResponse:
    shown = {"list": page.rows.key} | ({"show": "left"} if page.only_left else {})
    context = {
        "results": page,
        "case": page.case,
        "sentence": sentence,
        "faults": list(page.faults.items())[:FAULTS_TOLD],
        "table_faults": list(page.table_faults.items())[:FAULTS_TOLD],
        "here": _here(page),
        "query": urlencode(shown),
        "title": f"{page.case.number} · {page.rows.label}",
    }
    template = "eservices/office/results.html"
    return framed(request, template, context, status=status)
