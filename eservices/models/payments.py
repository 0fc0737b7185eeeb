"""Invoices and what was paid."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.triggers import never_truncated
from eservices.models.applications import Application
from organisation.models import Unit, User


class Invoice(models.Model):
    """What is to be paid for an application; frozen, cancelled but never edited."""

    number = models.CharField(_("number"), max_length=30, unique=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="invoices"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # [{"code", "name_mn", "name_en", "unit", "quantity", "amount", "total", "basis"}]
    lines = models.JSONField(_("lines"))
    total = models.PositiveIntegerField(_("total, ₮"))
    issued_on = models.DateField(_("issued"), default=timezone.localdate)
    due_on = models.DateField(_("to be paid by"))
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(cancelled_at__isnull=True),
                name="eservices_one_open_invoice",
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0), name="eservices_invoice_asks_something"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="invoice_never_deleted", operation=pgtrigger.Delete),
            never_truncated("invoice_never_truncated"),
            pgtrigger.Protect(
                name="invoice_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["paid_at", "cancelled_at"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """Money that came, matched or for finance to look at."""

    class State(models.TextChoices):
        MATCHED = "matched", _("Matched")
        PARTIAL = "partial", _("Too little")
        DOUBLE = "double", _("Paid twice")
        LATE = "late", _("Came late")
        SETTLED = "settled", _("Settled by finance")

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="payments"
    )
    provider = models.CharField(_("paid through"), max_length=20)  # bank, qpay, fake
    # The provider's own number: the same payment told twice is one payment.
    provider_id = models.CharField(_("number of the payment"), max_length=80)
    amount = models.PositiveIntegerField(_("amount, ₮"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    paid_on = models.DateField(_("paid on"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_id"], name="eservices_payment_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="eservices_payment_pays_something"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="payment_never_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.invoice} · {self.amount}₮"
