"""What a person may do at the desk, asked of one role: theirs in a company.

A citizen who applies for themselves is the owner of what is theirs.
"""

from __future__ import annotations

from typing import Protocol

from django.db.models import OuterRef, Subquery

from eservices.models import CompanyMember, CompanyRole
from organisation.models import User

WRITERS = frozenset({CompanyRole.OWNER.value, CompanyRole.PREPARER.value})


class OfApplicant(Protocol):
    """An application: of a company, or of the citizen `applicant_id`."""

    company_id: int | None
    applicant_id: int


def role_in(user: User, company_id: int) -> str:
    """The role in a company today; "" for who does not act for it."""
    mine = CompanyMember.objects.of(user).filter(company=company_id)
    return mine.values_list("role", flat=True).first() or ""


def role_of(user: User) -> Subquery:
    """The role in the company of each application of a query, within that query."""
    mine = CompanyMember.objects.of(user).filter(company=OuterRef("company"))
    return Subquery(mine.values("role")[:1])


def role_for(user: User, application: OfApplicant) -> str:
    """The role that counts for an application."""
    if application.company_id is not None:
        return role_in(user, application.company_id)
    is_own = application.applicant_id == user.pk
    return CompanyRole.OWNER.value if is_own else ""


def may_write(role: str) -> bool:
    """Whether drafts, applications and answers may be written."""
    return role in WRITERS


def may_decide(role: str) -> bool:
    """Whether members, the company and the withdrawal of an application are theirs."""
    return role == CompanyRole.OWNER
