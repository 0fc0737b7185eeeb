"""Imports in the back office: screens of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from catalogue.admin.base import CatalogueAdmin
from catalogue.models import ImportRun
from catalogue.office import imports


@admin.register(ImportRun)
class ImportRunAdmin(CatalogueAdmin):
    """Runs come from uploads and commands; Django's pages are not there at all."""

    def get_urls(self) -> list[URLPattern]:
        """The list with the upload, one run, and what is done with it."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"catalogue_importrun_{name}")

        return [
            page("", imports.runs_page, "changelist"),
            page("rebuild/", imports.rebuild, "rebuild"),
            page("<int:run_id>/change/", imports.run_page, "change"),
            page("<int:run_id>/confirm/", imports.confirm, "confirm"),
            page("<int:run_id>/rows.csv", imports.faults_csv, "faults"),
        ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The upload stands on the list."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A run is confirmed, not edited."""
        return False
