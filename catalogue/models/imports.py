"""Runs of the importer, with what they report; rebuilds of the search are runs too."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import User


class RunState(models.TextChoices):
    """How far a run has come."""

    PREVIEW = "preview", _("Preview, nothing written yet")
    QUEUED = "queued", _("Waiting for the worker")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ImportRun(models.Model):
    """One file read into the catalogue, by command or by upload; or a rebuild."""

    class Kind(models.TextChoices):
        IMPORT = "import", _("import")
        REBUILD = "rebuild", _("rebuild of the search")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.IMPORT)
    state = models.CharField(
        _("state"), max_length=10, choices=RunState, default=RunState.QUEUED
    )
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    # casework.files.storage path of an upload; empty for a file of the command line.
    stored_as = models.CharField(max_length=200, blank=True, editable=False)
    # SHA-256 of the file: the same file goes on where it stopped, or is done already.
    digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    # Line of the last row whose batch is written.
    position = models.PositiveIntegerField(_("read to line"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    kept = models.PositiveIntegerField(_("edited here, left alone"), default=0)
    refused = models.PositiveIntegerField(_("bad rows"), default=0)
    # The first differences a preview found: code, field, before, after.
    differences = models.JSONField(default=list, blank=True, editable=False)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)
    started_by = models.ForeignKey(
        User,
        verbose_name=_("started by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="catalogue_run_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ImportFault(models.Model):
    """A row the importer could not take: its line and why."""

    run = models.ForeignKey(
        ImportRun,
        verbose_name=_("import"),
        on_delete=models.CASCADE,
        related_name="faults",
    )
    line = models.PositiveIntegerField(_("line"))
    # A code of catalogue.importing.faults.SENTENCES.
    reason = models.CharField(_("reason"), max_length=40)
    excerpt = models.CharField(_("what stood there"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bad row")
        verbose_name_plural = _("bad rows")
        ordering = ["line"]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
