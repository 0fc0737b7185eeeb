"""Questions asked of companies, drafts, applications and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from casework.querysets import CaseQuerySet
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


class CertificateQuerySet(models.QuerySet[Any]):
    """Certificates; public, apart from who holds those of citizens."""

    def of_applicant(self, user: User | AnonymousUser) -> CertificateQuerySet:
        """A citizen's own, and those of the companies the user acts for."""
        from eservices.models import CompanyMember

        mine = CompanyMember.objects.of(user).values("company")
        return self.filter(
            Q(company__isnull=True, application__applicant_id=user.pk or 0)
            | Q(company__in=mine)
        )
