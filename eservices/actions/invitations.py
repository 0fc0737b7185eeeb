"""An owner asks a person, by e-mail, to act for the company.

The secret of the link is not stored: it is computed from the invitation and a secret
of the portal, so that the worker can write it into the mail; a hash of it finds the
invitation again. It opens once, and only for the address it was sent to.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError, NotAllowed
from eservices.actions.companies import locked_for_owner
from eservices.models import CompanyMember, CompanyRole, Invitation
from organisation.emailed_codes import fold_email
from organisation.models import User

LIFE = timedelta(days=14)
MOST_OPEN = 20  # invitations of one company


@transaction.atomic
def invite(*, company_id: int, user: User, email: str, role: str) -> Invitation:
    """Invite an address; an earlier open invitation of it is replaced."""
    from eservices.tasks import send_invitation

    company = locked_for_owner(company_id, user)
    address = fold_email(email)
    if role not in CompanyRole.values:
        raise CaseworkError(_("Choose a role."), field="role")
    if company.members.filter(valid_to=None, user__email__iexact=address).exists():
        raise CaseworkError(
            _("This person acts for the company already."), field="email"
        )
    still_open = company.invitations.filter(
        accepted_at=None, cancelled_at=None, expires_at__gt=timezone.now()
    )
    still_open.filter(email=address).update(cancelled_at=timezone.now())
    if still_open.count() >= MOST_OPEN:
        raise CaseworkError(
            _("Too many invitations are open. Cancel one of them first."), field="email"
        )
    invitation = Invitation(
        company=company,
        email=address,
        role=role,
        invited_by=user,
        created_at=timezone.now(),
        expires_at=timezone.now() + LIFE,
    )
    invitation.token_hash = hash_of(token_of(invitation))
    invitation.save()
    send_invitation.enqueue(invitation.pk)
    return invitation


def token_of(invitation: Invitation) -> str:
    """The secret of the link."""
    parts = (invitation.company_id, invitation.email, invitation.created_at.timestamp())
    text = ":".join(map(str, parts))
    return salted_hmac("eservices.invitation", text, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """What is stored of the secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """The open invitation with this secret, if there is one."""
    found = (
        Invitation.objects.select_related("company")
        .filter(token_hash=hash_of(token), company__is_active=True)
        .first()
    )
    return found if found and found.is_open else None


@transaction.atomic
def cancel_invitation(*, company_id: int, user: User, invitation_id: int) -> None:
    """An owner takes an open invitation back; twice is as good as once."""
    company = locked_for_owner(company_id, user)
    company.invitations.filter(
        pk=invitation_id, accepted_at=None, cancelled_at=None
    ).update(cancelled_at=timezone.now())


@transaction.atomic
def accept_invitation(*, token: str, user: User) -> CompanyMember:
    """The invited person acts for the company from now on.

    Raises NotAllowed when it is over, was used, or was sent to another address.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("company")
        .filter(token_hash=hash_of(token), company__is_active=True)
        .first()
    )
    if invitation is None or not invitation.is_open:
        raise NotAllowed(_("This invitation is over. Ask for a new one."))
    if fold_email(user.email) != invitation.email:
        raise NotAllowed(
            _("This invitation was sent to another address. Sign in with that one.")
        )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    member, _is_new = CompanyMember.objects.get_or_create(
        company=invitation.company,
        user=user,
        valid_to=None,
        defaults={"role": invitation.role},
    )
    return member
