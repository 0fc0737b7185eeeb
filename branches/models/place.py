"""A unit as a place: where, when open, who works there, what is done there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from branches.models.files import Picture
from branches.querysets import OwnQuerySet
from organisation.models import Unit
from organisation.two_languages import in_active


class Place(models.Model):
    """What the page of a unit needs beside organisation.Unit; one a unit."""

    unit = models.OneToOneField(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="place_of_unit",
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    is_barrier_free = models.BooleanField(
        _("barrier-free"), null=True, blank=True, help_text=_("Empty: not known.")
    )
    barrier_note_mn = models.CharField(
        _("about access (Mongolian)"), max_length=200, blank=True
    )
    barrier_note_en = models.CharField(
        _("about access (English)"), max_length=200, blank=True
    )
    photo = models.ForeignKey(
        Picture,
        verbose_name=_("photo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
    )
    # The head office decides whether a unit publishes without asking.
    publishes_directly = models.BooleanField(
        _("editors publish without approval"), default=False
    )

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    # Of an unknown one SQL would not say that it is wrong.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(41, 53),
                    longitude__range=(87, 120),
                ),
                name="branches_place_is_in_mongolia",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}"


class OpeningHours(models.Model):
    """When a unit is open on a day of the week, with its lunch break."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.CASCADE, related_name="hours"
    )
    weekday = models.PositiveSmallIntegerField(
        _("day"),
        choices=[
            (0, _("Monday")),
            (1, _("Tuesday")),
            (2, _("Wednesday")),
            (3, _("Thursday")),
            (4, _("Friday")),
            (5, _("Saturday")),
            (6, _("Sunday")),
        ],
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    break_from = models.TimeField(_("lunch from"), null=True, blank=True)
    break_to = models.TimeField(_("lunch to"), null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["unit", "weekday"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "weekday"], name="branches_hours_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="branches_closes_after_opens"
            ),
            models.CheckConstraint(
                condition=Q(break_from__isnull=True, break_to__isnull=True)
                | Q(
                    break_from__isnull=False,
                    break_to__isnull=False,
                    break_from__gte=F("opens"),
                    break_to__lte=F("closes"),
                    break_to__gt=F("break_from"),
                ),
                name="branches_lunch_within_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class SpecialDay(models.Model):
    """A day on which the usual hours do not hold."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.CASCADE,
        related_name="special_days",
    )
    day = models.DateField(_("day"))
    # Both empty: closed.
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    reason_mn = models.CharField(_("reason (Mongolian)"), max_length=120)
    reason_en = models.CharField(_("reason (English)"), max_length=120, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day"], name="branches_special_day_once"
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(
                    opens__isnull=False,
                    closes__isnull=False,
                    closes__gt=F("opens"),
                ),
                name="branches_special_closed_or_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason_mn}"

    @property
    def reason(self) -> str:
        """The reason in the active language."""
        return in_active(self.reason_mn, self.reason_en)


class StaffMember(models.Model):
    """Somebody the public meets; shown only when the person agreed."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.CASCADE, related_name="staff"
    )
    name = models.CharField(_("name"), max_length=120)
    post_mn = models.CharField(_("post (Mongolian)"), max_length=150)
    post_en = models.CharField(_("post (English)"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    photo = models.ForeignKey(
        Picture,
        verbose_name=_("photo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_public = models.BooleanField(
        _("shown to the public"),
        default=False,
        help_text=_("Only when the person has agreed."),
    )

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["unit", "order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def post(self) -> str:
        """The post in the active language."""
        return in_active(self.post_mn, self.post_en)


class ServiceOffer(models.Model):
    """Which of the five services is done here, and how."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.CASCADE, related_name="offers"
    )
    service = models.SlugField(_("service"), max_length=50)  # eservices slug
    how_mn = models.CharField(_("how (Mongolian)"), max_length=300, blank=True)
    how_en = models.CharField(_("how (English)"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("service done here")
        verbose_name_plural = _("services done here")
        ordering = ["unit", "order", "service"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "service"], name="branches_offer_once"
            )
        ]

    def __str__(self) -> str:
        return self.service

    @property
    def how(self) -> str:
        """How it is done here, in the active language."""
        return in_active(self.how_mn, self.how_en)


class LocalFigure(models.Model):
    """A figure the unit reports itself, beside those computed from cases."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.CASCADE, related_name="figures"
    )
    label_mn = models.CharField(_("what (Mongolian)"), max_length=150)
    label_en = models.CharField(_("what (English)"), max_length=150, blank=True)
    period = models.CharField(_("period"), max_length=30)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    measure_mn = models.CharField(_("unit (Mongolian)"), max_length=30, blank=True)
    measure_en = models.CharField(_("unit (English)"), max_length=30, blank=True)
    source_mn = models.CharField(_("source (Mongolian)"), max_length=200)
    source_en = models.CharField(_("source (English)"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported figure")
        verbose_name_plural = _("reported figures")
        ordering = ["unit", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "label_mn", "period"], name="branches_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label_mn} {self.period}"

    @property
    def label(self) -> str:
        """What it counts, in the active language."""
        return in_active(self.label_mn, self.label_en)

    @property
    def measure(self) -> str:
        """Its unit of measure, in the active language."""
        return in_active(self.measure_mn, self.measure_en)

    @property
    def source(self) -> str:
        """Where it comes from, in the active language."""
        return in_active(self.source_mn, self.source_en)
