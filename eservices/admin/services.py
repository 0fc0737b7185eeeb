"""What the agency keeps of the services: opening, fees, kinds, scopes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateRange

from eservices.admin.days import DAYS, DaysAdmin, DaysForm
from eservices.engine import service_at
from eservices.models import (
    InstrumentKind,
    LabScope,
    RefusalReason,
    Service,
    Tariff,
)
from organisation.admin import DutiesAdmin


class ServiceForm(forms.ModelForm):
    """A service is open to applicants only with its legal basis in words."""

    def clean(self) -> dict[str, Any]:
        """The database refuses it too."""
        data = super().clean() or self.cleaned_data
        if data.get("is_open") and not (data.get("legal_basis_mn") or "").strip():
            self.add_error(
                "legal_basis_mn",
                _("Write the legal basis first: without it no service is opened."),
            )
        return data


@admin.register(Service)
class ServiceAdmin(DutiesAdmin):
    """The five services; what they ask is code, whether they are open stands here."""

    form = ServiceForm
    list_display = ("code", "name", "unit", "is_open", "valid_months", "payment_days")
    list_display_links = ("code", "name")
    list_select_related = ("unit",)
    readonly_fields = ("code", "slug")
    fieldsets = (
        (None, {"fields": (("code", "slug"), "unit", "is_open")}),
        (_("Legal basis"), {"fields": ("legal_basis_mn", "legal_basis_en")}),
        (_("Days"), {"fields": ("valid_months", "payment_days")}),
        (_("Note"), {"fields": ("note",)}),
    )

    @admin.display(description=_("Name"))
    def name(self, obj: Service) -> str:
        """The name that stands in the service's own code."""
        service = service_at(obj.slug)
        return str(service.name) if service else obj.slug

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The five are given."""
        return False


class TariffForm(DaysForm):
    """A price for a time; a new one ends the one before it."""

    class Meta:
        model = Tariff
        fields = (
            "service",
            "line_code",
            "name_mn",
            "name_en",
            "unit",
            "amount",
            "legal_basis",
            "note",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk and "first_day" in self.fields:
            self.fields["first_day"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Never two prices of one line on one day."""
        data = super().clean()
        if self.errors or self.instance.days is None:
            return data
        others = overlapping(self.instance, data)
        if any(not is_superseded_by(other, self.instance) for other in others):
            self.add_error(
                "last_day" if self.instance.pk else "first_day",
                _(
                    "This line has a price on some of these days already. Begin the "
                    "new one later, or end the old one first."
                ),
            )
        return data


def overlapping(tariff: Tariff, data: dict[str, Any]) -> list[Tariff]:
    """Other prices of the same line on the same days."""
    same = Tariff.objects.filter(
        service=data.get("service") or tariff.service_id,
        line_code=data.get("line_code") or tariff.line_code,
        days__overlap=tariff.days,
    )
    return list(same.exclude(pk=tariff.pk))


def is_superseded_by(old: Tariff, new: Tariff) -> bool:
    """Whether `old` has no end of its own and began before `new`."""
    return old.days.upper is None and old.days.lower < new.days.lower


