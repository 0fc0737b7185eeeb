"""Checking a list of designations: the page and its downloads.

Nothing of it is stored: the list travels with the form, the answer with the page.
"""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from casework.ratelimit import Limit, take
from catalogue.checking import Checked, Verdict, as_csv, as_xlsx
from catalogue.exports.sheets import CSV_TYPE, XLSX_TYPE
from catalogue.forms import CheckForm
from organisation.client_address import client_address

CHECKS = Limit("catalogue.check", burst=60, seconds=3600)
SHEETS = ("csv", "xlsx")
MISTAKEN = 422
TOO_MANY = 429

answers_get_and_post = require_http_methods(["GET", "HEAD", "POST"])
# The form holds a token, the answer what somebody sent.
kept_nowhere = cache_control(no_store=True)


@kept_nowhere
@answers_get_and_post
def check(request: HttpRequest) -> HttpResponse:
    """The form; with a list the status and the replacement of each line."""
    if request.method != "POST":
        return render(request, "catalogue/check.html", {"form": CheckForm()})
    form, refusal = _checked(request)
    if refusal is not None:
        return refusal
    # What a file held goes on in the box: files cannot be filled in again.
    again = CheckForm(initial={"lines": form.cleaned_data["lines"]})
    context = {
        "form": again,
        "checked": form.checked,
        "sums": _sums(form.checked),
        "OTHER_LANGUAGE_URL": "",
    }
    return render(request, "catalogue/check.html", context)


@kept_nowhere
@answers_get_and_post
def check_download(request: HttpRequest, sheet: str) -> HttpResponseBase:
    """The same answers as a file, csv or xlsx."""
    if sheet not in SHEETS:
        raise Http404
    if request.method != "POST":
        return redirect("catalogue:check")
    form, refusal = _checked(request)
    if refusal is not None:
        return refusal
    answer = _sheet(sheet, form.checked)
    answer["Content-Disposition"] = f'attachment; filename="standards.{sheet}"'
    return answer


def _sheet(sheet: str, checked: list[Checked]) -> HttpResponseBase:
    if sheet == "xlsx":
        return HttpResponse(as_xlsx(checked), content_type=XLSX_TYPE)
    # Joined here: the sentences are in the language of this request.
    return HttpResponse("".join(as_csv(checked)), content_type=CSV_TYPE)


def _checked(request: HttpRequest) -> tuple[CheckForm, HttpResponse | None]:
    """The form with its answers, or the page that says what to do first."""
    is_allowed = take(CHECKS, client_address(request))
    form = CheckForm(request.POST, request.FILES, is_allowed=is_allowed)
    if form.is_valid():
        return form, None
    context = {"form": form, "OTHER_LANGUAGE_URL": ""}
    status = MISTAKEN if is_allowed else TOO_MANY
    return form, render(request, "catalogue/check.html", context, status=status)


def _sums(checked: list[Checked]) -> list[tuple[Verdict, int]]:
    """How many lines got each verdict, the commonest first."""
    return Counter(one.verdict for one in checked).most_common()
