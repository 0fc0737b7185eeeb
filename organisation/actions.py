"""Writes that matter about users and units."""

import secrets
from datetime import date

from allauth.mfa.models import Authenticator
from axes.utils import reset as unlock
from django.db import transaction
from django.utils import timezone

from organisation.models import Membership, Role, Unit, User


@transaction.atomic
def ensure_first_staff() -> str | None:
    """Make the first administrator when nobody can sign in yet.

    Returns the random password, to be shown once, or None when staff exist.
    """
    if User.objects.filter(is_staff=True, is_active=True).exists():
        return None
    user = User(username="admin")
    password = create_staff(user=user)
    office = Unit.objects.head_office()
    for role in (Role.ADMINISTRATOR, Role.OFFICER, Role.HEAD):
        add_member(user=user, unit=office, role=role)
    return password


def random_password() -> str:
    """A password to be shown once and changed by its owner."""
    return secrets.token_urlsafe(15)


def create_staff(*, user: User) -> str:
    """Save a new member of staff; returns the password, which is shown once."""
    user.is_staff = True
    return give_new_password(user=user)


def give_new_password(*, user: User) -> str:
    """Give a random password and lift a lock-out; returns it, to be shown once."""
    password = random_password()
    user.set_password(password)
    user.save()
    unlock(username=user.username)
    return password


def remove_second_factor(*, user: User) -> None:
    """Forget the factors of a person who lost them; the next sign-in sets up anew."""
    Authenticator.objects.filter(user=user).delete()


def add_member(
    *, user: User, unit: Unit, role: str, since: date | None = None
) -> Membership:
    """Give `user` the role in the unit from today (or `since`), once."""
    membership, _created = Membership.objects.get_or_create(
        user=user,
        unit=unit,
        role=role,
        valid_to=None,
        defaults={"valid_from": since or timezone.localdate()},
    )
    return membership
