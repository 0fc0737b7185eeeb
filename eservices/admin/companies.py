"""Companies and who acts for them, as officers see and confirm them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eservices.actions.review import CONFIRMING, confirm_company
from eservices.models import Company, CompanyMember, CompanyRole
from eservices.ways_back import safe_next
from organisation.admin import ADMINISTRATORS, AUDITORS, DATES, Duties, DutiesAdmin
from organisation.permissions import StaffRequest


class MemberFormSet(forms.BaseInlineFormSet):
    """Memberships are ended by a day; one owner stays."""

    def clean(self) -> None:
        """The database refuses a company without an owner, but only in the end."""
        super().clean()
        members = [form.instance for form in self.forms]
        owners = [
            each
            for each in members
            if each.role == CompanyRole.OWNER and each.valid_to is None
        ]
        if members and not owners and self.instance.is_active:
            raise forms.ValidationError(
                _("A company keeps at least one owner. End it for others only.")
            )


class MemberForm(forms.ModelForm):
    """The last day of a membership."""

    def clean_valid_to(self) -> Any:
        """An ended membership has ended: today or before."""
        day = self.cleaned_data["valid_to"]
        if day is not None and not self.instance.valid_from <= day <= self.today:
            raise forms.ValidationError(
                _("Write a day from the first one to today; it ends at once.")
            )
        return day

    @property
    def today(self) -> Any:
        """The day in Ulaanbaatar."""
        return timezone.localdate()


class MemberInline(Duties, admin.TabularInline):
    """Who acts for the company; made by its owners, ended here when needed."""

    model = CompanyMember
    form = MemberForm
    formset = MemberFormSet
    formfield_overrides = DATES
    fields = ("user", "role", "valid_from", "valid_to")
    readonly_fields = ("user", "role", "valid_from")
    readers = AUDITORS | CONFIRMING
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Owners invite."""
        return False


class CheckedFilter(admin.SimpleListFilter):
    """Companies whose owner somebody has to look at."""

    title = _("owner")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Checked or not."""
        return [("no", _("not checked yet")), ("yes", _("checked"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrowed."""
        if self.value() in {"yes", "no"}:
            return queryset.filter(checked_at__isnull=self.value() == "no")
        return queryset


@admin.register(Company)
class CompanyAdmin(DutiesAdmin):
    """Companies come in at the desk; here their owners are confirmed."""

    editors = ADMINISTRATORS
    readers = AUDITORS | CONFIRMING
    inlines = (MemberInline,)
    change_form_template = "eservices/office/company_form.html"
    list_display = ("name", "register_no", "aimag_code", "is_checked", "is_active")
    list_filter = (CheckedFilter, "is_active")
    search_fields = ("name", "register_no")
    ordering = ("-id",)
    readonly_fields = ("register_no", "checked_at", "checked_by", "from_where")
    fieldsets = (
        (None, {"fields": (("register_no", "name"), "is_active")}),
        (_("Owner"), {"fields": (("checked_at", "checked_by"), "from_where")}),
        (
            _("Contact"),
            {
                "fields": (
                    ("aimag_code", "sum"),
                    "address",
                    "activity",
                    ("phone", "email"),
                )
            },
        ),
    )

    @admin.display(description=_("owner checked"), boolean=True)
    def is_checked(self, obj: Company) -> bool:
        """Whether somebody has seen the owner's papers."""
        return obj.checked_at is not None

    @admin.display(description=_("name and address come from"))
    def from_where(self, obj: Company) -> str:
        """Who wrote them."""
        return (
            gettext("the state register")
            if obj.source == "khur"
            else gettext("the company")
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A person registers the company they act for."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """By name, or by the digits of the register number."""
        typed = " ".join(search_term.split())
        if not typed:
            return queryset, False
        return queryset.filter(Q(name__icontains=typed) | Q(register_no=typed)), False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The page; its button confirms the owner, for those who may only read too."""
        if request.method == "POST" and "_confirm" in request.POST:
            return self._confirm(cast(StaffRequest, request), object_id)
        may = self._is_one_of(request, CONFIRMING)
        context = {**(extra_context or {}), "may_confirm": may}
        return super().change_view(request, object_id, form_url, context)

    def _confirm(self, request: StaffRequest, object_id: str) -> HttpResponse:
        company = self.get_object(request, object_id)
        if company is None or not self._is_one_of(request, CONFIRMING):
            raise PermissionDenied
        confirm_company(company_id=company.pk, user=request.user)
        self.log_change(request, company, "owner confirmed")
        messages.success(request, gettext("The owner of the company is confirmed."))
        # The officer came from an application, and goes on with it.
        back = safe_next(request, request.GET.get("next"))
        return (
            redirect(back) if back else self.response_post_save_change(request, company)
        )
