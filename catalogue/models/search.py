"""Tables derived for the search; every row can be made anew from the catalogue.

Narrow rows apart from the texts, as measured in research/catalogue.md 5.1: a search
reads many narrow rows and few texts. Written only by `catalogue.search.index`.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models.standards import Edition


class SearchEntry(models.Model):
    """One edition as the search sees it: about 400 bytes."""

    edition = models.OneToOneField(
        Edition,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_entry",
    )
    # Order of worth, the larger the better; with the id a total order for pages.
    prior = models.IntegerField()
    key = models.CharField(max_length=160)
    standard_key = models.CharField(max_length=120)
    publishers = ArrayField(models.CharField(max_length=20), default=list)
    number = models.CharField(max_length=40, blank=True)
    part = models.CharField(max_length=40, blank=True)
    year = models.SmallIntegerField(null=True)
    is_supplement = models.BooleanField(default=False)
    body = models.SmallIntegerField()  # Body.id
    status = models.SmallIntegerField()  # catalogue.status.STATUS_NUMBERS
    ics_fields = ArrayField(models.SmallIntegerField(), default=list)  # 1 … 99
    ics = ArrayField(models.CharField(max_length=12), default=list)  # ancestors too
    languages = ArrayField(models.CharField(max_length=8), default=list)
    committee_id = models.IntegerField(null=True)
    visible_from = models.DateField()
    force_from = models.DateField(null=True)
    force_until = models.DateField(null=True)  # not included
    words = SearchVectorField()
    # Set where an edit wrote the row; empty where a rebuild did. Such rows lie behind
    # all others, out of the order of worth, and are looked at apart.
    refreshed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # The few of a later day, asked for with every save.
            models.Index(
                fields=["visible_from"],
                condition=Q(visible_from__gt=date(1900, 1, 1)),
                name="catalogue_seen_later",
            ),
            models.Index(
                fields=["-refreshed_at"],
                condition=Q(refreshed_at__isnull=False),
                name="catalogue_se_edited",
            ),
            models.Index(
                OpClass("number", name="text_pattern_ops"),
                "part",
                "year",
                name="catalogue_se_code",
            ),
            models.Index(fields=["key"], name="catalogue_se_key"),
            models.Index(fields=["standard_key"], name="catalogue_se_standard"),
            models.Index(fields=["-prior", "-edition"], name="catalogue_se_prior"),
            models.Index(
                fields=["body", "-prior", "-edition"], name="catalogue_se_body"
            ),
            models.Index(
                fields=["committee_id", "-prior", "-edition"],
                name="catalogue_se_committee",
            ),
            GinIndex(fields=["words"], fastupdate=False, name="catalogue_se_words"),
            GinIndex(fields=["ics"], fastupdate=False, name="catalogue_se_ics"),
        ]

    def __str__(self) -> str:
        return self.key


class SearchText(models.Model):
    """The further texts of an edition: titles in other languages, scope, committee."""

    edition = models.OneToOneField(
        Edition,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_text",
    )
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], fastupdate=False, name="catalogue_st_words")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}"


class LexiconWord(models.Model):
    """A word form the catalogue itself contains: what typed words are matched to."""

    word = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    stem = models.CharField(max_length=80)  # the lexeme in SearchEntry.words
    skeleton = models.CharField(max_length=80, blank=True)
    stem_skeleton = models.CharField(max_length=80, blank=True)
    documents = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language", "word"], name="catalogue_lexicon_once"
            )
        ]
        indexes = [
            models.Index(
                OpClass("word", name="text_pattern_ops"), name="catalogue_lx_word"
            ),
            models.Index(
                OpClass("skeleton", name="text_pattern_ops"),
                name="catalogue_lx_skeleton",
            ),
            models.Index(fields=["stem_skeleton"], name="catalogue_lx_stem"),
            GinIndex(
                OpClass("word", name="gin_trgm_ops"), name="catalogue_lx_trigrams"
            ),
        ]

    def __str__(self) -> str:
        return self.word


class FacetCount(models.Model):
    """Counts of the commonest questions, kept until the catalogue changes."""

    question = models.CharField(max_length=200, primary_key=True)
    total = models.IntegerField()
    counts = models.JSONField(default=dict)
    counted_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.question


class UnfoundQuery(models.Model):
    """What people looked for and did not find; no person behind it is known."""

    text = models.CharField(_("looked for"), max_length=80, unique=True)
    count = models.PositiveIntegerField(_("times"), default=0)
    first_on = models.DateField(_("first"))
    last_on = models.DateField(_("last"))
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("What was done about it.")
    )

    class Meta:
        verbose_name = _("query without result")
        verbose_name_plural = _("queries without result")
        ordering = ["-count", "text"]

    def __str__(self) -> str:
        return self.text
