"""Standards (undated) and their editions (dated documents)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.dates import SHAPE_SQL
from catalogue.models.classification import Body, Committee, Ics, Source
from catalogue.models.history import with_history, with_history_of_links
from catalogue.querysets import EditionQuerySet
from catalogue.status import VALID, Status


class Access(models.TextChoices):
    """How the text can be had."""

    FREE = "free", _("Free to read")
    PREVIEW = "preview", _("Preview")
    LICENCE = "licence", _("To be bought")
    UNKNOWN = "", _("Not stated")


@with_history
class Standard(models.Model):
    """The undated reference: publisher, number and part, whatever the edition."""

    body = models.ForeignKey(
        Body,
        verbose_name=_("publisher"),
        on_delete=models.PROTECT,
        related_name="standards",
    )
    # As people cite it without a year: MNS ISO 9001, ISO/IEC 17025.
    designation = models.CharField(_("designation"), max_length=120)
    # catalogue.designations.standard_key: the same for every spelling.
    key = models.CharField(max_length=120, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=140, unique=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    part = models.CharField(_("part"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        ordering = ["designation"]

    def __str__(self) -> str:
        return self.designation

    def get_absolute_url(self) -> str:
        """Its permanent page, which shows the edition in force."""
        return reverse("catalogue:standard", args=[self.slug])


@with_history
class Edition(models.Model):
    """A dated document: an edition, a supplement to one, or a draft."""

    standard = models.ForeignKey(
        Standard,
        verbose_name=_("standard"),
        on_delete=models.PROTECT,
        related_name="editions",
    )
    # As its publisher prints it: MNS 4099:2020, ISO 11439:2013/Amd 1:2021.
    code = models.CharField(_("designation"), max_length=160, unique=True)
    # catalogue.designations.edition_key: equal for spellings of the same document.
    key = models.CharField(max_length=160, db_index=True, editable=False)
    slug = models.SlugField(_("address"), max_length=180, unique=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    title_mn = models.CharField(_("title (Mongolian)"), max_length=700, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=700, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.UNKNOWN
    )
    source_status = models.CharField(
        _("status in the source"), max_length=60, blank=True
    )
    stage = models.CharField(_("stage"), max_length=40, blank=True)
    edition = models.CharField(_("edition"), max_length=40, blank=True)
    doctype = models.CharField(_("kind of document"), max_length=80, blank=True)
    # YYYY, YYYY-MM or YYYY-MM-DD, and the first day it can mean.
    published = models.CharField(_("published"), max_length=10, blank=True)
    published_on = models.DateField(null=True, blank=True, editable=False)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    languages = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    access = models.CharField(
        _("access"), max_length=10, choices=Access, default=Access.UNKNOWN, blank=True
    )
    committee = models.ForeignKey(
        Committee,
        verbose_name=_("committee"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="editions",
    )
    ics = models.ManyToManyField(
        Ics, verbose_name=_("ICS"), blank=True, related_name="editions"
    )
    # A supplement names its base; the link is there when we hold the base.
    base = models.ForeignKey(
        "self",
        verbose_name=_("supplements"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supplements",
    )
    base_code = models.CharField(max_length=160, blank=True, editable=False)
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="editions",
    )
    source_url = models.URLField(_("page of the source"), max_length=500, blank=True)
    # Hash of the row it was imported from; the same row again changes nothing.
    source_hash = models.CharField(max_length=32, blank=True, editable=False)
    # Edited here: an import reports the difference and leaves it alone.
    is_edited = models.BooleanField(_("edited here"), default=False, editable=False)
    is_published = models.BooleanField(
        _("shown to the public"),
        default=True,
        help_text=_("No: a draft for the office."),
    )
    publish_on = models.DateField(
        _("shown from"), null=True, blank=True, help_text=_("Empty: at once.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, db_index=True)

    objects = EditionQuerySet.as_manager()
    # Language, script and text; there only where `with_other_title` was asked for.
    other_title: dict[str, str] | None = None

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["-published_on", "-id"], name="catalogue_newest"),
            models.Index(fields=["committee", "-published_on"], name="catalogue_by_tc"),
            # The office looks for these few among very many.
            models.Index(
                fields=["-id"],
                condition=Q(is_published=False) | Q(publish_on__isnull=False),
                name="catalogue_held_back",
            ),
            models.Index(
                fields=["-id"], condition=Q(is_edited=True), name="catalogue_edited"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published__regex=SHAPE_SQL),
                name="catalogue_published_shape",
            ),
            models.CheckConstraint(
                condition=Q(published="", published_on__isnull=True)
                | (~Q(published="") & Q(published_on__isnull=False)),
                name="catalogue_published_has_day",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="catalogue_known_status"
            ),
            models.CheckConstraint(
                condition=Q(base__isnull=True) | ~Q(base=F("id")),
                name="catalogue_not_its_own_base",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Its permanent page."""
        return reverse("catalogue:standard", args=[self.slug])

    @property
    def is_valid(self) -> bool:
        """Whether it is in force, under review or revision included."""
        return self.status in VALID

    @property
    def title(self) -> str:
        """The title in the language of the page, else in the other, else in any."""
        own = self.title_en if get_language() == "en" else self.title_mn
        ours = own or self.title_mn or self.title_en
        return ours or (self.other_title["text"] if self.other_title else "")

    @property
    def title_language(self) -> str:
        """The language `title` is in, for the lang attribute."""
        if self.other_title and not (self.title_mn or self.title_en):
            return language_tag(
                self.other_title["language"], self.other_title["script"]
            )
        if get_language() == "en":
            return "en" if self.title_en else "mn"
        return "mn" if self.title_mn else "en"


def language_tag(language: str, script: str) -> str:
    """A language as the lang attribute has it: mn-Mong, ja, fr."""
    return f"{language}-{script}" if script == Title.Script.MONGOLIAN else language


@with_history_of_links
class EditionIcs(Edition.ics.through):  # type: ignore[name-defined]
    """The ICS codes of editions, for their history alone."""

    class Meta:
        proxy = True


@with_history
class Title(models.Model):
    """A title in a further language or script; mn and en stand in the edition."""

    class Script(models.TextChoices):
        CYRILLIC = "Cyrl", pgettext_lazy("script", "Cyrillic")
        LATIN = "Latn", pgettext_lazy("script", "Latin")
        MONGOLIAN = "Mong", pgettext_lazy("script", "Traditional Mongolian")
        JAPANESE = "Jpan", pgettext_lazy("script", "Japanese")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="titles",
    )
    language = models.CharField(_("language"), max_length=8)
    script = models.CharField(_("script"), max_length=4, choices=Script)
    text = models.CharField(_("title"), max_length=700)

    class Meta:
        verbose_name = _("title in another language")
        verbose_name_plural = _("titles in other languages")
        ordering = ["edition_id", "language", "script"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "script"], name="catalogue_title_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


@with_history
class Identifier(models.Model):
    """Another name of an edition: record of the old portal, URN, ISBN, old number."""

    class Kind(models.TextChoices):
        PORTAL = "portal", _("record of the old portal")
        URN = "urn", "URN"
        ISBN = "isbn", "ISBN"
        OLD = "old", _("old designation")
        ADDRESS = "address", _("former address")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="identifiers",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(_("value"), max_length=160)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "value"], name="catalogue_identifier_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "value"], name="catalogue_id_by_value")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"
