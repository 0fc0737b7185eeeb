"""A unit as a place: hours, special days, staff, services, figures, trips."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Sum
from django.forms import CheckboxSelectMultiple, ChoiceField, ModelForm, TimeInput
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from branches.admin.base import OwnUnitAdmin
from branches.admin.forms import (
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
from branches.office import week
from branches.office.forms import own_units
from branches.permissions import units_written_by, writes_everywhere
from casework.errors import CaseworkError
from eservices.actions.trips import cancel_trip, change_trip
from eservices.engine import all_services
from eservices.models import FieldTrip
from organisation.models import User


@admin.register(OpeningHours)
class OpeningHoursAdmin(OwnUnitAdmin):
    """The week of a unit is written on one page; the list leads there."""

    def get_urls(self) -> list[URLPattern]:
        """The list of units and the week of one; a day has no page of its own."""
        view = self.admin_site.admin_view
        name = "branches_openinghours"
        return [
            path("", view(week.weeks), name=f"{name}_changelist"),
            path("<int:unit_id>/change/", view(week.edit), name=f"{name}_change"),
        ]


@admin.register(SpecialDay)
class SpecialDayAdmin(OwnUnitAdmin):
    """Days on which the week does not hold; no times: closed."""

    form = SpecialDayForm
    list_display = ("unit", "day", "opens", "closes", "reason_mn")
    fields = ("unit", "day", ("opens", "closes"), "reason_mn", "reason_en")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """A time is typed with the browser's own picker."""
        if db_field.get_internal_type() == "TimeField":
            options["widget"] = TimeInput(attrs={"type": "time"}, format="%H:%M")
        return super().formfield_for_dbfield(db_field, request, **options)


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
        "waiting",
        "cancelled_at",
    )
    announced = (
        "unit",
        "aimag_code",
        ("sum_mn", "sum_en"),
        ("spot_mn", "spot_en"),
        ("starts_on", "ends_on"),
        "capacity",
        "kinds",
        ("note_mn", "note_en"),
    )
    reasons = ("cancel_reason_mn", "cancel_reason_en")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Own trips; FieldTrip belongs to the floor below and knows no editors."""
        rows = FieldTrip.objects.annotate(taken=Sum("places__instruments"))
        if writes_everywhere(request.user):
            return rows
        return rows.filter(unit__in=units_written_by(request.user))

    @admin.display(description=_("instruments that wait"))
    def waiting(self, obj: Any) -> int:
        """How many are on its list."""
        return obj.taken or 0

    def get_fields(self, request: HttpRequest, obj: FieldTrip | None = None) -> Any:
        """What is announced; of a trip that is there, also how to call it off."""
        if obj is None:
            return self.announced
        if obj.cancelled_at is not None:
            return (*self.announced, "cancelled_at", self.reasons)
        return (*self.announced, "is_cancelled", self.reasons)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A trip that was called off is only read."""
        is_off = obj is not None and obj.cancelled_at is not None
        return not is_off and super().has_change_permission(request, obj)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **options: Any
    ) -> Any:
        """Kinds within the scope of one's own units, ticked."""
        options["widget"] = CheckboxSelectMultiple()
        options["queryset"] = kinds_within_scope(own_units(request.user))
        return super().formfield_for_manytomany(db_field, request, **options)

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """Somebody may have called it off while the form was being filled in."""
        try:
            return super().changeform_view(request, *args, **options)
        except CaseworkError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def save_model(
        self, request: HttpRequest, obj: FieldTrip, form: ModelForm, change: bool
    ) -> None:
        """Announced, changed or called off; who waits for it is told."""
        user, data = cast(User, request.user), form.cleaned_data
        if not change:
            obj.save()
        elif data.get("is_cancelled"):
            cancel_trip(
                trip_id=obj.pk,
                user=user,
                reason_mn=data["cancel_reason_mn"],
                reason_en=data["cancel_reason_en"],
            )
        else:
            obj.cancel_reason_mn = obj.cancel_reason_en = ""
            change_trip(trip=obj, user=user)
