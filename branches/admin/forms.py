"""Forms of the pages of units, beyond what Django makes of the models."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from branches.geography import aimags
from casework.fields import WRONG_YEAR, YEARS
from casework.workflow import Text
from eservices.models import FieldTrip, InstrumentKind
from mongolian.sorting import sort_key
from organisation.models import Unit


class OwnUnitForm(forms.ModelForm):
    """A row of a unit; its photo is a picture of the same unit."""

    def clean(self) -> dict[str, Any]:
        """Who writes for several units cannot mix them."""
        data = super().clean() or self.cleaned_data
        unit = data.get("unit") or getattr(self.instance, "unit", None)
        photo = data.get("photo")
        if photo is not None and unit is not None and photo.unit_id != unit.pk:
            self.add_error("photo", _("Choose a picture of this unit."))
        return data

    def require(self, field: str, is_right: bool, sentence: Text) -> None:
        """Say what is wrong beside the field, before the database says its own."""
        if not is_right and field not in self.errors:
            self.add_error(field, sentence)  # type: ignore[arg-type]


def _both_or_none(data: dict[str, Any], first: str, last: str) -> bool:
    return (data.get(first) is None) is (data.get(last) is None)


def _in_order(data: dict[str, Any], *names: str) -> bool:
    """Whether the values that are there rise; equal ones do not."""
    values = [data[name] for name in names if data.get(name) is not None]
    return all(one < other for one, other in pairwise(values))


def _is_near(day: date | None) -> bool:
    """Whether a day is in a year people mean; the day after it must exist, too."""
    return day is None or day.year in YEARS


class SpecialDayForm(OwnUnitForm):
    """A day with hours of its own, or closed."""

    def clean(self) -> dict[str, Any]:
        """Both times or none."""
        data = super().clean()
        is_right = _both_or_none(data, "opens", "closes")
        is_right = is_right and _in_order(data, "opens", "closes")
        sentence = _("Write both times in order, or none when it is closed.")
        self.require("closes", is_right, sentence)
        self.require("day", _is_near(data.get("day")), WRONG_YEAR)
        return data


class PlaceForm(OwnUnitForm):
    """Where a unit is."""

    def clean(self) -> dict[str, Any]:
        """A point in Mongolia, or none."""
        data = super().clean()
        latitude, longitude = data.get("latitude"), data.get("longitude")
        is_right = latitude is longitude is None
        if latitude is not None and longitude is not None:
            is_right = 41 <= latitude <= 53 and 87 <= longitude <= 120
        sentence = _(
            "Write both: a latitude from 41 to 53 and a longitude from 87 to 120."
        )
        self.require("latitude", is_right, sentence)
        return data


def kinds_within_scope(units: Any) -> Any:
    """The kinds of instruments that one of these units may verify today."""
    return InstrumentKind.objects.filter(
        is_active=True,
        scopes__unit__in=units,
        scopes__days__contains=timezone.localdate(),
    ).distinct()


class TripForm(OwnUnitForm):
    """A trip, and whether it is called off: for good, and for a reason."""

    aimag_code = forms.ChoiceField(label=_("Aimag"))
    is_cancelled = forms.BooleanField(
        label=_("Cancel the trip"),
        required=False,
        help_text=_(
            "For good. Everybody who waits for it is told, and calendars say so."
        ),
    )

    class Meta:
        model = FieldTrip
        fields = ("unit",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        aimag: Any = self.fields.get("aimag_code")
        if aimag is not None:  # a cancelled trip is only read
            named = sorted(aimags().values(), key=lambda each: sort_key(each.name_mn))
            aimag.choices = [(each.code, each.name) for each in named]

    def clean(self) -> dict[str, Any]:
        """Kinds of this unit's scope only; a trip people wait for stays its unit's."""
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        is_right = first is None or last is None or first <= last
        self.require("ends_on", is_right, _("It must not end before it begins."))
        for name, day in (("starts_on", first), ("ends_on", last)):
            self.require(name, _is_near(day), WRONG_YEAR)
        takes = data.get("capacity") != 0
        self.require("capacity", takes, _("At least one instrument must be taken."))
        has_reason = bool(not data.get("is_cancelled") or data.get("cancel_reason_mn"))
        self.require("cancel_reason_mn", has_reason, _("Please write the reason."))
        self._check_unit()
        self._check_kinds(data.get("unit"), data.get("kinds") or ())
        return data

    def _check_unit(self) -> None:
        is_moved = self.instance.pk and "unit" in self.changed_data
        is_right = not (is_moved and self.instance.places.exists())
        self.require("unit", is_right, _("Instruments wait for this trip already."))

    def _check_kinds(self, unit: Unit | None, kinds: Iterable[InstrumentKind]) -> None:
        if unit is not None and kinds:
            known = kinds_within_scope([unit]).values_list("pk", flat=True)
            if {kind.pk for kind in kinds} - set(known):
                self.add_error("kinds", _("Not all of these are in the unit's scope."))
