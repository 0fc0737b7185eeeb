"""How allauth speaks with DAN, and what becomes of who comes from there."""

from __future__ import annotations

from typing import Any, NoReturn

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eservices.actions.persons import confirm_person, make_person
from eservices.dan.claims import claims_of
from eservices.sealed import seal
from organisation.models import User

log = structlog.get_logger("portal.dan")

FAILED = _("DAN could not be reached or did not sign you in. Please try again.")


class DanOpenId(OpenIDConnectOAuth2Adapter):
    """The OpenID Connect client; stricter than what it builds on."""

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> Any:
        """What DAN told, read once; only a sealed register is kept of it."""
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        id_token, userinfo = told.get("id_token"), told.get("userinfo")
        if not id_token or not userinfo or id_token["sub"] != userinfo.get("sub"):
            raise OAuth2Error("the two answers are not of one person")
        login.claims = claims_of(userinfo)
        login.email_addresses = []  # only claims_of says which one is believed
        register = login.claims.register
        login.account.extra_data = {"register": seal(register)} if register else {}
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        # Its signature is always checked, although the line it came by is TLS.
        decoded: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return decoded


class PersonAdapter(DefaultSocialAccountAdapter):
    """Who comes from DAN gets an account of their own, or adds DAN to theirs.

    Staff never enter this way: they need a password and a second factor.
    """

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find or make the person, and believe what DAN says of them."""
        person = self._person(request, sociallogin)
        confirm_person(user=person, claims=sociallogin.claims)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, **told: Any
    ) -> None:
        """Say it in a sentence where the person came from."""
        exception = told.get("exception")
        log.warning("dan_failed", failure=type(exception).__name__)
        state = (told.get("extra_context") or {}).get("state") or {}
        self._refuse(request, state, FAILED)

    def _person(self, request: HttpRequest, sociallogin: Any) -> User:
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return self._connected(request, sociallogin)
        if not sociallogin.is_existing:
            sociallogin.user = make_person(
                uid=sociallogin.account.uid, claims=sociallogin.claims
            )
            sociallogin.save(request)
        return self._no_staff(request, sociallogin, sociallogin.user)

    def _connected(self, request: HttpRequest, sociallogin: Any) -> User:
        if not isinstance(request.user, User):
            self._refuse(request, sociallogin.state, FAILED)
        user = self._no_staff(request, sociallogin, request.user)
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
        elif sociallogin.user != user:
            self._refuse(
                request,
                sociallogin.state,
                _(
                    "With this DAN you have another account here. Sign out and sign "
                    "in with DAN."
                ),
            )
        return user

    def _no_staff(self, request: HttpRequest, sociallogin: Any, user: User) -> User:
        if user.is_staff:
            self._refuse(
                request,
                sociallogin.state,
                _("Staff sign in with user name and password, not with DAN."),
            )
        return user

    def _refuse(
        self, request: HttpRequest, state: dict[str, Any], sentence: str | Promise
    ) -> NoReturn:
        # The way back from DAN has no language of its own.
        is_english = str(state.get("next") or "").startswith("/en/")
        with translation.override("en" if is_english else "mn"):
            messages.error(request, str(sentence))
            raise ImmediateHttpResponse(redirect("desk:sign_in"))
