"""Forms of the pages of units, beyond what Django makes of the models."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from branches.geography import aimags
from eservices.models import FieldTrip, InstrumentKind
from mongolian.sorting import sort_key

# What the database refuses, in words and beside the field at fault.
SENTENCES = {
    "branches_place_is_in_mongolia": (
        "latitude",
        _("Write both: a latitude from 41 to 53 and a longitude from 87 to 120."),
    ),
    "branches_closes_after_opens": ("closes", _("It must close after it opens.")),
    "branches_lunch_within_hours": (
        "break_from",
        _("Write both ends of the lunch break, within the opening hours."),
    ),
    "branches_special_closed_or_in_order": (
        "closes",
        _("Write both times in order, or none when it is closed."),
    ),
    "eservices_trip_ends_after_start": ("ends_on", _("It must end after it begins.")),
    "eservices_trip_takes_something": (
        "capacity",
        _("Write how many instruments can be taken, at least 1."),
    ),
}


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

    def validate_constraints(self) -> None:
        """As Django, but with a sentence instead of the constraint's name."""
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
        for constraint in self.instance._meta.constraints:
            try:
                constraint.validate(type(self.instance), self.instance, exclude)
            except ValidationError as error:
                field, said = SENTENCES.get(constraint.name, (None, error))
                self.add_error(field, said)


def kinds_within_scope(units: Any) -> Any:
    """The kinds of instruments that one of these units may verify today."""
    return InstrumentKind.objects.filter(
        is_active=True,
        scopes__unit__in=units,
        scopes__days__contains=timezone.localdate(),
    ).distinct()


class TripForm(OwnUnitForm):
    """A trip, and whether it is cancelled."""

    aimag_code = forms.ChoiceField(label=_("Aimag"))
    is_cancelled = forms.BooleanField(
        label=_("Cancelled"),
        required=False,
        help_text=_("The calendars of everybody who subscribed will say so."),
    )

    class Meta:
        model = FieldTrip
        fields = ("unit",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["is_cancelled"].initial = self.instance.cancelled_at is not None
        aimag: Any = self.fields["aimag_code"]
        named = sorted(aimags().values(), key=lambda each: sort_key(each.name_mn))
        aimag.choices = [(each.code, each.name) for each in named]

    def clean(self) -> dict[str, Any]:
        """Kinds of this unit's scope only."""
        data = super().clean()
        unit, kinds = data.get("unit"), data.get("kinds") or ()
        if unit is not None and kinds:
            known = kinds_within_scope([unit]).values_list("pk", flat=True)
            if {kind.pk for kind in kinds} - set(known):
                self.add_error("kinds", _("Not all of these are in the unit's scope."))
        return data
