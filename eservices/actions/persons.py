"""Writes about the people at the desk: their name, and what DAN says of them."""

from __future__ import annotations

from django.db import transaction
from django.utils.crypto import salted_hmac

from eservices.actions.companies import confirm_owner
from eservices.dan.claims import Claims
from organisation.models import User


@transaction.atomic
def rename(*, user: User, first_name: str, last_name: str) -> User:
    """Write down how a person is called."""
    user.first_name, user.last_name = first_name, last_name
    user.save(update_fields=["first_name", "last_name"])
    return user


def make_person(*, uid: str, claims: Claims) -> User:
    """A new account, unsaved, for who came from DAN; no password opens it.

    An e-mail DAN has verified is kept when no other account has it, so that its
    code leads to the same account.
    """
    digest = salted_hmac("eservices.dan", uid, algorithm="sha256").hexdigest()
    email = claims.email
    is_known = email and User.objects.filter(email__iexact=email).exists()
    user = User(username=f"dan-{digest[:24]}", email="" if is_known else email)
    user.set_unusable_password()
    return user


@transaction.atomic
def confirm_person(*, user: User, claims: Claims) -> None:
    """Believe DAN: the person's name, and the company they stand for."""
    if claims.first_name:
        rename(user=user, first_name=claims.first_name, last_name=claims.last_name)
    if claims.company:
        confirm_owner(user=user, register_no=claims.company, name=claims.company_name)
