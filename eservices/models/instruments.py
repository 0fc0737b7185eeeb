"""Certificates, instruments with their life record, and what follows from them."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.triggers import never_truncated
from catalogue.models import Edition
from eservices.models.catalogues import InstrumentKind, Service
from eservices.models.companies import Company
from eservices.querysets import CertificateQuerySet
from organisation.models import Unit


class CertificateState(models.TextChoices):
    """What was decided of a certificate; "expired" is computed on read."""

    VALID = "valid", _("Valid")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REPLACED = "replaced", _("Replaced")


class Certificate(models.Model):
    """An issued document; its content is frozen, only its state moves."""

    # СХЗГ-S2-037-2026-000012: service, unit, year, serial without gaps.
    number = models.CharField(_("number"), max_length=40, unique=True)
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField(editable=False)
    application = models.ForeignKey(
        "eservices.Application",
        verbose_name=_("application"),
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    # Empty for a citizen, who is never named in public.
    company = models.ForeignKey(
        Company,
        verbose_name=_("holder"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
    )
    holder_name = models.CharField(_("holder"), max_length=200, blank=True)
    # Its one-line scope, searched in the registers.
    title = models.CharField(_("scope"), max_length=500)
    # Everything the document says, as it was on the day of issue.
    content = models.JSONField(_("content"))
    # No: a notice that an instrument did not pass.
    is_positive = models.BooleanField(_("passed"), default=True)
    issued_on = models.DateField(_("issued"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=CertificateState,
        default=CertificateState.VALID,
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    # Six signs printed on the paper: who has them has the paper.
    check_code = models.CharField(max_length=6, editable=False)
    # What the QR carries: base64url of the signed bytes, and of the signature.
    payload = models.TextField(editable=False)
    signature = models.CharField(max_length=88, editable=False)
    key_id = models.CharField(max_length=16, editable=False)
    # Folded number, holder and scope, for the registers' search.
    search_text = models.TextField(editable=False, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["service", "-id"], name="eservices_certs_of_service"),
            models.Index(fields=["company", "-id"], name="eservices_certs_of_company"),
            models.Index(fields=["unit", "-issued_on"], name="eservices_certs_of_unit"),
            models.Index(
                fields=["valid_to"],
                condition=Q(state="valid", valid_to__isnull=False),
                name="eservices_certs_expiring",
            ),
            # Instruments, by far the most, are asked for by serial number only.
            GinIndex(
                fields=["search_text"],
                opclasses=["gin_trgm_ops"],
                condition=~Q(number__startswith="СХЗГ-S2-"),
                name="eservices_certs_search",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "unit", "year", "serial"],
                name="eservices_certificate_serial_once",
            ),
            models.CheckConstraint(
                condition=~Q(payload="") & ~Q(signature="") & ~Q(key_id=""),
                name="eservices_certificate_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("issued_on")),
                name="eservices_certificate_ends_after_issue",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="certificate_never_deleted", operation=pgtrigger.Delete
            ),
            never_truncated("certificate_never_truncated"),
            pgtrigger.Protect(
                name="certificate_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["state", "search_text"]),
            ),
            pgtrigger.FSM(
                name="certificate_moves_as_allowed",
                field="state",
                transitions=[
                    ("valid", "suspended"),
                    ("suspended", "valid"),
                    ("valid", "withdrawn"),
                    ("suspended", "withdrawn"),
                    ("valid", "replaced"),
                    ("suspended", "replaced"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page on which everybody sees its state."""
        return reverse("verify:certificate", args=[self.address])

    @property
    def address(self) -> str:
        """Its number as it stands in addresses: s2-037-2026-000012."""
        return self.number.partition("-")[2].lower()

    @property
    def is_expired(self) -> bool:
        """Whether its last day has passed."""
        return self.valid_to is not None and self.valid_to < timezone.localdate()

    @property
    def public_state(self) -> str:
        """What everybody is told: a valid one past its last day is "expired"."""
        if self.state == CertificateState.VALID and self.is_expired:
            return "expired"
        return self.state


class Instrument(models.Model):
    """One measuring instrument, known by maker, model and serial number."""

    kind = models.ForeignKey(
        InstrumentKind,
        verbose_name=_("kind of instrument"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    maker = models.CharField(_("maker"), max_length=120)
    model = models.CharField(_("model"), max_length=120)
    serial = models.CharField(_("serial number"), max_length=60)
    range_text = models.CharField(_("range"), max_length=60, blank=True)
    accuracy = models.CharField(_("accuracy class"), max_length=30, blank=True)
    # eservices.instruments.keys: spellings that mean the same are equal.
    maker_key = models.CharField(max_length=120, editable=False)
    model_key = models.CharField(max_length=120, editable=False)
    serial_key = models.CharField(max_length=60, editable=False)
    # Whose it is; empty for a citizen's.
    company = models.ForeignKey(
        Company,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="instruments",
    )
    location = models.CharField(_("location"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["company", "-id"], name="eservices_instr_of_company"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["serial_key", "model_key", "maker_key"],
                name="eservices_instrument_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.maker} {self.model} № {self.serial}"


class Verification(models.Model):
    """One verification or calibration in the life of an instrument."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Did not pass")

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="verifications"
    )
    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="verification"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    work = models.CharField(_("work"), max_length=20)  # verification, calibration
    occasion = models.CharField(_("occasion"), max_length=20, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    seal_no = models.CharField(_("seal number"), max_length=40, blank=True)
    done_on = models.DateField(_("done on"))
    due_on = models.DateField(_("next due"), null=True, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-done_on", "-id"]
        indexes = [
            models.Index(
                fields=["instrument", "-done_on"], name="eservices_life_record"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="verification_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.done_on}"


class Reminder(models.Model):
    """A reminder before a certificate ends, or of the yearly confirmation; once."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="reminders"
    )
    # "60", "30", "7" days before the end; "yearly-2027" for the confirmation.
    kind = models.CharField(max_length=12)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "kind"], name="eservices_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.kind}"


class StandardAlert(models.Model):
    """A certificate cites an edition that was replaced or withdrawn; told once."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="alerts"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    # What to use instead, when the catalogue knows it.
    successor = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=20)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    # Empty: its holder is still to be told.
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert of a standard")
        verbose_name_plural = _("alerts of standards")
        ordering = ["-raised_at"]
        indexes = [
            models.Index(
                fields=["certificate"],
                condition=Q(told_at__isnull=True),
                name="eservices_alerts_untold",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "edition", "status"],
                name="eservices_alert_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.edition}"


class CitedStandard(models.Model):
    """An edition a certificate or registration rests on: the standards-aware index."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="cited"
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # As it was written, for an edition the catalogue does not hold.
    designation = models.CharField(_("designation"), max_length=160)

    class Meta:
        verbose_name = _("cited standard")
        verbose_name_plural = _("cited standards")
        indexes = [
            models.Index(
                fields=["edition", "-certificate"], name="eservices_cited_by_edition"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "designation"], name="eservices_cited_once"
            )
        ]

    def __str__(self) -> str:
        return self.designation
