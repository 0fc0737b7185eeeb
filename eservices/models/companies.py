"""Companies and who acts for them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.querysets import CompanyQuerySet, MemberQuerySet
from organisation.models import User

REGISTER_SQL = r"^[0-9]{7}$"

# Checked at commit, so that one action may end one owner and name the next.
COMPANY_KEEPS_AN_OWNER = """
    IF EXISTS (
        SELECT 1 FROM eservices_company
        WHERE id = COALESCE(NEW.company_id, OLD.company_id) AND is_active
    ) AND NOT EXISTS (
        SELECT 1 FROM eservices_companymember
        WHERE company_id = COALESCE(NEW.company_id, OLD.company_id)
          AND role = 'owner' AND valid_to IS NULL
    ) THEN
        RAISE EXCEPTION 'a company keeps an owner' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Company(models.Model):
    """A legal person, known by the seven digits of its state register."""

    register_no = models.CharField(_("register number"), max_length=7, unique=True)
    name = models.CharField(_("name"), max_length=200)
    aimag_code = models.CharField(_("aimag (NSO code)"), max_length=4, blank=True)
    sum = models.CharField(_("sum or district"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    activity = models.CharField(_("activity"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # Where name and address come from: "typed", or "khur" through the sign-on DAN.
    source = models.CharField(max_length=10, default="typed", editable=False)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        User,
        verbose_name=_("checked by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(register_no__regex=REGISTER_SQL),
                name="eservices_company_register_seven_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seat(self) -> str:
        """Where it is within its aimag."""
        return ", ".join(filter(None, (self.sum, self.address)))


class CompanyRole(models.TextChoices):
    """What a person may do for a company."""

    OWNER = "owner", _("Owner")
    PREPARER = "preparer", _("Preparer")
    VIEWER = "viewer", _("Viewer")


class CompanyMember(models.Model):
    """One person acting for one company, for a time; ended, never deleted."""

    company = models.ForeignKey(
        Company,
        verbose_name=_("company"),
        on_delete=models.PROTECT,
        related_name="members",
    )
    user = models.ForeignKey(
        User,
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="companies",
    )
    role = models.CharField(_("role"), max_length=10, choices=CompanyRole)
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a company")
        verbose_name_plural = _("members of companies")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user"],
                condition=Q(valid_to__isnull=True),
                name="eservices_member_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="eservices_member_ends_after_start",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="company_keeps_an_owner",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=COMPANY_KEEPS_AN_OWNER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.company}"


class Invitation(models.Model):
    """An owner asks a person, by e-mail, to act for the company."""

    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=CompanyRole)
    # Of the secret in the link; the link itself is only in the e-mail.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("open until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.company} · {self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        is_used = self.accepted_at is not None or self.cancelled_at is not None
        return not is_used and self.expires_at > timezone.now()
