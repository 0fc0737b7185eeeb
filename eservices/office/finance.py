"""Invoices and payments in the back office: finance, and nothing of the cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from casework.errors import CaseworkError
from casework.fields import CleanText
from casework.files.refusals import RefusedFile
from casework.files.text import check_text
from casework.office.frame import framed
from eservices.actions.payments import (
    LONGEST_NOTE,
    received,
    record_payment,
    record_statement,
    settle_payment,
)
from eservices.models import Invoice, Payment
from eservices.models.payments import MOST
from eservices.payments import bank
from eservices.payments.invoice_page import lines_of, payer_of
from organisation.models import Role
from organisation.permissions import StaffRequest, duties

MISTAKEN = 422
BY_HAND = "by_hand"
READERS = frozenset({Role.FINANCE, Role.AUDITOR})
MOST_BYTES = 2 * 1024 * 1024


class PaymentForm(forms.Form):
    """Money that came, as finance reads it off a paper."""

    use_required_attribute = False
    amount = forms.IntegerField(
        label=gettext_lazy("Amount, ₮"), min_value=1, max_value=MOST
    )
    paid_on = forms.DateField(
        label=gettext_lazy("Paid on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    provider_id = CleanText(
        label=gettext_lazy("Number of the paper"),
        help_text=gettext_lazy(
            "Of the transfer or the receipt. The same number is recorded once only."
        ),
        limit=60,
    )

    def clean_paid_on(self) -> Any:
        """Nothing is paid tomorrow."""
        day = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class NoteForm(forms.Form):
    """What was done about a payment."""

    use_required_attribute = False
    note = CleanText(
        label=gettext_lazy("What was done about it"),
        help_text=gettext_lazy(
            "Paid back, counted for another invoice …, and the number of the paper."
        ),
        limit=LONGEST_NOTE,
    )


class StatementForm(forms.Form):
    """A bank's statement, pasted or as a file."""

    use_required_attribute = False
    table = forms.CharField(
        label=gettext_lazy("Pasted out of the statement"),
        help_text=gettext_lazy("Columns: day, amount, text. Headings help."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file (.csv)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )

    def clean(self) -> dict[str, Any]:
        """The text of one of both, in `text`."""
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        given["text"] = self._read(upload) if upload else given.get("table", "")
        if not given["text"].strip():
            raise forms.ValidationError(_("Paste the statement, or choose its file."))
        return given

    def _read(self, upload: Any) -> str:
        content = upload.read(MOST_BYTES + 1)
        try:
            if len(content) > MOST_BYTES:
                raise forms.ValidationError(
                    _("The statement is too long. Send it in parts.")
                )
            return check_text(content).decode()
        except RefusedFile as error:
            raise forms.ValidationError(
                _("This file cannot be read. Save it as CSV and send that.")
            ) from error


# --- an invoice -------------------------------------------------------------------
@require_safe
def invoice_page(request: StaffRequest, invoice_id: int) -> HttpResponse:
    """What was billed, what came, and a form for what came otherwise."""
    return _show_invoice(request, _invoice(request, invoice_id), _payment_form())


@require_POST
def record_by_hand(request: StaffRequest, invoice_id: int) -> HttpResponse:
    """Record a payment that no statement tells."""
    invoice = _invoice(request, invoice_id)
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return _show_invoice(request, invoice, form)
    try:
        payment = record_payment(
            invoice=invoice, provider=BY_HAND, user=request.user, **form.cleaned_data
        )
    except CaseworkError as refusal:
        form.add_error(None, str(refusal))
        return _show_invoice(request, invoice, form)
    if payment.invoice_id != invoice.pk:
        words = _("This paper is recorded already, for %(invoice)s.")
        form.add_error("provider_id", words % {"invoice": payment.invoice})
        return _show_invoice(request, invoice, form)
    messages.success(request, _("Recorded: %s.") % payment.get_state_display())
    return redirect("admin:eservices_invoice_change", invoice.pk)


def _payment_form() -> PaymentForm:
    return PaymentForm(initial={"paid_on": timezone.localdate()})


def _invoice(request: StaffRequest, pk: int) -> Invoice:
    _only_readers(request)
    mine = Invoice.objects.visible_to(request.user)
    found: Invoice = get_object_or_404(
        mine.select_related("application__company", "unit"), pk=pk
    )
    return found


def _show_invoice(
    request: StaffRequest, invoice: Invoice, form: PaymentForm
) -> HttpResponse:
    context = {
        "title": invoice.number,
        "invoice": invoice,
        "payer": payer_of(invoice),
        "lines": lines_of(invoice),
        "payments": list(invoice.payments.select_related("settled_by").order_by("pk")),
        "missing": max(invoice.total - received(invoice), 0),
        "form": form if _handles(request) else None,
    }
    status = MISTAKEN if form.is_bound else 200
    return framed(
        request, "eservices/office/finance_invoice.html", context, status=status
    )


# --- a payment --------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def payment_page(request: StaffRequest, payment_id: int) -> HttpResponse:
    """A payment, and settling it with a note."""
    _only_readers(request)
    mine = Payment.objects.visible_to(request.user).select_related(
        "invoice__application__company", "recorded_by", "settled_by"
    )
    payment = get_object_or_404(mine, pk=payment_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            settle_payment(
                payment_id=payment.pk, user=request.user, **form.cleaned_data
            )
        except CaseworkError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Settled."))
            return redirect("admin:eservices_payment_changelist")
    context = {
        "title": _("Payment"),
        "payment": payment,
        "payer": payer_of(payment.invoice),
        "form": form if _handles(request) and payment.is_to_settle else None,
    }
    status = MISTAKEN if form.is_bound else 200
    return framed(
        request, "eservices/office/finance_payment.html", context, status=status
    )


# --- the statement ----------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: StaffRequest) -> HttpResponse:
    """Paste or upload a statement, look at what it means, record it."""
    if not _handles(request):
        raise PermissionDenied
    if request.method != "POST":
        return _show_statement(request, StatementForm(), [])
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_statement(request, form, [])
    text = form.cleaned_data["text"]
    try:
        if request.POST.get("act") == "record":
            return _recorded(request, text)
        found = bank.match(bank.read_statement(text), request.user)
    except CaseworkError as refusal:
        form.add_error(None, str(refusal))
        return _show_statement(request, form, [])
    return _show_statement(request, form, found)


def _recorded(request: StaffRequest, text: str) -> HttpResponse:
    count = len(record_statement(text=text, user=request.user))
    sentence = ngettext(
        "%(count)d payment recorded.", "%(count)d payments recorded.", count
    )
    messages.success(request, sentence % {"count": count})
    return redirect("admin:eservices_payment_changelist")


def _show_statement(
    request: StaffRequest, form: StatementForm, found: list[bank.Match]
) -> HttpResponse:
    context = {
        "title": _("Bank statement"),
        "form": form,
        "matches": found,
        "text": form.cleaned_data["text"] if found else "",
        "new": sum(each.is_new for each in found),
    }
    is_wrong = form.is_bound and not found
    return framed(
        request,
        "eservices/office/statement.html",
        context,
        status=MISTAKEN if is_wrong else 200,
    )


# --- who --------------------------------------------------------------------------
def _only_readers(request: StaffRequest) -> None:
    if not duties(request.user).roles & READERS:
        raise PermissionDenied


def _handles(request: StaffRequest) -> bool:
    return Role.FINANCE in duties(request.user).roles
