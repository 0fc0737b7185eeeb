"""Field trips: a unit goes to a sum, and instruments wait for it there."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.models.applications import Application
from eservices.models.catalogues import InstrumentKind
from organisation.models import Unit
from organisation.two_languages import in_active

TRIP_HAS_ROOM = """
    IF (
        SELECT COALESCE(SUM(place.instruments), 0) + NEW.instruments
        FROM eservices_tripplace AS place
        WHERE place.trip_id = NEW.trip_id AND place.id IS DISTINCT FROM NEW.id
    ) > (SELECT capacity FROM eservices_fieldtrip WHERE id = NEW.trip_id) THEN
        RAISE EXCEPTION 'trip % is full', NEW.trip_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class FieldTrip(models.Model):
    """Days on which a unit works in a sum; cancelled, never deleted."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="trips"
    )
    aimag_code = models.CharField(_("aimag (NSO code)"), max_length=4)
    sum_mn = models.CharField(_("sum (Mongolian)"), max_length=80)
    sum_en = models.CharField(_("sum (English)"), max_length=80, blank=True)
    spot_mn = models.CharField(
        _("where in the sum (Mongolian)"), max_length=200, blank=True
    )
    spot_en = models.CharField(
        _("where in the sum (English)"), max_length=200, blank=True
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    capacity = models.PositiveSmallIntegerField(_("how many instruments"))
    # None: every kind within the unit's scope.
    kinds = models.ManyToManyField(
        InstrumentKind,
        verbose_name=_("kinds of instruments"),
        blank=True,
        related_name="+",
    )
    note_mn = models.CharField(_("note (Mongolian)"), max_length=300, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True)
    # Counts every change, for calendars that subscribed.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancel_reason_mn = models.CharField(
        _("why it is cancelled (Mongolian)"), max_length=300, blank=True
    )
    cancel_reason_en = models.CharField(
        _("why it is cancelled (English)"), max_length=300, blank=True
    )

    class Meta:
        verbose_name = _("field trip")
        verbose_name_plural = _("field trips")
        ordering = ["starts_on", "id"]
        indexes = [
            models.Index(fields=["unit", "ends_on"], name="eservices_trips_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="eservices_trip_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="eservices_trip_takes_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sum_mn} {self.starts_on}"

    @property
    def sum(self) -> str:
        """The sum in the active language."""
        return in_active(self.sum_mn, self.sum_en)

    @property
    def spot(self) -> str:
        """Where in the sum, in the active language."""
        return in_active(self.spot_mn, self.spot_en)

    @property
    def note(self) -> str:
        """The note in the active language."""
        return in_active(self.note_mn, self.note_en)

    @property
    def cancel_reason(self) -> str:
        """Why it is cancelled, in the active language."""
        return in_active(self.cancel_reason_mn, self.cancel_reason_en)

    @property
    def is_open(self) -> bool:
        """Whether instruments can still be attached."""
        return self.cancelled_at is None and self.ends_on >= timezone.localdate()


class TripPlace(models.Model):
    """The instruments of one application that wait for a trip."""

    trip = models.ForeignKey(FieldTrip, on_delete=models.PROTECT, related_name="places")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="trip_place"
    )
    instruments = models.PositiveSmallIntegerField(_("instruments"))

    class Meta:
        verbose_name = _("place on a trip")
        verbose_name_plural = _("places on trips")
        constraints = [
            models.CheckConstraint(
                condition=Q(instruments__gte=1), name="eservices_place_for_something"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="trip_is_never_overfilled",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=TRIP_HAS_ROOM,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trip} · {self.instruments}"
