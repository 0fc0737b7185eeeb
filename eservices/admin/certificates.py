"""Certificates and instruments in the back office: to look up, never to edit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.admin import CappedPaginator
from eservices.certificates.numbers import read_number
from eservices.certificates.registers import with_words
from eservices.certificates.states import words_of
from eservices.instruments import serial_key
from eservices.models import Certificate, Instrument, StandardAlert
from eservices.office import certificates as pages
from organisation.admin import ReadOnlyAdmin
from organisation.columns import day_column, word_column


class LookedUpAdmin(ReadOnlyAdmin):
    """A long list that is searched by what stands on the paper or the plate."""

    readers = pages.READERS
    paginator = CappedPaginator
    ordering = ("-pk",)
    list_per_page = 50
    # Not these fields are searched; without any the box would not be shown.
    search_fields = ("pk",)


@admin.register(Certificate)
class CertificateAdmin(LookedUpAdmin):
    """Certificates; their state is changed by the head of the unit, on their page."""

    list_display = (
        "number",
        "state_today",
        "holder",
        "title",
        day_column(Certificate, "issued_on"),
        day_column(Certificate, "valid_to"),
    )
    list_display_links = ("number",)
    list_filter = ("service", "state")
    list_select_related = ("service", "company", "unit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certificate]:
        """Without what only the document needs."""
        return super().get_queryset(request).defer("content", "payload", "signature")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By number; else by words of everything but single instruments."""
        number = read_number(search_term)
        if number is not None:
            return queryset.filter(number=number), False
        return with_words(queryset, search_term), False

    @admin.display(description=_("State"))
    def state_today(self, obj: Certificate) -> str:
        """The state everybody sees."""
        words = words_of(obj.public_state, is_positive=obj.is_positive)
        return str(words.word)

    @admin.display(description=_("Holder"))
    def holder(self, obj: Certificate) -> str:
        """The company; a citizen is not named."""
        return obj.holder_name or "—"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A page of our own."""
        pk = int(object_id) if object_id.isascii() and object_id.isdigit() else 0
        return pages.certificate_page(request, pk)  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern]:
        """The acts and the documents beside the list."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"eservices_certificate_{name}")

        return [
            page(
                "<int:certificate_id>/act/<slug:act>/", pages.act_on_certificate, "act"
            ),
            page(
                "<int:certificate_id>/file/<slug:kind>/", pages.certificate_file, "file"
            ),
            *super().get_urls(),
        ]


@admin.register(Instrument)
class InstrumentAdmin(LookedUpAdmin):
    """Instruments, asked for by serial number."""

    list_display = ("serial", "maker", "model", "kind", "company")
    list_select_related = ("kind", "company")
    fields = (
        "kind",
        "maker",
        "model",
        "serial",
        "range_text",
        "accuracy",
        "company",
        "location",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By serial number, in any spelling."""
        key = serial_key(search_term)
        return (queryset.filter(serial_key=key) if key else queryset), False


@admin.register(StandardAlert)
class StandardAlertAdmin(ReadOnlyAdmin):
    """Standards under certificates that changed."""

    paginator = CappedPaginator
    list_display = (
        word_column("certificate", _("Certificate"), by="certificate__number"),
        word_column("edition", _("Standard"), by="edition__code"),
        word_column(
            "successor", pgettext_lazy("relation", "Replaced by"), by="successor__code"
        ),
        "status",
        "raised_at",
    )
    list_select_related = ("certificate", "edition", "successor")
    list_filter = (("settled_at", admin.EmptyFieldListFilter),)
    fields = (
        "certificate",
        "edition",
        "successor",
        "status",
        "raised_at",
        "settled_at",
    )
    ordering = ("-pk",)
