"""Petitions in the back office: the desk, corrections, categories and routing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from casework.actors import WORKING_ROLES
from feedback import correct, desk
from feedback.models import Category, Petition, RouteRule
from organisation.admin import DutiesAdmin
from organisation.permissions import duties


@admin.register(Petition)
class PetitionAdmin(admin.ModelAdmin):
    """Petitions are entered at the desk and worked on as cases."""

    def get_urls(self) -> list[URLPattern]:
        """The desk and the correction; the rest is the queue's."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"feedback_petition_{name}")

        return [
            page("", _to_queue, "changelist"),
            page("add/", desk.enter_petition, "add"),
            page("<int:case_id>/entered/", desk.entered, "entered"),
            page("<int:case_id>/change/", correct.correct_petition, "change"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may enter a petition."""
        return self.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Everybody with a duty; which cases, visible_to says."""
        return bool(duties(request.user).roles)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who works on cases."""
        return bool(duties(request.user).roles & WORKING_ROLES)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Petitions are moved and corrected by actions, not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No case is ever deleted."""
        return False


def _to_queue(request: HttpRequest) -> HttpResponse:
    return redirect("admin:casework_case_changelist")


@admin.register(Category)
class CategoryAdmin(DutiesAdmin):
    """What petitions are about."""

    list_display = ("name_mn", "code", "parent", "default_unit", "order", "is_active")
    list_filter = ("is_active", "parent")
    list_select_related = ("parent", "default_unit")
    search_fields = ("name_mn", "name_en", "code")


@admin.register(RouteRule)
class RouteRuleAdmin(DutiesAdmin):
    """Which unit gets what: ordered, the first that fits wins."""

    list_display = ("order", "name", "category", "aimag_code", "unit", "is_active")
    list_display_links = ("name",)
    list_filter = ("is_active", "category")
    list_select_related = ("category", "unit")
    search_fields = ("name", "keywords")
