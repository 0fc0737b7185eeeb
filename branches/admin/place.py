"""A unit as a place: hours, special days, staff, services, figures, trips."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import CheckboxSelectMultiple, ChoiceField, ModelForm, TimeInput
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from branches.admin.base import OwnUnitAdmin
from branches.admin.forms import (
    HoursForm,
    PlaceForm,
    SpecialDayForm,
    TripForm,
    kinds_within_scope,
)
from branches.models import (
    LocalFigure,
    OpeningHours,
    Place,
    ServiceOffer,
    SpecialDay,
    StaffMember,
)
from branches.office.forms import own_units
from branches.permissions import units_written_by, writes_everywhere
from eservices.engine import all_services
from eservices.models import FieldTrip


class WithTimes(OwnUnitAdmin):
    """Times are typed with the browser's own picker."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """A time of the day."""
        if db_field.get_internal_type() == "TimeField":
            options["widget"] = TimeInput(attrs={"type": "time"}, format="%H:%M")
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(OpeningHours)
class OpeningHoursAdmin(WithTimes):
    """The week, a day a row."""

    form = HoursForm
    list_display = ("unit", "weekday", "opens", "closes", "break_from", "break_to")
    fields = ("unit", "weekday", ("opens", "closes"), ("break_from", "break_to"))


@admin.register(SpecialDay)
class SpecialDayAdmin(WithTimes):
    """Days on which the week does not hold; no times: closed."""

    form = SpecialDayForm
    list_display = ("unit", "day", "opens", "closes", "reason_mn")
    fields = ("unit", "day", ("opens", "closes"), "reason_mn", "reason_en")


@admin.register(StaffMember)
class StaffMemberAdmin(OwnUnitAdmin):
    """Who works there; shown only when they agreed."""

    list_display = ("name", "unit", "post_mn", "phone", "order", "is_public")
    list_filter = ("is_public",)
    search_fields = ("name",)


@admin.register(ServiceOffer)
class ServiceOfferAdmin(OwnUnitAdmin):
    """Which services are done there."""

    list_display = ("unit", "service", "how_mn", "order")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """The service is chosen, not typed."""
        if db_field.name == "service":
            services = [(each.slug, each.name) for each in all_services()]
            return ChoiceField(label=_("Service"), choices=services)
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(LocalFigure)
class LocalFigureAdmin(OwnUnitAdmin):
    """Figures the unit reports, with their source."""

    list_display = ("label_mn", "unit", "period", "value", "order")


@admin.register(Place)
class PlaceAdmin(OwnUnitAdmin):
    """The point on the map, access, the photo; one a unit, never deleted."""

    form = PlaceForm
    is_deletable = False
    list_display = ("unit", "latitude", "longitude", "is_barrier_free")
    rest = (
        ("latitude", "longitude"),
        "is_barrier_free",
        ("barrier_note_mn", "barrier_note_en"),
        "photo",
        "publishes_directly",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The unit stays; who may publish directly, the head office decides."""
        fixed = ("whose",) if obj else ()
        if writes_everywhere(request.user):
            return fixed
        return (*fixed, "publishes_directly")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The unit, then all the rest."""
        return ("whose" if obj else "unit", *self.rest)


@admin.register(FieldTrip)
class FieldTripAdmin(OwnUnitAdmin):
    """Trips to sums: announced, changed, cancelled; never deleted."""

    form = TripForm
    is_deletable = False
    list_display = (
        "sum_mn",
        "unit",
        "starts_on",
        "ends_on",
        "capacity",
        "cancelled_at",
    )
    fields = (
        "unit",
        "aimag_code",
        ("sum_mn", "sum_en"),
        ("spot_mn", "spot_en"),
        ("starts_on", "ends_on"),
        "capacity",
        "kinds",
        ("note_mn", "note_en"),
        "is_cancelled",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Own trips; FieldTrip belongs to the floor below and knows no editors."""
        rows = FieldTrip.objects.all()
        if writes_everywhere(request.user):
            return rows
        return rows.filter(unit__in=units_written_by(request.user))

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **options: Any
    ) -> Any:
        """Kinds within the scope of one's own units, ticked."""
        options["widget"] = CheckboxSelectMultiple()
        options["queryset"] = kinds_within_scope(own_units(request.user))
        return super().formfield_for_manytomany(db_field, request, **options)

    def save_model(
        self, request: HttpRequest, obj: FieldTrip, form: ModelForm, change: bool
    ) -> None:
        """Every change raises the sequence, so that calendars notice."""
        is_cancelled = form.cleaned_data["is_cancelled"]
        now = timezone.now()
        obj.cancelled_at = (obj.cancelled_at or now) if is_cancelled else None
        obj.sequence += 1 if change else 0
        obj.changed_at = now
        obj.save()
