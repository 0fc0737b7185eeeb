"""Invoices and payments in the back office: for finance, of its units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.admin import CappedPaginator
from eservices.models import Invoice, Payment
from eservices.office import finance
from eservices.payments.invoice_page import payer_of
from organisation.admin import ReadOnlyAdmin
from organisation.columns import day_column, money_column, word_column


class MoneyAdmin(ReadOnlyAdmin):
    """A list of finance; a row leads to a page of our own."""

    readers = finance.READERS
    paginator = CappedPaginator
    ordering = ("-pk",)
    change_list_template = "eservices/office/finance_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Of the person's units only."""
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]

    def page(self, route: str, view: Any, name: str) -> URLPattern:
        """A page beside the list."""
        model = self.model._meta.model_name
        wrapped = self.admin_site.admin_view(view)
        return path(route, wrapped, name=f"eservices_{model}_{name}")


def _key(object_id: str) -> int:
    return int(object_id) if object_id.isascii() and object_id.isdecimal() else 0


class Standing(admin.SimpleListFilter):
    """Where an invoice stands, in the words of its page."""

    title = _("State")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """To be paid, paid, cancelled."""
        return [
            ("open", pgettext_lazy("invoice", "to be paid")),
            ("paid", pgettext_lazy("invoice", "paid")),
            ("cancelled", pgettext_lazy("invoice", "cancelled")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Those that stand so."""
        wanted: dict[str, dict[str, Any]] = {
            "open": {"paid_at": None, "cancelled_at": None},
            "paid": {"paid_at__isnull": False, "cancelled_at": None},
            "cancelled": {"cancelled_at__isnull": False},
        }
        return queryset.filter(**wanted.get(self.value() or "", {}))


@admin.register(Invoice)
class InvoiceAdmin(MoneyAdmin):
    """Invoices: who pays, how much, whether it came."""

    list_display = (
        "number",
        "payer",
        money_column(Invoice, "total"),
        day_column(Invoice, "due_on"),
        day_column(Invoice, "paid_at"),
        day_column(Invoice, "cancelled_at"),
    )
    list_filter = (Standing,)
    list_select_related = ("application__company",)
    search_fields = (
        "number",
        "application__number",
        "application__company__register_no",
        "application__company__name",
    )

    @admin.display(description=_("Payer"))
    def payer(self, obj: Invoice) -> str:
        """The company; a citizen is not named."""
        return payer_of(obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A page of our own."""
        return finance.invoice_page(request, _key(object_id))  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern]:
        """Recording by hand beside the list."""
        by_hand = self.page(
            "<int:invoice_id>/payment/", finance.record_by_hand, "payment"
        )
        return [by_hand, *super().get_urls()]


class ToSettle(admin.SimpleListFilter):
    """What finance has yet to look at comes first."""

    title = _("To settle")
    parameter_name = "settle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Beside the list of what is to be settled, everything."""
        return [("all", _("All payments"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The first choice is what waits."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("To settle")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """What waits, unless all are asked for or something is searched."""
        if self.value() == "all" or request.GET.get("q"):
            return queryset
        return queryset.to_settle()  # type: ignore[attr-defined]


@admin.register(Payment)
class PaymentAdmin(MoneyAdmin):
    """Payments; the list begins with those that are not simply right."""

    list_display = (
        day_column(Payment, "paid_on"),
        money_column(Payment, "amount"),
        "state",
        word_column("invoice", _("Invoice"), by="invoice__number"),
        "payer",
        day_column(Payment, "settled_at"),
    )
    list_filter = (ToSettle, "state")
    list_select_related = ("invoice__application__company",)
    search_fields = ("invoice__number", "provider_id")

    @admin.display(description=_("Payer"))
    def payer(self, obj: Payment) -> str:
        """The company; a citizen is not named."""
        return payer_of(obj.invoice)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A page of our own."""
        return finance.payment_page(request, _key(object_id))  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern]:
        """The bank's statement beside the list."""
        return [
            self.page("statement/", finance.statement, "statement"),
            *super().get_urls(),
        ]
