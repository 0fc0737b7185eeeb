"""What ties editions to each other and to days: relations and lifecycle events."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogue.dates import SHAPE_SQL
from catalogue.models.history import with_history
from catalogue.models.standards import Edition, Standard


class Degree(models.TextChoices):
    """How far an adoption agrees with its original (ISO/IEC Guide 21-1)."""

    IDENTICAL = "IDT", _("identical")
    MODIFIED = "MOD", _("modified")
    NOT_EQUIVALENT = "NEQ", _("not equivalent")
    UNKNOWN = "", _("not stated")


@with_history
class Relation(models.Model):
    """One edition's tie to another, stored once and shown from both ends.

    Reads from left to right: `from` replaces, amends, adopts, cites `to`. Either end
    may be a document we do not hold: then only its code is there, and it is linked
    as soon as the document comes (catalogue.importing.links).
    """

    class Kind(models.TextChoices):
        REPLACES = "replaces", _("replaces")
        AMENDS = "amends", _("amends")
        ADOPTS = "adopts", _("adopts")
        CITES = "cites", _("cites")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    from_edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="relations_from",
    )
    from_code = models.CharField(max_length=160)
    from_key = models.CharField(max_length=160, editable=False)
    to_edition = models.ForeignKey(
        Edition,
        verbose_name=_("other edition"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="relations_to",
    )
    # Where the other end is cited without a year.
    to_standard = models.ForeignKey(
        Standard,
        verbose_name=_("other standard, undated"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="relations_to",
    )
    to_code = models.CharField(_("other designation"), max_length=160)
    to_key = models.CharField(max_length=160, editable=False)
    degree = models.CharField(
        _("degree"), max_length=3, choices=Degree, default=Degree.UNKNOWN, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "from_code", "to_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "from_key", "to_key"], name="catalogue_relation_once"
            ),
            models.CheckConstraint(
                condition=~Q(from_key=F("to_key")), name="catalogue_relation_of_two"
            ),
            models.CheckConstraint(
                condition=Q(from_edition__isnull=False) | Q(to_edition__isnull=False),
                name="catalogue_relation_holds_one_end",
            ),
        ]
        indexes = [
            models.Index(fields=["to_key"], name="catalogue_relation_to"),
            models.Index(fields=["from_key"], name="catalogue_relation_from"),
        ]

    def __str__(self) -> str:
        return f"{self.from_code} {self.kind} {self.to_code}"


@with_history
class LifecycleEvent(models.Model):
    """What happened to an edition, and when; "in force on a day" is asked of these."""

    class Kind(models.TextChoices):
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        EFFECTIVE = "effective", _("in force")
        CONFIRMED = "confirmed", _("confirmed")
        AMENDED = "amended", _("amended")
        REPLACED = "replaced", _("replaced")
        WITHDRAWN = "withdrawn", _("withdrawn")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="events",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # YYYY, YYYY-MM or YYYY-MM-DD, and the first day it can mean.
    date = models.CharField(_("date"), max_length=10)
    day = models.DateField(editable=False)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    # Another edition's date told us, as a successor's tells when it was replaced.
    is_derived = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("lifecycle event")
        verbose_name_plural = _("lifecycle events")
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["-day", "-id"], name="catalogue_event_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "date"], name="catalogue_event_once"
            ),
            models.CheckConstraint(
                condition=Q(date__regex=SHAPE_SQL) & ~Q(date=""),
                name="catalogue_event_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.kind} {self.date}"
