"""Questions asked of companies, drafts, applications and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from casework.querysets import CaseQuerySet
from organisation.models import Role, Unit
from organisation.permissions import duties

if TYPE_CHECKING:
    from organisation.models import User


class MemberQuerySet(models.QuerySet[Any]):
    """Members of companies."""

    def current(self) -> MemberQuerySet:
        """Those who act today."""
        return self.filter(valid_to__isnull=True, company__is_active=True)

    def of(self, user: User | AnonymousUser) -> MemberQuerySet:
        """What `user` is today, in every company."""
        return self.current().filter(user_id=user.pk or 0)


class CompanyQuerySet(models.QuerySet[Any]):
    """Companies."""

    def visible_to(self, user: User | AnonymousUser) -> CompanyQuerySet:
        """Staff see every company, others those they act for."""
        if duties(user).roles:
            return self
        from eservices.models import CompanyMember

        mine = CompanyMember.objects.of(user)
        return self.filter(pk__in=mine.values("company"))


class DraftQuerySet(models.QuerySet[Any]):
    """Drafts; no officer ever sees one."""

    def visible_to(self, user: User | AnonymousUser) -> DraftQuerySet:
        """A citizen's own, and those of the companies the user acts for."""
        from eservices.models import CompanyMember

        mine = CompanyMember.objects.of(user).values("company")
        return self.filter(
            Q(company__isnull=True, owner_id=user.pk or 0) | Q(company__in=mine)
        )


class ApplicationQuerySet(CaseQuerySet):
    """Applications; `visible_to` of a case says which ones staff see."""

    def of_applicant(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """A citizen's own, and those of the companies the user acts for."""
        from eservices.models import CompanyMember

        mine = CompanyMember.objects.of(user).values("company")
        return self.filter(
            Q(company__isnull=True, applicant_id=user.pk or 0) | Q(company__in=mine)
        )


class RefusalReasonQuerySet(models.QuerySet[Any]):
    """Reasons for refusals."""

    def offered_for(self, service: str) -> RefusalReasonQuerySet:
        """Those an officer picks from, by the service's address."""
        of_all = Q(service__isnull=True)
        return self.filter(of_all | Q(service__slug=service), is_active=True)


class CertificateQuerySet(models.QuerySet[Any]):
    """Certificates; public, apart from who holds those of citizens."""

    def with_all_around(self) -> CertificateQuerySet:
        """With what their page and their document say beside themselves."""
        return self.select_related(
            "service",
            "unit",
            "company",
            "application",
            "replaces",
            "replaced_by",
        )

    def of_applicant(self, user: User | AnonymousUser) -> CertificateQuerySet:
        """A citizen's own, and those of the companies the user acts for."""
        from eservices.models import CompanyMember

        mine = CompanyMember.objects.of(user).values("company")
        return self.filter(
            Q(company__isnull=True, application__applicant_id=user.pk or 0)
            | Q(company__in=mine)
        )


def _units_of_finance(user: User | AnonymousUser) -> list[int] | None:
    """The units whose money `user` handles; None is every unit (head office)."""
    held = duties(user).by_unit
    units = [unit for unit, roles in held.items() if Role.FINANCE in roles]
    head_office = Unit.objects.filter(kind=Unit.Kind.HEAD_OFFICE, pk__in=units)
    return None if units and head_office.exists() else units


def _reads_all_money(user: User | AnonymousUser) -> bool:
    return Role.AUDITOR in duties(user).roles


class InvoiceQuerySet(models.QuerySet[Any]):
    """Invoices, as finance sees them; the applicant's are asked of desk.Mine."""

    def handled_by(self, user: User | AnonymousUser) -> InvoiceQuerySet:
        """Those finance works on: of its unit, at the head office all."""
        units = _units_of_finance(user)
        return self if units is None else self.filter(unit__in=units)

    def visible_to(self, user: User | AnonymousUser) -> InvoiceQuerySet:
        """Those finance works on; auditors see all."""
        return self if _reads_all_money(user) else self.handled_by(user)


class PaymentQuerySet(models.QuerySet[Any]):
    """Payments, as finance sees them."""

    def handled_by(self, user: User | AnonymousUser) -> PaymentQuerySet:
        """Those finance works on: of its unit, at the head office all."""
        units = _units_of_finance(user)
        return self if units is None else self.filter(invoice__unit__in=units)

    def visible_to(self, user: User | AnonymousUser) -> PaymentQuerySet:
        """Those finance works on; auditors see all."""
        return self if _reads_all_money(user) else self.handled_by(user)

    def to_settle(self) -> PaymentQuerySet:
        """What finance has yet to look at: all that is not simply right."""
        return self.filter(settled_at__isnull=True).exclude(state="matched")