@admin.register(Tariff)
class TariffAdmin(DaysAdmin):
    """Prices are superseded by a newer row and never changed."""

    form = TariffForm
    list_display = ("service", "line_code", "name_mn", "amount", "unit", "valid")
    list_display_links = ("line_code", "name_mn")
    list_filter = ("service",)
    list_select_related = ("service",)
    search_fields = ("line_code", "name_mn", "name_en")
    fieldsets = (
        (None, {"fields": ("service", "line_code", ("name_mn", "name_en"))}),
        (_("Price"), {"fields": ("amount", "unit", "legal_basis")}),
        (_("Valid"), {"fields": (DAYS, "note")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of a price that stands, only its last day and the note are open."""
        fixed = (
            "service",
            "line_code",
            "name_mn",
            "name_en",
            "unit",
            "amount",
            "legal_basis",
        )
        return (*super().get_readonly_fields(request, obj), *(fixed if obj else ()))

    def save_model(
        self, request: HttpRequest, obj: Tariff, form: Any, change: bool
    ) -> None:
        """The price before it ends the day before."""
        with transaction.atomic():
            for old in overlapping(obj, {}):
                old.days = DateRange(old.days.lower, obj.days.lower)
                old.save(update_fields=["days"])
                words = _("The price of before ends: %(price)s")
                self.message_user(request, words % {"price": old}, messages.INFO)
            super().save_model(request, obj, form, change)


class LabScopeForm(DaysForm):
    """What a unit may verify, for a time."""

    class Meta:
        model = LabScope
        fields = (
            "unit",
            "kind",
            "range_from",
            "range_to",
            "classes",
            "can_travel",
            "note",
        )

    def clean(self) -> dict[str, Any]:
        """A range from the smaller to the larger."""
        data = super().clean()
        low, high = data.get("range_from"), data.get("range_to")
        if low is not None and high is not None and high < low:
            self.add_error("range_to", _("The range ends before it begins."))
        return data


@admin.register(LabScope)
class LabScopeAdmin(DaysAdmin):
    """Scopes of the laboratories; ended by a day, never deleted."""

    form = LabScopeForm
    list_display = ("unit", "kind", "range", "classes", "can_travel", "valid")
    list_display_links = ("unit", "kind")
    list_filter = ("unit", "kind__group")
    list_select_related = ("unit", "kind")
    search_fields = ("kind__code", "kind__name_mn", "unit__name_mn")
    autocomplete_fields = ("kind",)
    fieldsets = (
        (None, {"fields": ("unit", "kind")}),
        (
            _("Scope"),
            {"fields": (("range_from", "range_to"), "classes", "can_travel")},
        ),
        (_("Valid"), {"fields": (DAYS, "note")}),
    )

    @admin.display(description=_("Range"))
    def range(self, obj: LabScope) -> str:
        """The range with its unit; empty bounds are open."""
        ends = [f"{end:g}" if end is not None else "" for end in _ends(obj)]
        return f"{' – '.join(ends)} {obj.kind.unit}" if any(ends) else "—"


def _ends(scope: LabScope) -> tuple[Any, Any]:
    return scope.range_from, scope.range_to


@admin.register(RefusalReason)
class RefusalReasonAdmin(DutiesAdmin):
    """Reasons for refusals, in the order officers see them; counted by code."""

    list_display = ("code", "name_mn", "service", "position", "is_active")
    list_display_links = ("code", "name_mn")
    list_filter = ("service", "is_active")
    list_select_related = ("service",)
    search_fields = ("code", "name_mn", "name_en")
    fieldsets = (
        (None, {"fields": ("code", ("name_mn", "name_en"))}),
        (_("Where it is offered"), {"fields": ("service", "position", "is_active")}),
        (_("Legal basis"), {"fields": (("legal_basis_mn", "legal_basis_en"),)}),
        (_("Note"), {"fields": ("note",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The code stands in the events of cases, so it stays as it was made."""
        return ("code",) if obj else ()


@admin.register(InstrumentKind)
class InstrumentKindAdmin(DutiesAdmin):
    """Kinds of instruments, their intervals and norm hours."""

    list_display = ("code", "name_mn", "group_mn", "interval_months", "is_active")
    list_display_links = ("code", "name_mn")
    list_filter = ("group_mn", "needs_type_approval", "is_active")
    search_fields = ("code", "name_mn", "name_en")
    fieldsets = (
        (None, {"fields": ("code", ("name_mn", "name_en"), "is_active")}),
        (_("Group"), {"fields": ("group", ("group_mn", "group_en"))}),
        (
            _("Verification"),
            {
                "fields": (
                    "unit",
                    ("interval_months", "norm_hours"),
                    "needs_type_approval",
                )
            },
        ),
        (_("Note"), {"fields": ("note",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The code stands in lists and prices, so it stays as it was made."""
        return ("code",) if obj else ()
