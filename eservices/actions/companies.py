"""Writes about companies and who acts for them.

Who writes for a company is asked here again, under the company's lock; a page that
offered more than a role allows changes nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError, NotAllowed
from eservices.models import Company, CompanyMember, CompanyRole
from organisation.models import User


class RegisterTaken(CaseworkError):
    """Somebody registered this company already; who, is not told."""


@dataclass(frozen=True)
class CompanyFacts:
    """What an owner writes of a company."""

    name: str
    aimag_code: str = ""
    sum: str = ""
    address: str = ""
    activity: str = ""
    phone: str = ""
    email: str = ""


@transaction.atomic
def register_company(*, user: User, register_no: str, facts: CompanyFacts) -> Company:
    """Register a company; `user` is its owner, not yet checked by anybody.

    Raises RegisterTaken when the number is registered.
    """
    try:
        with transaction.atomic():
            company = Company.objects.create(register_no=register_no, **asdict(facts))
    except IntegrityError as error:
        raise RegisterTaken(
            _("A company with this register number is here already."),
            field="register_no",
        ) from error
    CompanyMember.objects.create(company=company, user=user, role=CompanyRole.OWNER)
    return company


@transaction.atomic
def change_company(*, company_id: int, user: User, facts: CompanyFacts) -> Company:
    """Change what is written of a company; its name only until it was checked."""
    company = locked_for_owner(company_id, user)
    for name, value in asdict(facts).items():
        if name != "name" or company.checked_at is None:
            setattr(company, name, value)
    company.save()
    return company


@transaction.atomic
def confirm_owner(*, user: User, register_no: str, name: str) -> Company:
    """DAN says that `user` stands for this company.

    Whoever had registered it unchecked no longer acts for it; the owner invites
    them if they should. Who acts for a company that was checked stays.
    """
    Company.objects.get_or_create(
        register_no=register_no, defaults={"name": name or register_no}
    )
    company = Company.objects.select_for_update().get(register_no=register_no)
    if company.checked_at is None:
        _end_all_but(company, user)
        company.checked_at = timezone.now()
        company.source = "khur"
        company.name = name or company.name
        company.save()
    _make_owner(company, user)
    return company


def _end_all_but(company: Company, user: User) -> None:
    others = company.members.filter(valid_to=None).exclude(user=user)
    others.update(valid_to=timezone.localdate())
    company.invitations.filter(accepted_at=None, cancelled_at=None).update(
        cancelled_at=timezone.now()
    )


def _make_owner(company: Company, user: User) -> None:
    CompanyMember.objects.update_or_create(
        company=company,
        user=user,
        valid_to=None,
        defaults={"role": CompanyRole.OWNER},
    )


# --- members --------------------------------------------------------------------
@transaction.atomic
def change_role(*, company_id: int, user: User, member_id: int, role: str) -> None:
    """An owner gives a member another role; one owner stays."""
    company = locked_for_owner(company_id, user)
    member = _current(company, member_id)
    if role not in CompanyRole.values:
        raise CaseworkError(_("Choose a role."), field="role")
    if role != CompanyRole.OWNER:
        _another_owner_stays(company, member)
    member.role = role
    member.save(update_fields=["role"])


@transaction.atomic
def end_membership(*, company_id: int, user: User, member_id: int) -> None:
    """An owner ends a membership, or a member leaves; one owner stays."""
    company = _locked(company_id)
    member = _current(company, member_id)
    if member.user_id != user.pk:
        _must_be_owner(company, user)
    _another_owner_stays(company, member)
    member.valid_to = timezone.localdate()
    member.save(update_fields=["valid_to"])


def locked_for_owner(company_id: int, user: User) -> Company:
    """The company, locked; NotAllowed unless `user` is one of its owners."""
    company = _locked(company_id)
    _must_be_owner(company, user)
    return company


def _locked(company_id: int) -> Company:
    return Company.objects.select_for_update().get(pk=company_id)


def _must_be_owner(company: Company, user: User) -> None:
    mine = CompanyMember.objects.of(user).filter(company=company)
    if not mine.filter(role=CompanyRole.OWNER).exists():
        raise NotAllowed(_("Only an owner of the company can do this."))


def _current(company: Company, member_id: int) -> CompanyMember:
    member = company.members.filter(pk=member_id, valid_to=None).first()
    if member is None:
        raise NotAllowed(_("This person does not act for the company any more."))
    return member


def _another_owner_stays(company: Company, member: CompanyMember) -> None:
    if member.role != CompanyRole.OWNER:
        return
    owners = company.members.filter(role=CompanyRole.OWNER, valid_to=None)
    if not owners.exclude(pk=member.pk).exists():
        raise NotAllowed(
            _("A company keeps at least one owner. Make somebody else owner first.")
        )
