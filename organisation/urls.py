"""Sign-in of staff, and passkeys of everybody. No sign-up, no password by mail."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import include, path

from organisation import passkeys

View = Callable[..., HttpResponseBase]


def closed(request: HttpRequest, **kwargs: Any) -> NoReturn:
    """An address allauth knows by name, which this portal does not offer."""
    raise Http404


def of_staff(view: View) -> View:
    """What only an account with a password has; nothing is there for applicants."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.is_staff:
            raise Http404
        return view(request, **kwargs)

    return guarded


def second_factor(request: HttpRequest) -> HttpResponseBase:
    """The second factor of staff; an applicant has passkeys only."""
    if request.user.is_authenticated and not request.user.is_staff:
        return redirect("mfa_list_webauthn")
    return factors.index(request)


_second_factor = [
    path("", second_factor, name="mfa_index"),
    path("authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", of_staff(totp.activate_totp), name="mfa_activate_totp"),
    path(
        "totp/deactivate/", of_staff(totp.deactivate_totp), name="mfa_deactivate_totp"
    ),
    path(
        "recovery-codes/",
        of_staff(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "recovery-codes/generate/",
        of_staff(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/download/",
        of_staff(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("webauthn/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("webauthn/add/", passkeys.add_key, name="mfa_add_webauthn"),
    path(
        "webauthn/reauthenticate/",
        keys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "webauthn/keys/<int:pk>/remove/",
        keys.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("webauthn/keys/<int:pk>/edit/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("webauthn/login/", passkeys.enter_with_key, name="mfa_login_webauthn"),
]

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path(
        "password/change/",
        of_staff(views.password_change),
        name="account_change_password",
    ),
    path("password/set/", closed, name="account_set_password"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("connections/", closed, name="socialaccount_connections"),
    path("connections/signup/", closed, name="socialaccount_signup"),
    path("connections/cancelled/", closed, name="socialaccount_login_cancelled"),
    path("connections/error/", closed, name="socialaccount_login_error"),
    path("2fa/", include(_second_factor)),
    path("sessions/", include("allauth.usersessions.urls")),
]
