"""Invoices and what was paid."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.triggers import never_truncated
from eservices.models.applications import Application
from eservices.querysets import InvoiceQuerySet, PaymentQuerySet
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

    objects = InvoiceQuerySet.as_manager()

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

    @property
    def is_open(self) -> bool:
        """Whether it is still to be paid."""
        return self.paid_at is None and self.cancelled_at is None


MOST = 2_147_483_647  # ₮, what the column of an amount holds
PROVIDERS = {
    "bank": _("Bank transfer"),
    "by_hand": _("Recorded by hand"),
    "qpay": "QPay",
    "fake": _("Demonstration, no money"),
}


class Payment(models.Model):
    """Money that came, matched or for finance to look at."""

    class State(models.TextChoices):
        MATCHED = "matched", _("Matched")
        PARTIAL = "partial", _("Too little")
        SURPLUS = "surplus", _("Too much")
        DOUBLE = "double", _("Paid twice")
        LATE = "late", _("Came late")
        TO_RETURN = "to_return", _("To be paid back")

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="payments"
    )
    # bank, by_hand, qpay, fake
    provider = models.CharField(_("paid through"), max_length=20)
    # The provider's own number: the same payment told twice is one payment.
    provider_id = models.CharField(_("number of the payment"), max_length=80)
    amount = models.PositiveIntegerField(_("amount, ₮"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    paid_on = models.DateField(_("paid on"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    # What finance did about it: paid back, counted for another invoice ...
    note = models.CharField(_("note"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        User,
        verbose_name=_("settled by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PaymentQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(note="")),
                name="eservices_payment_settled_with_a_note",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-id"],
                condition=Q(settled_at__isnull=True) & ~Q(state="matched"),
                name="eservices_payment_to_settle",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="payment_never_deleted", operation=pgtrigger.Delete),
            never_truncated("payment_never_truncated"),
            pgtrigger.Protect(
                name="payment_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["state", "note", "settled_at", "settled_by"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} · {self.amount}₮"

    @property
    def provider_name(self) -> str:
        """The provider in words."""
        return str(PROVIDERS.get(self.provider, self.provider))

    @property
    def is_to_settle(self) -> bool:
        """Whether finance has yet to look at it."""
        return self.state != self.State.MATCHED and self.settled_at is None


class PaymentLink(models.Model):
    """An invoice at a provider: its QR code, and what it is asked for there."""

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="payment_links"
    )
    provider = models.CharField(_("paid through"), max_length=20)
    # In the address the provider calls, so that nobody guesses it.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The provider's own number of the invoice; empty until it answered.
    key = models.CharField(max_length=80, blank=True)
    qr_text = models.TextField(blank=True)
    # [[name of the bank, link into its app], ...]
    apps = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("way to pay")
        verbose_name_plural = _("ways to pay")
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "provider"], name="eservices_one_link_a_provider"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice} · {self.provider}"
