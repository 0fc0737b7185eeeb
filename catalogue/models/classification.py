"""What editions are sorted by: publisher, field, committee, source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Body(models.Model):
    """Who publishes: MASM (MNS), ISO, ISO/IEC, Rosstandart (GOST) …"""

    # As it stands in designations: MNS, ISO/IEC, ITU-T.
    code = models.CharField(_("code"), max_length=40, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name_mn = models.CharField(_("name (Mongolian)"), max_length=200, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    url = models.URLField(_("where to get its standards"), blank=True)
    # Order of answers of equal worth: the smaller first; MNS is 0.
    rank = models.PositiveSmallIntegerField(_("rank"), default=9)

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the language of the page, else the code."""
        own = self.name_en if get_language() == "en" else self.name_mn
        return own or self.name_mn or self.name_en or self.code


class Committee(models.Model):
    """A technical committee: ISO/TC 58/SC 3."""

    code = models.CharField(_("code"), max_length=120, unique=True)
    slug = models.SlugField(_("address"), max_length=140, unique=True)
    title_mn = models.CharField(_("title (Mongolian)"), max_length=400, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("catalogue:committee", args=[self.slug])

    @property
    def title(self) -> str:
        """The title in the language of the page, else in the other."""
        own = self.title_en if get_language() == "en" else self.title_mn
        return own or self.title_en or self.title_mn

    @property
    def title_language(self) -> str:
        """The language `title` is in, for the lang attribute."""
        if get_language() == "en":
            return "en" if self.title_en else "mn"
        return "mn" if self.title_mn else "en"


class Ics(models.Model):
    """A field, group or subgroup of the International Classification for Standards.

    An open list: sources use codes that are no longer, or never were, in it.
    """

    code = models.CharField(_("code"), max_length=12, unique=True)
    level = models.PositiveSmallIntegerField(_("level"))
    parent = models.ForeignKey(
        "self",
        verbose_name=_("above it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    title_mn = models.CharField(_("title (Mongolian)"), max_length=400, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=400, blank=True)
    title_ru = models.CharField(_("title (Russian)"), max_length=400, blank=True)
    title_fr = models.CharField(_("title (French)"), max_length=400, blank=True)
    scope_en = models.TextField(_("scope (English)"), blank=True)
    is_listed = models.BooleanField(
        _("in the international list"),
        default=True,
        help_text=_("No: a code that sources use beside the international list."),
    )

    class Meta:
        verbose_name = _("ICS code")
        verbose_name_plural = _("ICS codes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=[1, 2, 3, 4]), name="catalogue_ics_level"
            ),
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True)
                | Q(level__gt=1, parent__isnull=False),
                name="catalogue_ics_below_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("catalogue:ics", args=[self.code])

    @property
    def title(self) -> str:
        """The title in the language of the page, else in the other."""
        own = self.title_en if get_language() == "en" else self.title_mn
        return own or self.title_en or self.title_mn

    @property
    def title_language(self) -> str:
        """The language `title` is in, for the lang attribute."""
        if get_language() == "en":
            return "en" if self.title_en else "mn"
        return "mn" if self.title_mn else "en"


class Source(models.Model):
    """Where facts came from: a data set or a page, with its date and licence."""

    code = models.CharField(_("code"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    fetched_on = models.DateField(_("as of"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code
