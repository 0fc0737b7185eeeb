"""The person at the desk: name, passkeys, DAN, signing out."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eservices.actions.persons import rename
from eservices.sealed import reveal
from eservices.views.account.access import DeskRequest, signed_in
from eservices.views.account.company_forms import NameForm
from mongolian.identity import mask_citizen_register
from organisation.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person(request: DeskRequest) -> HttpResponse:
    """How they are called, and how they sign in."""
    user = request.user
    kept = {"first_name": user.first_name, "last_name": user.last_name}
    form = NameForm(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        rename(user=user, **form.cleaned_data)
        messages.success(request, _("It is saved."))
        return redirect("desk:person")
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    context = {
        "form": form,
        "keys": keys.count(),
        "has_dan": bool(settings.DAN_URL),
        "dan": _dan_of(user),
    }
    status = 422 if form.errors else 200
    return render(request, "eservices/account/person.html", context, status=status)


def _dan_of(user: User) -> dict[str, str] | None:
    """What is kept of DAN: the register number, masked; None when not confirmed."""
    account = SocialAccount.objects.filter(user=user, provider="dan").first()
    if account is None:
        return None
    sealed = account.extra_data.get("register", "")
    return {"register": mask_citizen_register(reveal(sealed)) if sealed else ""}
