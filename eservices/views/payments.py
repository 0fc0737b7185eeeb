"""An invoice for its applicant: what is to be paid, how, and whether it came."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from casework.errors import CaseworkError
from casework.ratelimit import Limit, take
from eservices.actions.payment_links import check_link, claim_link, open_link
from eservices.actions.payments import received, record_payment
from eservices.models import Application, Invoice, PaymentLink
from eservices.payments.base import ProviderDown, provider
from eservices.payments.invoice_page import InvoicePage
from eservices.payments.invoice_pdf import invoice_pdf
from eservices.permissions import role_for
from eservices.tasks import check_payment_link
from eservices.views.account.access import DeskRequest, only_writers, signed_in

CALLED = Limit("qpay.called", burst=30, seconds=3600)
ASKED = Limit("payment.asked", burst=30, seconds=3600)


def _invoice_of(request: DeskRequest, number: str) -> tuple[Invoice, str]:
    """An invoice of the person or their company, and their role; else 404."""
    mine = Application.objects.of_applicant(request.user)
    found = (
        Invoice.objects.filter(number=number, application__in=mine)
        .select_related("application__company", "unit")
        .first()
    )
    if found is None:
        raise Http404
    return found, role_for(request.user, found.application)


@require_safe
@signed_in
def invoice(request: DeskRequest, number: str) -> HttpResponse:
    """What is to be paid, the ways to pay, and what came."""
    page = InvoicePage(*_invoice_of(request, number))
    context = {"page": page, "invoice": page.invoice}
    return render(request, "eservices/account/invoice.html", context)


@require_safe
@signed_in
def pdf(request: DeskRequest, number: str) -> HttpResponse:
    """The invoice on paper."""
    found, _role = _invoice_of(request, number)
    answer = HttpResponse(invoice_pdf(found), content_type="application/pdf")
    name = f"{found.number}.pdf"
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


@require_POST
@signed_in
def code(request: DeskRequest, number: str) -> HttpResponse:
    """Have the QR code made; a provider that is down is told."""
    found = _to_act_on(request, number)
    try:
        if not take(ASKED, found.number):
            raise CaseworkError(_("Too many at once. Please try again in an hour."))
        open_link(invoice=found)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
    return _back(found)


@require_POST
@signed_in
def check(request: DeskRequest, number: str) -> HttpResponse:
    """“I have paid”: ask the provider now."""
    found = _to_act_on(request, number)
    link = found.payment_links.filter(key__gt="").first()
    try:
        if link is not None and claim_link(link_id=link.pk):
            check_link(link_id=link.pk)
    except ProviderDown:
        messages.error(request, _("QPay does not answer now. We will ask it again."))
        return _back(found)
    found.refresh_from_db()
    if found.paid_at is None:
        messages.info(request, _("No payment has come yet. We will look again."))
    return _back(found)


@require_POST
@signed_in
def pretend(request: DeskRequest, number: str) -> HttpResponse:
    """The demonstration's payment; there is none where money is real."""
    found = _to_act_on(request, number)
    used = provider()
    if used is None or used.code != "fake":
        raise Http404
    came = received(found)
    if found.is_open and came < found.total:
        record_payment(
            invoice=found,
            provider=used.code,
            # Pressed twice, it is one payment.
            provider_id=f"demo-{found.number}-{came}",
            amount=found.total - came,
            paid_on=timezone.localdate(),
        )
    return _back(found)


def _to_act_on(request: DeskRequest, number: str) -> Invoice:
    found, role = _invoice_of(request, number)
    only_writers(role)
    return found


def _back(found: Invoice) -> HttpResponse:
    return redirect("desk:invoice", found.number)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def qpay_callback(request: HttpRequest, token: UUID) -> HttpResponse:
    """QPay says that something was paid: a hint, whatever it says, to ask QPay.

    QPay calls with GET. Nothing it sends is read; the answer is the same always.
    """
    link = PaymentLink.objects.filter(token=token, provider="qpay").first()
    if link is None:
        raise Http404
    if take(CALLED, str(token)) and claim_link(link_id=link.pk):
        check_payment_link.enqueue(link.pk)
    return HttpResponse("SUCCESS", content_type="text/plain")
