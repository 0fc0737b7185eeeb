"""Events that cannot be changed, and the roots published over them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.case import Case
from casework.models.triggers import never_truncated
from organisation.models import User


class Event(models.Model):
    """One thing that happened to a case; append-only and hash-chained.

    `data` holds codes and numbers only, never personal data, so that erasure
    leaves the chain whole.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(_("what"), max_length=40)
    actor = models.CharField(_("who"), max_length=10)  # citizen, staff, system
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    is_visible = models.BooleanField(_("shown to the applicant"))
    data = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["case_id", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seq"], name="casework_event_seq_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            never_truncated("no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.kind}"


class DailyRoot(models.Model):
    """A hash over every event up to `last_event_id`, published each day.

    Each root also covers the root before it, so a cut tail or a moved receipt
    shows even if the whole chain of a case is written anew.
    """

    day = models.DateField(_("day"), unique=True)
    last_event_id = models.BigIntegerField()
    event_count = models.BigIntegerField(_("events"))
    case_count = models.BigIntegerField(_("cases"))
    prev_root = models.CharField(max_length=64, blank=True)
    root = models.CharField(_("root"), max_length=64)
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("daily root")
        verbose_name_plural = _("daily roots")
        ordering = ["-day"]
        triggers = [
            pgtrigger.Protect(
                name="root_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            never_truncated("root_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.root[:12]}"
