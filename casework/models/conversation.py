"""What is said in a case: messages, files, ratings, reply templates."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.case import Case
from organisation.models import User


class MessageKind(models.TextChoices):
    """Who speaks to whom; only a note is internal."""

    NOTE = "note", _("Internal note")
    REPLY = "reply", _("Reply")
    QUESTION = "question", _("Question to the applicant")
    DECISION = "decision", _("Decision")
    ANSWER = "answer", _("Answer of the applicant")
    ADDITION = "addition", _("Addition by the applicant")


class Message(models.Model):
    """One text in the thread of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind)
    is_public = models.BooleanField(_("public"))
    is_decision = models.BooleanField(_("decision"), default=False)
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.TextField(_("text"))
    # Where to appeal, said in every decision (law on petitions, art. 17).
    appeal = models.CharField(_("where to appeal"), max_length=500, blank=True)
    template = models.ForeignKey(
        "casework.ReplyTemplate", on_delete=models.PROTECT, null=True, blank=True
    )
    # One press of a button makes one message, however often it is sent.
    client_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="note", is_public=False)
                | (~Q(kind="note") & Q(is_public=True)),
                name="casework_only_notes_are_internal",
            ),
            models.CheckConstraint(
                condition=Q(kind="decision", is_decision=True)
                | (~Q(kind="decision") & Q(is_decision=False)),
                name="casework_internal_is_never_a_decision",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="message_never_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_from_applicant(self) -> bool:
        """Whether the citizen wrote it."""
        return self.kind in {MessageKind.ANSWER, MessageKind.ADDITION}


class ScanState(models.TextChoices):
    """What the check of a file found."""

    PENDING = "pending", _("being checked")
    CLEAN = "clean", _("checked")
    INFECTED = "infected", _("dangerous")
    FAILED = "failed", _("could not be checked")


class FileFacts(models.Model):
    """What is known of a stored file."""

    path = models.CharField(max_length=120, editable=False)
    original_name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    scan_state = models.CharField(max_length=10, choices=ScanState)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def is_servable(self) -> bool:
        """Only a checked file leaves the house."""
        return self.scan_state == ScanState.CLEAN


class Attachment(FileFacts):
    """A file of a case, kept outside the web root."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(
        Message,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class StagedFile(FileFacts):
    """A checked upload that waits for its form to be sent; cleared daily."""

    client_key = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("staged file")
        verbose_name_plural = _("staged files")
        ordering = ["id"]
        constraints = [
            # The same picture sent twice with one form is one file.
            models.UniqueConstraint(
                fields=["client_key", "sha256"], name="casework_staged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def attached_to(self, case: Case, message: Message | None = None) -> Attachment:
        """The file as one of the case, unsaved."""
        return Attachment(
            case=case,
            message=message,
            path=self.path,
            original_name=self.original_name,
            content_type=self.content_type,
            size=self.size,
            sha256=self.sha256,
            scan_state=self.scan_state,
        )


class Rating(models.Model):
    """What the citizen says of the answer; one for every round."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField(_("score"))
    is_solved = models.BooleanField(_("solved"))
    comment = models.TextField(_("comment"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round"], name="casework_one_rating_a_round"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="casework_score_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.score}"


class ReplyTemplate(models.Model):
    """A text a clerk starts from; what is sent is copied into the message."""

    workflow = models.CharField(max_length=30, default="petition")
    move = models.CharField(
        _("for the act"),
        max_length=30,
        blank=True,
        help_text=_("Empty: offered everywhere."),
    )
    topic = models.SlugField(
        _("category code"),
        max_length=60,
        blank=True,
        help_text=_("Empty: for every category."),
    )
    title = models.CharField(_("title"), max_length=120)
    body_mn = models.TextField(_("text (Mongolian)"))
    body_en = models.TextField(_("text (English)"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["workflow", "move", "topic", "title"],
                name="casework_template_once",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def body(self, language: str) -> str:
        """The text in `language`; Mongolian when there is no other."""
        return (self.body_en if language == "en" else "") or self.body_mn
