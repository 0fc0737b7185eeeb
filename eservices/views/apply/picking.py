"""Choosing standards from the catalogue, within a list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casework.errors import CaseworkError
from catalogue.search import Question, suggest
from eservices.actions.drafts import append_rows
from eservices.engine.definition import Rows
from eservices.pages.picking import find as find_choices
from eservices.pages.picking import refusal
from eservices.views.apply.access import DraftRequest, of_draft
from eservices.views.apply.posted import version_of
from eservices.views.apply.rows import frame, rows_or_404, standard_column


@of_draft
def find(request: DraftRequest, key: str) -> HttpResponse:
    """Standards by number or words (GET); add the chosen one as a line (POST)."""
    rows = _with_standards(request, key)
    if request.method == "POST":
        return _add(request, rows)
    return _page(request, rows)


@of_draft
@require_safe
def suggestions(request: DraftRequest, key: str) -> HttpResponse:
    """Codes, words and titles that begin like `q`, each leading to its hits here."""
    rows = _with_standards(request, key)
    found = suggest(Question.read(request.GET).text)
    here = reverse("services:find", args=[request.draft.uuid, rows.key])
    answer = [
        {
            "text": str(one.text),
            "kind": one.kind,
            "url": f"{here}?{urlencode({'q': str(one.text)})}",
        }
        for one in found
    ]
    return JsonResponse(answer, safe=False, json_dumps_params={"ensure_ascii": False})


def _with_standards(request: DraftRequest, key: str) -> Rows:
    rows = rows_or_404(request.definition, key)
    if not standard_column(rows):
        raise Http404
    return rows


def _add(request: DraftRequest, rows: Rows) -> HttpResponse:
    code = request.POST.get("add", "")[:200]
    refused = refusal(code)
    if refused or not code.strip():
        return _page(request, rows, refused=refused, status=422)
    line = len(request.draft.rows.get(rows.key, [])) + 1
    try:
        append_rows(
            draft_id=request.draft.pk,
            user=request.user,
            rows=rows.key,
            raw=[_like_the_last(request, rows) | {standard_column(rows): code}],
            version=version_of(request),
        )
    except CaseworkError as error:
        return _page(request, rows, refused=str(error), status=409)
    row = reverse("services:row", args=[request.draft.uuid, rows.key, line])
    return redirect(f"{row}?new=1")


def _like_the_last(request: DraftRequest, rows: Rows) -> dict[str, str]:
    """Place and purpose of the line before, which mostly stay the same."""
    raw = request.draft.rows.get(rows.key, [])
    return dict(raw[-1]) if raw else {}


def _page(
    request: DraftRequest, rows: Rows, *, refused: str = "", status: int = 200
) -> HttpResponse:
    query = request.GET if request.method == "GET" else request.POST
    found = find_choices(query)
    context = frame(request, rows) | {
        "text": found.text,
        "hits": found.choices,
        "total": found.total,
        "refused": refused,
    }
    return render(request, "eservices/apply/find.html", context, status=status)
