"""The back office's pages of people and units, and who may open which page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import admin
from django.db.models import DateField, Field, Model
from django.forms import DateInput, ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from organisation.actions import create_staff, give_new_password, remove_second_factor
from organisation.columns import word_column
from organisation.models import Membership, Role, Unit, User
from organisation.named_pages import NamedPages
from organisation.permissions import duties

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
AUDITORS = frozenset({Role.AUDITOR})


class Duties:
    """Permissions of a page, from the roles held today and nothing else."""

    editors: frozenset[str] = ADMINISTRATORS
    readers: frozenset[str] = AUDITORS
    is_deletable = False

    def _is_one_of(self, request: HttpRequest, roles: frozenset[str]) -> bool:
        return bool(duties(request.user).roles & roles)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the page is listed."""
        return self._is_one_of(request, self.editors | self.readers)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors and readers."""
        return self._is_one_of(request, self.editors | self.readers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors."""
        return self._is_one_of(request, self.editors)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors."""
        return self._is_one_of(request, self.editors)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nearly nothing is deleted: it is ended or made inactive."""
        return self.is_deletable and self._is_one_of(request, self.editors)


# The browser's own date picker knows Mongolian; Django's does not.
DATES: Mapping[type[Field], Mapping[str, Any]] = {
    DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
}


class DutiesAdmin(Duties, NamedPages):
    """A page of reference data: administrators edit, auditors read."""

    formfield_overrides = DATES
    save_on_top = False
    list_per_page = 50
    show_full_result_count = False


class ReadOnlyAdmin(DutiesAdmin):
    """A page to look at; administrators and auditors."""

    editors: frozenset[str] = frozenset()
    readers = ADMINISTRATORS | AUDITORS


class MembershipInline(Duties, admin.TabularInline):
    """Who is what, where and since when; ended by a date, never deleted."""

    model = Membership
    formfield_overrides = DATES
    fields = ("unit", "role", "valid_from", "valid_to")
    extra = 1
    verbose_name_plural = _("Duties")


class AddRequest(HttpRequest):
    """The request that makes an account carries its password to the page shown."""

    new_password: str


@admin.register(User)
class UserAdmin(DutiesAdmin):
    """Staff accounts: made here, deactivated here, never deleted."""

    inlines = (MembershipInline,)
    list_display = (
        "username",
        word_column("display_name", _("Name")),
        "email",
        "is_active",
        "last_login",
    )
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    fields = ("username", "last_name", "first_name", "email", "is_active")
    change_form_template = "admin/organisation/user/change_form.html"

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """A new account is active."""
        return self.fields if obj else self.fields[:-1]

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm, change: bool
    ) -> None:
        """A new person gets a random password, shown once."""
        if change:
            obj.save()
        else:
            cast(AddRequest, request).new_password = create_staff(user=obj)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the password; it is nowhere else."""
        password = cast(AddRequest, request).new_password
        return self._password_page(request, obj, password)

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        """The two acts beside saving: a new password, a lost second factor."""
        if "_new_password" in request.POST:
            return self._password_page(request, obj, give_new_password(user=obj))
        if "_remove_factor" in request.POST:
            remove_second_factor(user=obj)
            self.log_change(request, obj, "second factor removed")
            self.message_user(request, _("The second factor is removed."))
        return super().response_change(request, obj)

    def _password_page(
        self, request: HttpRequest, user: User, password: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": user.display_name,
            "person": user,
            "password": password,
        }
        return TemplateResponse(
            request, "admin/organisation/user/password.html", context
        )


@admin.register(Unit)
class UnitAdmin(DutiesAdmin):
    """Units: head office, aimag departments, laboratories."""

    list_display = ("name_mn", "kind", "place_mn", "phone", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name_mn", "name_en", "code")
    fieldsets = (
        (None, {"fields": ("code", "kind", "aimag_code", "number_code", "is_active")}),
        (_("Names"), {"fields": (("name_mn", "name_en"), ("place_mn", "place_en"))}),
        (
            _("Contact"),
            {"fields": (("phone", "email"), ("address_mn", "address_en"))},
        ),
        (_("Appeals"), {"fields": ("parent", ("appeal_mn", "appeal_en"))}),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """The code stands in addresses and files, so it stays as it was made."""
        return ("code",) if obj else ()
