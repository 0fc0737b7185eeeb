"""The outbox: what is to be told, to whom, and whether it went out."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.case import Case
from casework.models.trust import Event
from organisation.models import User


class NoticeState(models.TextChoices):
    """How far a notice is; send-state apart from case-state."""

    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Notice(models.Model):
    """One message out, made in the transaction of the event it tells of.

    Holds no address: the recipient is read from the contact when sending, so
    that an erased person is not written to.
    """

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    # "applicant", or who has the address: "staff:<user id>" for a reminder to a
    # clerk, "person:<user id>" for an owner of the company it is about.
    recipient = models.CharField(max_length=30, default="applicant")
    staff = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    template = models.CharField(max_length=40)
    # Also the Message-ID and the Idempotency-Key, so a repeated attempt after a
    # killed worker is recognised by the receiver.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState, default=NoticeState.QUEUED
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # A code such as "timeout" or "http_503"; never an address.
    failure = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="queued"),
                name="casework_notice_due",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state="sending"),
                name="casework_notice_claimed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "recipient"],
                name="casework_notice_once",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="casework_sent_means_sent_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.channel} {self.state}"
