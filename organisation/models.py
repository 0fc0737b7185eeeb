"""Who works here: users, units, memberships."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mongolian.sorting import SORT_FROM, SORT_TO
from organisation.querysets import MembershipQuerySet, UnitQuerySet

if TYPE_CHECKING:
    from organisation.permissions import Duties


class Translate(models.Func):
    """PostgreSQL's translate(text, from, to); immutable, so usable in columns."""

    function = "TRANSLATE"
    output_field = models.TextField()


class Role(models.TextChoices):
    """What a person may do in a unit."""

    CLERK = "clerk", _("Clerk")
    HEAD = "head", _("Head of unit")
    OPERATOR = "operator", _("Hotline operator")
    OFFICER = "officer", _("Head-office officer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    FINANCE = "finance", _("Finance")
    EDITOR = "editor", _("Editor of the unit's page")


# Roles whose holder sees every unit's cases, whatever unit they belong to.
SEES_ALL_UNITS = frozenset({Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})
# Finance works on invoices, an editor on the unit's page; neither on cases.
SEES_NO_CASES = frozenset({Role.FINANCE, Role.EDITOR})


class User(AbstractUser):
    """A member of staff, or a person who acts for a company or applies for a service.

    A petition needs no account.
    """

    # Filled by organisation.permissions.duties, once for a request.
    known_duties: Duties | None = None

    # A user who acted is named in events: deactivated, never deleted.
    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Initial and given name as Mongolians write it («Б.Оюун»), or the login."""
        if not self.first_name:
            return self.username
        initial = f"{self.last_name[0]}." if self.last_name else ""
        return f"{initial}{self.first_name}"


class Unit(models.Model):
    """Head office, an aimag department or a laboratory."""

    class Kind(models.TextChoices):
        HEAD_OFFICE = "head_office", _("Head office")
        AIMAG = "aimag", _("Aimag department")
        LABORATORY = "laboratory", _("Laboratory")

    code = models.SlugField(_("code"), unique=True, max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    aimag_code = models.CharField(
        _("aimag (NSO code)"), max_length=4, blank=True, db_index=True
    )
    # The unit in certificate numbers: ISO 3166-2:MN for aimags, our own for others.
    number_code = models.CharField(
        _("code in certificate numbers"), max_length=3, blank=True
    )
    name_mn = models.CharField(_("name (Mongolian)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    place_mn = models.CharField(_("place (Mongolian)"), max_length=100, blank=True)
    place_en = models.CharField(_("place (English)"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address_mn = models.CharField(_("address (Mongolian)"), max_length=300, blank=True)
    address_en = models.CharField(_("address (English)"), max_length=300, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("higher unit, where its decisions are appealed"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    appeal_mn = models.CharField(
        _("where to appeal (Mongolian)"),
        max_length=300,
        blank=True,
        help_text=_("Used when there is no higher unit."),
    )
    appeal_en = models.CharField(
        _("where to appeal (English)"), max_length=300, blank=True
    )
    is_active = models.BooleanField(_("active"), default=True)
    sort_key = models.GeneratedField(
        expression=Translate(Lower(F("name_mn")), Value(SORT_FROM), Value(SORT_TO)),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                F("kind"),
                condition=Q(kind="head_office"),
                name="organisation_one_head_office",
            ),
            models.UniqueConstraint(
                fields=["number_code"],
                condition=~Q(number_code=""),
                name="organisation_number_code_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_en if get_language() == "en" else self.name_mn

    @property
    def place(self) -> str:
        """Aimag or city in the active language."""
        return self.place_en if get_language() == "en" else self.place_mn

    @property
    def appeal_to(self) -> str:
        """Who hears an appeal against this unit, in the active language.

        The higher unit, else the configured text (law on petitions, art. 17).
        """
        if self.parent is not None:
            return self.parent.name
        return self.appeal_en if get_language() == "en" else self.appeal_mn


class Membership(models.Model):
    """One person's role in one unit, for a time."""

    user = models.ForeignKey(
        User,
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=pgettext_lazy("of the organisation", "unit"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role", "valid_from"],
                name="organisation_membership_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organisation_membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"


class SignInCode(models.Model):
    """A code on its way to somebody's e-mail; organisation.emailed_codes.

    It bears no code: that is computed from its key. Deleted when its time is over.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=2, default="mn")
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")

    def __str__(self) -> str:
        return f"{self.key}"
