"""An application being written: what was typed, kept at every step."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.conversation import FileFacts
from eservices.models.companies import Company
from eservices.models.instruments import Certificate
from eservices.querysets import DraftQuerySet
from organisation.models import User


def form_of(step: str) -> str:
    """How `steps_done` notes a step whose form is done and whose lists are not."""
    return f"{step}:form"


class Draft(models.Model):
    """What was typed so far; deleted when it becomes an application.

    Not a case: it has no number and no clock, and no officer sees it.
    """

    # Names it in addresses, and is the client key of what is sent.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.CharField(max_length=30)  # slug
    # Empty: a citizen applies for themselves.
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    # Field key to what was typed (text or list of texts); personal numbers sealed.
    answers = models.JSONField(default=dict)
    # Rows key to rows; a row is a mapping of column key to the typed text.
    rows = models.JSONField(default=dict)
    # Codes of the steps that were saved without an error, see `form_of`.
    steps_done = models.JSONField(default=list)
    # A renewal or a new try names what it comes from.
    renews = models.ForeignKey(
        Certificate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    # When its owner was told that it is going to be cleared; a change begins anew.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.service} {self.uuid}"


class DraftFile(FileFacts):
    """A checked document of a draft, for one purpose."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    purpose = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("document of a draft")
        verbose_name_plural = _("documents of drafts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "purpose", "sha256"], name="eservices_draft_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
