"""A list of an application, in pages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eservices.desk.sent_rows import sent_rows
from eservices.engine import service_of
from eservices.models import Application, Row
from eservices.review import rows_of
from eservices.views.account.access import DeskRequest, application_of, signed_in

A_PAGE = 50


@require_safe
@signed_in
def rows(request: DeskRequest, number: str, key: str) -> HttpResponse:
    """The lines as they were sent, with the result of each."""
    found, _role = application_of(request, number)
    listed = service_of(found).rows.get(key)
    if listed is None:
        raise Http404
    page = Paginator(_lines(found, key), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "application": found,
        "rows": listed,
        "page": page,
        "query": "",
        "lines": list(sent_rows(listed, page.object_list)),
    }
    return render(request, "eservices/account/rows.html", context)


def _lines(application: Application, key: str) -> QuerySet[Row]:
    lines = rows_of(application, key)
    has_kind = hasattr(lines.model, "kind_id")
    return lines.select_related("kind") if has_kind else lines
