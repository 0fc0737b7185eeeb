"""The back office: Django's admin, for staff with duties only."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from organisation.permissions import duties


class BackOffice(admin.AdminSite):
    """Admin in Mongolian, signed in to through allauth (second factor)."""

    site_header = _("MASM · Back office")
    site_title = _("Back office")
    index_title = _("Work")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff who have a role somewhere today."""
        return bool(duties(request.user).roles)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """One sign-in for all, with the second factor."""
        if request.user.is_authenticated and self.has_permission(request):
            return redirect("admin:index")
        target = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
