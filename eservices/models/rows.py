"""The rows of an application, one table a kind."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Edition
from eservices.models.applications import Application
from eservices.models.catalogues import InstrumentKind


class Result(models.TextChoices):
    """What an officer found of a row."""

    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Did not pass")


class Row(models.Model):
    """What every row has: its place, and the officer's result."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(_("line"))  # from 1
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    result_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["application", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "position"], name="eservices_%(class)s_place"
            ),
            models.CheckConstraint(
                condition=~Q(result="failed") | ~Q(result_reason=""),
                name="eservices_%(class)s_failure_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.position}"


class AppliedStandardRow(Row):
    """S1: a standard the company applies, where and how."""

    # Empty for a standard the catalogue does not hold.
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    designation = models.CharField(_("designation"), max_length=160)
    publisher = models.CharField(_("publisher"), max_length=100, blank=True)
    use_kind = models.CharField(_("kind of use"), max_length=20)
    use_text = models.CharField(_("scope of use"), max_length=500)
    extent = models.CharField(_("extent"), max_length=10)
    clauses = models.CharField(_("clauses"), max_length=300, blank=True)
    basis = models.CharField(_("ground"), max_length=20)
    since = models.DateField(_("in use since"))
    aimag_code = models.CharField(_("aimag (NSO code)"), max_length=4)
    site = models.CharField(_("site"), max_length=200)
    own_copy = models.CharField(_("lawful copy"), max_length=60, blank=True)

    class Meta(Row.Meta):
        abstract = False
        verbose_name = _("applied standard")
        verbose_name_plural = _("applied standards")


class InstrumentRow(Row):
    """S2: an instrument to be verified or calibrated."""

    kind = models.ForeignKey(InstrumentKind, on_delete=models.PROTECT, related_name="+")
    maker = models.CharField(_("maker"), max_length=120)
    model = models.CharField(_("model"), max_length=120)
    serial = models.CharField(_("serial number"), max_length=60)
    range_from = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    range_to = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    range_text = models.CharField(_("range"), max_length=60)
    accuracy = models.CharField(_("accuracy class"), max_length=30, blank=True)
    type_approval = models.CharField(_("type approval no."), max_length=60, blank=True)
    last_certificate = models.CharField(
        _("last certificate"), max_length=60, blank=True
    )
    location = models.CharField(_("location"), max_length=200, blank=True)
    seal_no = models.CharField(_("seal number"), max_length=40, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    due_on = models.DateField(_("next due"), null=True, blank=True)

    class Meta(Row.Meta):
        abstract = False
        verbose_name = _("instrument of an application")
        verbose_name_plural = _("instruments of applications")


class ProductRow(Row):
    """S4: a product or service to be certified."""

    name = models.CharField(_("product"), max_length=200)
    mark = models.CharField(_("trade mark"), max_length=100, blank=True)
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    designation = models.CharField(_("designation"), max_length=160)
    batch = models.CharField(_("series or lot"), max_length=10)
    lot = models.CharField(_("lot number and size"), max_length=100, blank=True)
    package = models.CharField(_("package"), max_length=100, blank=True)
    lab = models.CharField(_("accredited laboratory"), max_length=200, blank=True)
    accreditation_no = models.CharField(
        _("accreditation number"), max_length=60, blank=True
    )
    protocol = models.CharField(_("report number"), max_length=60, blank=True)
    protocol_on = models.DateField(_("report date"), null=True, blank=True)

    class Meta(Row.Meta):
        abstract = False
        verbose_name = _("product of an application")
        verbose_name_plural = _("products of applications")


class EquipmentRow(Row):
    """S5: equipment of who is assessed."""

    name = models.CharField(_("equipment"), max_length=200)
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    range_text = models.CharField(_("range"), max_length=60, blank=True)
    certificate_no = models.CharField(
        _("own certificate no."), max_length=60, blank=True
    )
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta(Row.Meta):
        abstract = False
        verbose_name = _("equipment of an application")
        verbose_name_plural = _("equipment of applications")


class StaffRow(Row):
    """S5: a person who does the work; shown to officers only."""

    name = models.CharField(_("name"), max_length=120)
    profession = models.CharField(_("profession"), max_length=120)
    certificate_no = models.CharField(_("certificate no."), max_length=60, blank=True)

    class Meta(Row.Meta):
        abstract = False
        verbose_name = _("staff of an application")
        verbose_name_plural = _("staff of applications")
