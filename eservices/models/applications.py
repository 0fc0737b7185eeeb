"""Applications: a service asked for by a company or a citizen."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Attachment, Case, Message
from eservices.models.catalogues import RefusalReason
from eservices.models.companies import Company
from eservices.models.instruments import Certificate
from eservices.querysets import ApplicationQuerySet
from organisation.models import User


class Application(Case):
    """A case of one of the five services; Case.kind is the service's slug."""

    case = models.OneToOneField(
        Case,
        on_delete=models.PROTECT,
        parent_link=True,
        primary_key=True,
        related_name="application",
    )
    # Empty: a citizen applies for themselves.
    company = models.ForeignKey(
        Company,
        verbose_name=_("company"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    applicant = models.ForeignKey(
        User,
        verbose_name=_("applicant"),
        on_delete=models.PROTECT,
        related_name="applications",
    )
    # Checked values by field key; personal numbers sealed (eservices.sealed).
    answers = models.JSONField(_("answers"), default=dict)
    # Parts of one list that went to several units bear the same key.
    bundle = models.UUIDField(db_index=True, editable=False)
    # What an officer should look at: codes with row numbers, from the checks.
    warnings = models.JSONField(default=list, editable=False)
    renews = models.ForeignKey(
        Certificate,
        verbose_name=_("renews"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
    )
    # The proposal: grant or refuse, by whom; and who decided on it.
    proposed_outcome = models.CharField(max_length=10, blank=True, editable=False)
    proposed_text = models.TextField(blank=True, editable=False)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of the proposal to refuse, then of the refusal.
    refusal_reason = models.ForeignKey(
        RefusalReason,
        verbose_name=_("reason for the refusal"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="applications",
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_automatic = models.BooleanField(default=False, editable=False)
    was_reopened = models.BooleanField(default=False, editable=False)

    # mypy takes the inherited manager for a class variable that stays as it is.
    objects = ApplicationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("application for a service")
        verbose_name_plural = _("applications for services")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                name="eservices_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=False),
                name="eservices_decision_needs_a_proposal",
            ),
        ]


class ApplicationFile(models.Model):
    """What a file of the case is for: application, contract, drawing ..."""

    attachment = models.OneToOneField(
        Attachment,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="application_file",
    )
    purpose = models.CharField(_("purpose"), max_length=40)

    def __str__(self) -> str:
        return self.purpose


class InfoRequest(models.Model):
    """A question about named fields; a row, not a state. One open at most."""

    class Reason(models.TextChoices):
        WRONG = "wrong", _("Wrong")
        INCOMPLETE = "incomplete", _("Incomplete")
        OUTDATED = "outdated", _("Outdated")

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="info_requests"
    )
    # Field paths of eservices.engine: "site", "rows.instruments.12.serial",
    # "files.label".
    paths = ArrayField(models.CharField(max_length=80), verbose_name=_("fields"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("question about fields")
        verbose_name_plural = _("questions about fields")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True),
                name="eservices_one_open_question",
            ),
            models.CheckConstraint(
                condition=Q(paths__len__gte=1), name="eservices_question_names_fields"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="question_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_reason_display()}"
