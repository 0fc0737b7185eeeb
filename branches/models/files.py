"""Pictures and documents of units; public, checked, re-encoded."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from branches.querysets import OwnQuerySet
from organisation.models import Unit, User
from organisation.two_languages import in_active


class Picture(models.Model):
    """A picture as WebP in three widths, without EXIF; named by its content."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="pictures"
    )
    # Of what was uploaded: the same picture again is the same picture.
    sha256 = models.CharField(max_length=64, editable=False)
    alt_mn = models.CharField(_("what it shows (Mongolian)"), max_length=250)
    alt_en = models.CharField(_("what it shows (English)"), max_length=250, blank=True)
    credit = models.CharField(_("photo by"), max_length=120, blank=True)
    # Of the largest; and the widths there are files of.
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = ArrayField(models.PositiveIntegerField(), editable=False)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sha256"], name="branches_picture_once"
            ),
            models.CheckConstraint(
                condition=~Q(alt_mn=""), name="branches_picture_says_what_it_shows"
            ),
        ]

    def __str__(self) -> str:
        return self.alt_mn

    @property
    def alt(self) -> str:
        """What it shows, in the active language."""
        return in_active(self.alt_mn, self.alt_en)


class Document(models.Model):
    """A file of a unit for everybody: an order, a price list, a report."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="documents",
    )
    title_mn = models.CharField(_("title (Mongolian)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, editable=False)
    original_name = models.CharField(_("file name"), max_length=120, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    dated_on = models.DateField(_("of the day"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a unit")
        verbose_name_plural = _("documents of units")
        ordering = ["-dated_on", "-id"]

    def __str__(self) -> str:
        return self.title_mn

    @property
    def title(self) -> str:
        """The title in the active language."""
        return in_active(self.title_mn, self.title_en)
