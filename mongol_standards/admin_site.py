"""The back office: Django's admin, for staff with duties only."""

from collections.abc import Iterable
from typing import Any, cast

from allauth.account import views as account_views
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from casework.actors import WORKING_ROLES
from casework.office.start import start_page
from organisation.permissions import StaffRequest, duties

OUR_APPS = frozenset(
    {
        *("organisation", "casework", "catalogue", "surveys"),
        *("eservices", "feedback", "branches"),
    }
)


def _split(apps: list[dict[str, Any]]) -> dict[str, Any]:
    """The parts of the pages of units, apart from the reference data."""
    pages, others = [], []
    for app in apps:
        own = [each for each in app["models"] if _is_unit_page(each["model"])]
        rest = [each for each in app["models"] if each not in own]
        pages += own
        others += [{**app, "models": rest}] if rest else []
    return {"unit_pages": pages, "reference": others}


def _is_unit_page(model: type[Model]) -> bool:
    is_written_there = model._meta.app_label in {"branches", "surveys"}
    return is_written_there or model.__name__ == "FieldTrip"


class BackOffice(admin.AdminSite):
    """Admin in Mongolian, signed in to through allauth (second factor)."""

    site_header = _("MASM · Back office")
    site_title = _("Back office")
    index_title = _("Work")
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Only our own pages: others ask for Django's permissions, which mean nothing.

        Rights follow from duties alone.
        """
        if isinstance(model_or_iterable, ModelBase):
            model_or_iterable = [model_or_iterable]
        ours = [it for it in model_or_iterable if it._meta.app_label in OUR_APPS]
        super().register(ours, admin_class, **options)

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        """Where the day begins: own counts, next cases, a search, reference data."""
        today = start_page(cast(StaffRequest, request))
        today |= _split(today["reference"])
        return super().index(request, {**today, **(extra_context or {})})

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        """What every page of the back office knows."""
        may_enter = bool(duties(request.user).roles & WORKING_ROLES)
        return {**super().each_context(request), "may_enter": may_enter}

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff who have a role somewhere today."""
        return bool(duties(request.user).roles)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """One sign-in for all, with the second factor."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            # Signing in again would change nothing: the account has no duty today.
            raise PermissionDenied(_("Your account has no duties today."))
        target = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    # Django, too, answers here with more than its stubs say.
    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """One page for the own password, after signing in anew."""
        return redirect("account_change_password")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """One way out, which asks first when it comes as a link."""
        return account_views.logout(request)
