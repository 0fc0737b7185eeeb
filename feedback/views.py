"""The petition's way in: form, check, receipt."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from casework import numbers, ratelimit
from casework.files.limits import MEGABYTE
from casework.models import DeadlineRule, RetentionRule
from casework.ratelimit import Limit
from casework.receipts.qr import qr_svg
from casework.receipts.render import receipt_pdf as draw_receipt
from feedback.actions import submit
from feedback.models import Petition
from feedback.receipts import Receipt
from feedback.sheets import Sheet, chosen_by_link
from organisation.client_address import client_address

PDF_LIMIT = Limit("receipt.pdf", burst=20, seconds=3600)
DAYS_A_YEAR = 365


@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """The empty form, with what the link chose."""
    sheet = Sheet.blank(chosen_by_link(request.GET))
    return _form_page(request, sheet, is_fresh=True)


def edit(request: HttpRequest) -> HttpResponse:
    """The form again with everything typed, from the check page."""
    if request.method != "POST":
        return redirect("feedback:form")
    sheet = Sheet.reopened(request)
    if "as_new" in request.POST:
        sheet.renew()
    return _form_page(request, sheet)


def check(request: HttpRequest) -> HttpResponse:
    """Everything once more before it is sent."""
    if request.method != "POST":
        return redirect("feedback:form")
    sheet = Sheet.posted(request)
    sent = sheet.known()
    if sent is not None and sheet.differs_from(sent):
        sheet.renew()  # changed after it was sent: another petition
    sheet.stage(request)
    if sheet.form.errors:
        return _form_page(request, sheet, status=422)
    # A page made of a post has no twin in the other language.
    context = {"sheet": sheet, "OTHER_LANGUAGE_URL": ""}
    return render(request, "feedback/check.html", context)


def receipt(request: HttpRequest) -> HttpResponse:
    """Send it; the same key again shows the same receipt."""
    if request.method != "POST":
        return redirect("feedback:form")
    sheet = Sheet.posted(request)
    if sheet.form.errors or request.FILES:
        # Sent before, it has its receipt, whatever is wrong with it now.
        sent = sheet.known()
        if sent is not None:
            return _receipt(request, sent, sheet)
    sheet.stage(request)
    if sheet.form.errors:
        return _refused(request, sheet)
    petition = submit(
        submission=sheet.form.submission(sheet.client_key, get_language() or "mn"),
        traces=sheet.form.traces(client_address(request)),
    )
    return _receipt(request, petition, sheet)


def receipt_pdf(request: HttpRequest) -> HttpResponse:
    """The receipt as PDF, for who holds number and code.

    A wrong code, an unknown number and too many tries get the same answer.
    """
    if request.method != "POST":
        return redirect("feedback:form")
    is_allowed = ratelimit.take(PDF_LIMIT, client_address(request))
    number = numbers.parse_number(request.POST.get("number", "")) or ""
    code = re.sub(r"\D", "", request.POST.get("code", ""))
    petition = Petition.objects.filter(number=number).first()
    stored = petition.code_hash if petition else ""
    fits = numbers.code_matches(stored, number, code)
    if petition is None or not (is_allowed and fits):
        return render(request, "feedback/receipt_refused.html", status=403)
    pdf = draw_receipt(Receipt(petition, code).for_print())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return answer


def _form_page(
    request: HttpRequest, sheet: Sheet, *, is_fresh: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "form": sheet.form,
        "is_fresh": is_fresh,
        "legal_days": _legal_days(),
        "kept_years": _kept_years(),
        "max_files": settings.MAX_FILES,
        "max_bytes": settings.MAX_FILE_BYTES,
        "max_megabytes": settings.MAX_FILE_BYTES // MEGABYTE,
    }
    if not is_fresh:
        context["OTHER_LANGUAGE_URL"] = ""
    return render(request, "feedback/form.html", context, status=status)


def _legal_days() -> int | None:
    """How long a complaint may take, as the rule in force says."""
    rules = DeadlineRule.objects
    rule = rules.in_force("petition.complaint", timezone.localdate())
    return rule.days if rule else None


def _kept_years() -> int:
    """The longest time a petition is kept, in whole years; 0 when not set."""
    rules = RetentionRule.objects.filter(kind__startswith="petition.")
    days: int = max(rules.values_list("days", flat=True), default=0)
    return -(-days // DAYS_A_YEAR)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == (
        "application/json"
    )


def _refused(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"errors": sheet.form.errors}, status=422)
    return _form_page(request, sheet, status=422)


def _receipt(request: HttpRequest, petition: Petition, sheet: Sheet) -> HttpResponse:
    shown = Receipt.of(petition)
    if _wants_json(request):
        return JsonResponse(shown.as_json())
    context = {
        "receipt": shown,
        "petition": petition,
        "qr": qr_svg(shown.tracking_url),
        # Another text under a key that was sent before: told, and offered as new.
        "changed": sheet if sheet.differs_from(petition) else None,
        "OTHER_LANGUAGE_URL": "",
    }
    return render(request, "feedback/receipt.html", context)
