"""The case and the person behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case as SqlCase
from django.db.models import F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.triggers import never_truncated
from casework.querysets import CaseQuerySet
from organisation.models import Unit, User

if TYPE_CHECKING:
    from casework.models.deadlines import DeadlineRule


class Phase(models.TextChoices):
    """The five words a citizen sees; code asks the phase, never the word."""

    RECEIVED = "received", _("Received")
    STUDYING = "studying", _("Being studied")
    WAITING = "waiting", _("Waiting for your answer")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class Channel(models.TextChoices):
    """How a case reached us."""

    WEB = "web", _("Web")
    PHONE = "phone", _("Phone")
    DESK = "desk", _("Desk")
    LETTER = "letter", _("Letter")


UNRESOLVED_PHASES = (Phase.RECEIVED, Phase.STUDYING, Phase.WAITING)
# The predicate of the queue's partial indexes, and of the queue itself.
UNRESOLVED = Q(phase__in=UNRESOLVED_PHASES)


# Checked at commit, so one action may write the state and the message in any order.
ANSWERED_NEEDS_A_DECISION = """
    IF NOT EXISTS (
        SELECT 1 FROM casework_message
        WHERE case_id = NEW.id AND is_decision AND is_public
    ) THEN
        RAISE EXCEPTION 'case % is answered without a public decision', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Case(models.Model):
    """One matter, from receipt to closing; never deleted.

    Written only by actions; holds no personal data except the summary, which
    erasure blanks. Children: feedback.Petition (later eservices.Application).
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    workflow = models.CharField(max_length=30, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=2, default="mn")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    state = models.CharField(_("state"), max_length=30)
    phase = models.CharField(max_length=10, choices=Phase, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="cases"
    )
    assignee = models.ForeignKey(
        User,
        verbose_name=_("assignee"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_cases",
    )
    entered_by = models.ForeignKey(
        User,
        verbose_name=_("entered by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entered_cases",
    )
    client_key = models.UUIDField(unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    # Day 0 of the clock, in Asia/Ulaanbaatar.
    received_on = models.DateField(editable=False)
    deadline_rule: models.ForeignKey[DeadlineRule | None, DeadlineRule | None] = (
        models.ForeignKey(
            "casework.DeadlineRule",
            verbose_name=_("deadline rule"),
            on_delete=models.PROTECT,
            null=True,
            blank=True,
        )
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    # The agency's own aim; never later than due_on unless after a reopening.
    target_on = models.DateField(_("internal target"), null=True, blank=True)
    # The citizen's answer is awaited until this day.
    answer_by = models.DateField(_("answer expected by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=30, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Rises with every reopening; a rating belongs to a round.
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    citizen_reopened = models.BooleanField(default=False, editable=False)
    duplicate_of = models.ForeignKey(
        "self",
        verbose_name=_("duplicate of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
    )
    # Both generated, so that a composite foreign key (migration 0002) can
    # demand that a duplicate points at a root: no chains, no cycles.
    is_root = models.GeneratedField(
        expression=SqlCase(
            When(duplicate_of__isnull=True, then=Value(True)), default=Value(False)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    points_at_root = models.GeneratedField(
        expression=SqlCase(
            When(duplicate_of__isnull=False, then=Value(True)), default=Value(None)
        ),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )
    is_suspected = models.BooleanField(_("suspected spam"), default=False)
    # Comma-separated reasons of the spam checks, e.g. "too_fast,honeypot".
    suspicions = models.CharField(max_length=100, blank=True, editable=False)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    # Folded number, summary and text, for the clerk's search.
    search_text = models.TextField(blank=True, editable=False)
    event_count = models.PositiveIntegerField(default=0, editable=False)
    head_hash = models.CharField(max_length=64, blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["unit", "due_on", "id"],
                condition=UNRESOLVED,
                name="casework_queue_of_unit",
            ),
            models.Index(
                fields=["assignee", "due_on", "id"],
                condition=UNRESOLVED,
                name="casework_queue_of_person",
            ),
            models.Index(
                fields=["due_on", "id"], condition=UNRESOLVED, name="casework_queue"
            ),
            models.Index(
                fields=["phase", "due_on", "id"],
                condition=UNRESOLVED,
                name="casework_queue_phase",
            ),
            models.Index(
                fields=["unit", "due_on", "id"],
                condition=Q(phase="waiting"),
                name="casework_waiting_of_unit",
            ),
            # The included columns spare the look at the row itself.
            models.Index(
                fields=["due_on", "id"],
                include=["unit"],
                condition=Q(is_suspected=True) & UNRESOLVED,
                name="casework_suspected",
            ),
            models.Index(
                fields=["entered_by", "due_on", "id"],
                include=["unit", "phase", "is_suspected"],
                condition=UNRESOLVED & Q(entered_by__isnull=False),
                name="casework_entered",
            ),
            models.Index(
                fields=["entered_by", "-id"],
                include=["unit"],
                condition=Q(entered_by__isnull=False),
                name="casework_entered_newest",
            ),
            models.Index(
                fields=["answered_at"],
                condition=Q(phase="answered"),
                name="casework_silent",
            ),
            models.Index(fields=["unit", "-id"], name="casework_of_unit"),
            models.Index(fields=["received_on"], name="casework_received_on"),
            GinIndex(
                fields=["search_text"],
                opclasses=["gin_trgm_ops"],
                name="casework_search",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase="closed", closed_at__isnull=False)
                | (~Q(phase="closed") & Q(closed_at__isnull=True)),
                name="casework_closed_means_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
                name="casework_not_its_own_duplicate",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values), name="casework_known_phase"
            ),
            models.UniqueConstraint(
                fields=["id", "is_root"], name="casework_root_target"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="never_deleted",
                operation=pgtrigger.Delete,
            ),
            never_truncated("never_truncated"),
            pgtrigger.Protect(
                name="receipt_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "number", "received_at", "received_on", "client_key"
                ),
            ),
            pgtrigger.Trigger(
                name="answered_needs_a_decision",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__phase="answered"),
                func=ANSWERED_NEEDS_A_DECISION,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_unresolved(self) -> bool:
        """Whether the agency still owes the decision."""
        return self.phase in UNRESOLVED_PHASES

    @property
    def is_unmoved(self) -> bool:
        """Whether no move was made since it was opened: no pause, no extension."""
        return self.version == 1

    @property
    def binding_day(self) -> date | None:
        """The day after which the case is late; None without a clock.

        The legal last day. After a reopening the legal decision has been given
        already, so the new aim binds where it is later.
        """
        if self.due_on is None:
            return None
        if self.round > 1 and self.target_on is not None:
            return max(self.due_on, self.target_on)
        return self.due_on

    @property
    def is_late(self) -> bool:
        """Overdue, computed on read: from the first day after the binding day."""
        last = self.binding_day
        return self.is_unresolved and last is not None and last < timezone.localdate()


class Contact(models.Model):
    """The person behind a case; the only home of personal data beside the texts."""

    class ReplyBy(models.TextChoices):
        CODE = "code", _("Only by the code")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="contact"
    )
    name = models.CharField(_("surname and name"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    reply_by = models.CharField(
        _("how to answer"), max_length=10, choices=ReplyBy, default=ReplyBy.CODE
    )
    consent_version = models.CharField(max_length=20, blank=True)
    consent_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    is_consent_oral = models.BooleanField(_("oral consent"), default=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", address="", phone="", email=""),
                name="casework_erased_contact_is_blank",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="contact_never_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.case_id}"

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing names the person."""
        return not (self.name or self.phone or self.email)
