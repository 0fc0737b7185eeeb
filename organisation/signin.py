"""Staff sign-in: no public sign-up, no password by mail, wrong codes counted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisation.client_address import client_address
from organisation.models import User


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is wrong."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to the back office, everybody else to their desk."""
        is_staff = getattr(request.user, "is_staff", False)
        return reverse("admin:index" if is_staff else "desk:home")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the trusted proxies report it."""
        return client_address(request)


@receiver(authentication_failed)
def count_wrong_code(
    sender: Any, request: HttpRequest, user: User, **kwargs: Any
) -> None:
    """A wrong code counts like a wrong password.

    At the limit the half-made sign-in ends, so that a stolen password does not
    buy endless guesses at the six digits.
    """
    user_login_failed.send(
        sender=__name__, credentials={"username": user.username}, request=request
    )
    if getattr(request, "axes_locked_out", False):
        request.session.flush()
