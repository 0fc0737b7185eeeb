"""The receipt of what was sent: one application, or one for each unit."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.receipts.qr import qr_svg
from casework.receipts.render import receipt_pdf as draw_receipt
from eservices.models import Application
from eservices.pages.receipts import Receipt
from eservices.querysets import ApplicationQuerySet
from eservices.views.account.access import signed_in
from organisation.models import User


@never_cache
@signed_in
@require_safe
def receipt(request: HttpRequest, bundle: UUID) -> HttpResponse:
    """Numbers, codes, and what happens next."""
    receipts = [Receipt(one) for one in _sent(request, bundle)]
    if not receipts:
        raise Http404
    context = {
        "receipts": receipts,
        "first": receipts[0],
        "qr": qr_svg(receipts[0].tracking_url) if len(receipts) == 1 else "",
    }
    return render(request, "eservices/apply/receipt.html", context)


@never_cache
@signed_in
@require_safe
def receipt_pdf(request: HttpRequest, bundle: UUID, number: str) -> HttpResponse:
    """The receipt of one of them, to keep or print."""
    application = _sent(request, bundle).filter(number=number).first()
    if application is None:
        raise Http404
    pdf = draw_receipt(Receipt(application).for_print())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return answer


def _sent(request: HttpRequest, bundle: UUID) -> ApplicationQuerySet:
    """The applications of a bundle that are this person's."""
    mine: ApplicationQuerySet = Application.objects.of_applicant(
        cast(User, request.user)
    )
    return (
        mine.filter(bundle=bundle)
        .select_related("unit", "deadline_rule", "company")
        .prefetch_related("certificates", "pauses")
        .order_by("number")
    )
