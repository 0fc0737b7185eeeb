"""Passkeys: staff confirm themselves with one, applicants may sign in with one."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

DESK = "desk"  # the door through which companies and citizens come in


class AddKey(AddWebAuthnView):
    """Add a key; an applicant's is a passkey and brings no recovery codes.

    Their e-mail is their way back in, so a lost key locks nobody out.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the key."""
        if self.request.user.is_staff:
            return super().form_valid(form)
        WebAuthn.add(
            self.request.user,
            form.cleaned_data["name"],
            form.cleaned_data["credential"],
        )
        get_adapter(self.request).add_message(
            self.request, messages.SUCCESS, "mfa/messages/webauthn_added.txt"
        )
        return redirect("mfa_list_webauthn")


class EnterWithKey(LoginWebAuthnView):
    """Sign in with a passkey; a key that does not open leads back to its door."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why, where the person came from."""
        answer: HttpResponse = super().form_invalid(form)
        if self.request.POST.get("door") == DESK:
            return redirect("desk:sign_in")
        return answer


add_key = AddKey.as_view()
enter_with_key = EnterWithKey.as_view()
