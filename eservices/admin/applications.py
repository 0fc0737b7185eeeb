"""Applications in the back office: cases with a page for their results."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from eservices.models import Application, InfoRequest
from eservices.office import results_views
from organisation.admin import ReadOnlyAdmin
from organisation.columns import word_column


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    """Applications are worked on in the case's screen; Django's are not there."""

    def get_urls(self) -> list[URLPattern]:
        """The page of results; the rest is the queue's."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"eservices_application_{name}")

        return [
            page("<int:case_id>/results/", results_views.results_page, "results"),
            page(
                "<int:case_id>/results.xlsx",
                results_views.results_file,
                "results_file",
            ),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Listed with the cases, not here."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Applications come in through their own door."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Cases are moved, not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No case is ever deleted."""
        return False


@admin.register(InfoRequest)
class InfoRequestAdmin(ReadOnlyAdmin):
    """Questions about fields, to be counted: asked and answered in the case."""

    list_display = (
        word_column("application", _("Application"), by="application__number"),
        "reason",
        "asked_at",
        "answered_at",
    )
    list_filter = ("reason", ("answered_at", admin.EmptyFieldListFilter))
    list_select_related = ("application",)
    fields = ("application", "paths", "reason", "asked_at", "answered_at")
    ordering = ("-id",)
