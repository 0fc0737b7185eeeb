"""Writes that matter about users and units."""

import secrets
from datetime import date

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
    password = secrets.token_urlsafe(15)
    user = User(username="admin", is_staff=True)
    user.set_password(password)
    user.save()
    office = Unit.objects.head_office()
    for role in (Role.ADMINISTRATOR, Role.OFFICER, Role.HEAD):
        add_member(user=user, unit=office, role=role)
    return password


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
