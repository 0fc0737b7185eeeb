"""What the agency keeps for the services: services, fees, instruments, lab scopes.

No deadline, fee, interval or scope of 2026 was found in a source: the rows shipped
are a start that the agency edits, and say so in their note.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eservices.querysets import RefusalReasonQuerySet
from organisation.models import Unit
from organisation.two_languages import in_active


class Service(models.Model):
    """What the agency may change of one of the five services; the rest is code."""

    # S1..S5, part of certificate numbers; the slug names the class in services/.
    code = models.CharField(_("code"), max_length=2, unique=True)
    slug = models.SlugField(_("address"), unique=True)
    # Who looks at it when nothing in the application names another unit.
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("responsible unit"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_open = models.BooleanField(_("open to applicants"), default=False)
    legal_basis_mn = models.TextField(_("legal basis (Mongolian)"), blank=True)
    legal_basis_en = models.TextField(_("legal basis (English)"), blank=True)
    # Months a certificate is valid; empty: until changed, or the kind's interval.
    valid_months = models.PositiveSmallIntegerField(
        _("certificate valid, months"), null=True, blank=True
    )
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay an invoice"), default=14
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=False) | ~Q(legal_basis_mn=""),
                name="eservices_open_service_has_legal_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def legal_basis(self) -> str:
        """The legal basis in the active language."""
        return in_active(self.legal_basis_mn, self.legal_basis_en)


class Tariff(models.Model):
    """One line of the price list, for a time; never two prices on one day."""

    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        related_name="tariffs",
    )
    # What the service class asks for: "verification.<kind code>", "travel_km", ...
    line_code = models.CharField(_("line"), max_length=60)
    name_mn = models.CharField(_("name (Mongolian)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    # piece, person_hour, person_day, year, ...
    unit = models.CharField(_("per"), max_length=30)
    amount = models.PositiveIntegerField(_("amount, ₮"))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    days = DateRangeField(_("valid"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("tariff line")
        verbose_name_plural = _("tariff")
        ordering = ["service", "line_code", "days"]
        constraints = [
            ExclusionConstraint(
                name="eservices_one_price_a_day",
                expressions=[
                    (F("service"), RangeOperators.EQUAL),
                    (F("line_code"), RangeOperators.EQUAL),
                    (F("days"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.name} · {self.amount}₮"

    @property
    def name(self) -> str:
        """The name in the active language."""
        return in_active(self.name_mn, self.name_en)


class RefusalReason(models.Model):
    """Why an application is refused: what the agency counts, in its own order."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    # Empty: offered for every service.
    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refusal_reasons",
        help_text=_("Empty: offered for every service."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=50)
    name_mn = models.CharField(_("name (Mongolian)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    legal_basis_mn = models.CharField(
        _("legal basis (Mongolian)"), max_length=300, blank=True
    )
    legal_basis_en = models.CharField(
        _("legal basis (English)"), max_length=300, blank=True
    )
    is_active = models.BooleanField(_("active"), default=True)
    note = models.TextField(_("note"), blank=True)

    objects = RefusalReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason for a refusal")
        verbose_name_plural = _("reasons for refusals")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return in_active(self.name_mn, self.name_en)

    @property
    def legal_basis(self) -> str:
        """The legal basis in the active language."""
        return in_active(self.legal_basis_mn, self.legal_basis_en)


class InstrumentKind(models.Model):
    """A kind of measuring instrument: 02.009 wagon scale."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    group = models.CharField(_("group"), max_length=2, db_index=True)
    group_mn = models.CharField(_("group (Mongolian)"), max_length=100)
    group_en = models.CharField(_("group (English)"), max_length=100, blank=True)
    name_mn = models.CharField(_("name (Mongolian)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    # Of its range, as the scope of a laboratory is written: kg, mm, V ...
    unit = models.CharField(_("unit of the range"), max_length=20)
    interval_months = models.PositiveSmallIntegerField(
        _("months between verifications"), null=True, blank=True
    )
    norm_hours = models.DecimalField(
        _("norm hours"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    needs_type_approval = models.BooleanField(_("needs a type approval"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("kind of instrument")
        verbose_name_plural = _("kinds of instruments")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the active language."""
        return in_active(self.name_mn, self.name_en)


class LabScope(models.Model):
    """What a unit may verify: a kind within a range, for a time."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="scopes"
    )
    kind = models.ForeignKey(
        InstrumentKind,
        verbose_name=_("kind of instrument"),
        on_delete=models.PROTECT,
        related_name="scopes",
    )
    # In the kind's unit; empty: no bound.
    range_from = models.DecimalField(
        _("range from"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    range_to = models.DecimalField(
        _("range to"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    # Classes it may verify, comma separated; empty: every class.
    classes = models.CharField(_("accuracy classes"), max_length=100, blank=True)
    can_travel = models.BooleanField(_("also on site"), default=False)
    days = DateRangeField(_("valid"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("scope of a laboratory")
        verbose_name_plural = _("scopes of laboratories")
        ordering = ["unit", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(range_from__isnull=True)
                | Q(range_to__isnull=True)
                | Q(range_to__gte=F("range_from")),
                name="eservices_scope_range_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.kind}"
