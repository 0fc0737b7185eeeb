"""What the legal clock reads: rules, days off, extensions, pauses."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models.case import Case
from casework.querysets import DeadlineRuleQuerySet
from organisation.models import User


class DayType(models.TextChoices):
    """Which days a deadline counts."""

    CALENDAR = "calendar", _("calendar days")
    WORKING = "working", _("working days")


class Roll(models.TextChoices):
    """What happens when the last day is not a working day."""

    NONE = "none", _("stays")
    NEXT_WORKING_DAY = "next_working_day", _("moves to the next working day")


class DeadlineRule(models.Model):
    """How long an answer may take; superseded by a newer row, never edited."""

    applies_to = models.CharField(_("applies to"), max_length=60)
    days = models.PositiveSmallIntegerField(_("days"))
    target_days = models.PositiveSmallIntegerField(
        _("internal target, days"), null=True, blank=True
    )
    day_type = models.CharField(
        _("counted in"), max_length=10, choices=DayType, default=DayType.CALENDAR
    )
    roll = models.CharField(
        _("last day off"), max_length=20, choices=Roll, default=Roll.NONE
    )
    extension_max = models.PositiveSmallIntegerField(
        _("longest extension, days"), default=0
    )
    # Petitions: no (no source allows it). Services: the days are the agency's own.
    pauses_count = models.BooleanField(
        _("waiting moves the date"),
        default=False,
        help_text=_("Yes: days on which we wait for the applicant are added."),
    )
    is_legal = models.BooleanField(
        _("legal deadline"),
        default=True,
        help_text=_("No: an internal aim, as for anonymous messages."),
    )
    legal_reference_mn = models.CharField(
        _("legal basis (Mongolian)"), max_length=300, blank=True
    )
    legal_reference_en = models.CharField(
        _("legal basis (English)"), max_length=300, blank=True
    )
    note = models.TextField(_("note"), blank=True)
    valid_from = models.DateField(_("valid from"))

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["applies_to", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["applies_to", "valid_from"], name="casework_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=366), name="casework_rule_days"
            ),
            models.CheckConstraint(
                condition=Q(is_legal=False)
                | ~Q(legal_reference_mn="", legal_reference_en=""),
                name="casework_legal_rule_names_the_law",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="superseded_never_edited",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.applies_to} · {self.days} · {self.valid_from}"

    @property
    def legal_reference(self) -> str:
        """The legal basis in the active language."""
        english = get_language() == "en"
        return self.legal_reference_en if english else self.legal_reference_mn


class NonWorkingDay(models.Model):
    """A day that is off, or a weekend day that is worked instead."""

    date = models.DateField(_("date"), unique=True)
    name_mn = models.CharField(_("name (Mongolian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    is_worked = models.BooleanField(
        _("worked weekend"),
        default=False,
        help_text=_("Yes: this Saturday or Sunday is a working day."),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("non-working day")
        verbose_name_plural = _("non-working days")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name_mn}"

    @property
    def name(self) -> str:
        """The name in the active language."""
        english = get_language() == "en"
        return (self.name_en if english else "") or self.name_mn


class Extension(models.Model):
    """The one longer time a head may take, before the due date (art. 16)."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="extension"
    )
    days = models.PositiveSmallIntegerField(_("days"))
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(_("decided on"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=30),
                name="casework_extension_1_to_30",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="extension_kept", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.case_id} +{self.days}"


class Pause(models.Model):
    """Days on which we waited for the applicant; shown, and by default no help.

    `days` is half open: from the day after the question up to, not including,
    the day after the answer; unbounded above while the question is open.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    days = DateRangeField(_("days"))
    reason = models.CharField(_("reason"), max_length=40)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["id"]
        constraints = [
            ExclusionConstraint(
                name="casework_pauses_never_overlap",
                expressions=[
                    (F("case"), RangeOperators.EQUAL),
                    (F("days"), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.days}"


class RetentionRule(models.Model):
    """How long personal data of closed cases of a kind are kept."""

    kind = models.CharField(_("applies to"), max_length=60, unique=True)
    days = models.PositiveIntegerField(_("days after closing"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("keeping time")
        verbose_name_plural = _("keeping times")
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"
