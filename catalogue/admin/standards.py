"""Undated standards: made by their first edition; the publisher can be edited."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalogue.actions.editing import save_standard
from catalogue.admin.base import CatalogueAdmin
from catalogue.models import Standard
from catalogue.office import lookup
from organisation.permissions import StaffRequest


@admin.register(Standard)
class StandardAdmin(CatalogueAdmin):
    """The undated references."""

    list_display = ("designation", "body", "slug")
    list_select_related = ("body",)
    ordering = ("key",)
    actions = None
    search_fields = ("designation",)
    search_help_text = _("Designation in any spelling")
    fields = ("designation", "body", "number", "part", "slug", "editions_shown")
    readonly_fields = ("designation", "number", "part", "slug", "editions_shown")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A standard is made by its first edition."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By the key, which an index finds."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=lookup.standard_ids(search_term)), False

    def save_model(
        self, request: HttpRequest, obj: Standard, form: Any, change: bool
    ) -> None:
        """By the action, which the search follows."""
        save_standard(user=cast(StaffRequest, request).user, standard=obj)

    def view_on_site(self, obj: Any) -> str:
        """Its public page."""
        return cast(Standard, obj).get_absolute_url()

    @admin.display(description=_("editions"))
    def editions_shown(self, standard: Standard) -> SafeString | str:
        """Links to its editions, the newest first."""
        editions = standard.editions.order_by("-year", "-id")
        lines = [
            (
                reverse("admin:catalogue_edition_change", args=[edition.pk]),
                edition.code,
                edition.get_status_display(),
            )
            for edition in editions
        ]
        return format_html_join("", '<div><a href="{}">{}</a> · {}</div>', lines) or "—"
