"""Petitions, their categories and the rules that route them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from organisation.models import Unit


class PetitionKind(models.TextChoices):
    """What the citizen sends (law on petitions, art. 3; thanks by custom)."""

    SUGGESTION = "suggestion", _("Suggestion")
    REQUEST = "request", _("Request")
    APPLICATION = "application", _("Application")
    COMPLAINT = "complaint", _("Complaint")
    THANKS = "thanks", _("Thanks")


class Track(models.TextChoices):
    """Whether the law's deadline binds: it needs a name and an address."""

    STATUTORY = "statutory", _("Statutory petition")
    COURTESY = "courtesy", _("Courtesy track")


class Category(models.Model):
    """What a petition is about; a tree of two levels."""

    code = models.SlugField(_("code"), unique=True, max_length=60)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("within"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    name_mn = models.CharField(_("name (Mongolian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    default_unit = models.ForeignKey(
        Unit,
        verbose_name=_("default unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_head_only = models.BooleanField(
        _("only the head answers"),
        default=False,
        help_text=_("A clerk prepares, the head of the unit decides."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="feedback_category_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_en if get_language() == "en" else self.name_mn


class RouteRule(models.Model):
    """An ordered row: the first that fits chooses the unit."""

    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Empty: any category."),
    )
    aimag_code = models.CharField(
        _("aimag (NSO code)"),
        max_length=4,
        blank=True,
        help_text=_("Empty: any aimag."),
    )
    keywords = models.TextField(
        _("keywords"),
        blank=True,
        help_text=_("One a line; any of them in the text is enough. Empty: any text."),
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("to unit"), on_delete=models.PROTECT, related_name="+"
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order}. {self.name}"


class Petition(Case):
    """A citizen's suggestion, request, application, complaint or thanks."""

    case = models.OneToOneField(
        Case,
        on_delete=models.PROTECT,
        parent_link=True,
        primary_key=True,
        related_name="petition",
    )
    body = models.TextField(_("what happened"))
    track = models.CharField(_("track"), max_length=10, choices=Track)
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    aimag_code = models.CharField(_("aimag (NSO code)"), max_length=4, blank=True)
    route_rule = models.ForeignKey(
        RouteRule,
        verbose_name=_("routing rule"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    # How the unit was found when no rule did it: chosen, about, aimag, category, ...
    routed_by = models.CharField(max_length=20, blank=True)
    # What it is about (casework.subjects): a certificate, an instrument.
    about_kind = models.CharField(max_length=20, blank=True)
    about_key = models.CharField(max_length=200, blank=True)
    # Of the folded text, to notice the same text sent again and again.
    text_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")

    def get_kind_display(self) -> str:
        """The kind in words, in the active language."""
        return str(PetitionKind(self.kind).label)
