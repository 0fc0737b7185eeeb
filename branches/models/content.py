"""Texts of a unit: what they are (Page) and what they say (Revision).

Nothing is ever edited: every save is a new revision. Which one is live follows from
its state and its times on every read, so schedules hold to the minute without a job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from branches.querysets import PageQuerySet, RevisionQuerySet
from organisation.models import Unit, User
from organisation.two_languages import in_active

if TYPE_CHECKING:
    from branches.models.files import Picture


class PageKind(models.TextChoices):
    """What a text is."""

    PROFILE = "profile", _("About the unit")
    NEWS = "news", _("News")
    ANNOUNCEMENT = "announcement", _("Announcement")
    PAGE = "page", _("Page of the agency")


class Page(models.Model):
    """A text of a unit, whatever its revisions say."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="pages"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PageKind)
    slug = models.SlugField(_("address"), max_length=80)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Taken off the site by hand; the revisions stay.
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "slug"], name="branches_page_address_once"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(kind="profile"),
                name="branches_one_profile",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="page_never_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.slug}"


class RevisionState(models.TextChoices):
    """How far a revision is; "live" also needs its times."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for approval")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")


class Revision(models.Model):
    """What a text says, from one save to the next; only its state moves."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="revisions")
    no = models.PositiveIntegerField(_("revision"))
    title_mn = models.CharField(_("title (Mongolian)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    # Markdown, a safe subset.
    body_mn = models.TextField(_("text (Mongolian)"), blank=True)
    body_en = models.TextField(_("text (English)"), blank=True)
    picture: models.ForeignKey[Picture | None, Picture | None] = models.ForeignKey(
        "branches.Picture",
        verbose_name=_("picture"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="revisions",
    )
    # Of an announcement: how loud it is.
    is_urgent = models.BooleanField(_("urgent"), default=False)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=RevisionState,
        default=RevisionState.DRAFT,
    )
    go_live_at = models.DateTimeField(_("shown from"), null=True, blank=True)
    expire_at = models.DateTimeField(_("shown until"), null=True, blank=True)
    # A slip of the pen mended: translations stay right.
    is_minor = models.BooleanField(_("only small corrections"), default=False)
    # The Mongolian changed materially and the English did not follow.
    is_translation_stale = models.BooleanField(default=False, editable=False)
    restores = models.PositiveIntegerField(null=True, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # None: it came with the portal (branches/reference.py).
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["page", "-no"]
        indexes = [
            models.Index(
                fields=["page", "-go_live_at", "-no"],
                condition=Q(state="approved"),
                name="branches_live",
            ),
            models.Index(
                fields=["page"],
                condition=Q(state="submitted"),
                name="branches_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "no"], name="branches_revision_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(go_live_at__isnull=False)
                & (Q(decided_by__isnull=False) | Q(author__isnull=True)),
                name="branches_approved_by_somebody_from_some_time",
            ),
            models.CheckConstraint(
                condition=Q(expire_at__isnull=True)
                | Q(go_live_at__isnull=True)
                | Q(expire_at__gt=F("go_live_at")),
                name="branches_ends_after_it_begins",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="revision_never_deleted", operation=pgtrigger.Delete
            ),
            pgtrigger.Protect(
                name="revision_says_what_it_said",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "page",
                    "no",
                    "title_mn",
                    "title_en",
                    "body_mn",
                    "body_en",
                    "picture",
                    "author",
                    "created_at",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.no}"

    @property
    def written_by(self) -> str:
        """Who wrote it, in words."""
        if self.author is None:
            return str(_("came with the portal"))
        return self.author.display_name

    @property
    def title(self) -> str:
        """The title in the active language, else in Mongolian."""
        return in_active(self.title_mn, self.title_en)

    @property
    def body(self) -> str:
        """The text in the active language, else in Mongolian."""
        return in_active(self.body_mn, self.body_en)


class EditLock(models.Model):
    """Somebody is writing: others are told, and may take over when it has run out."""

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="lock"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.page} · {self.user}"
