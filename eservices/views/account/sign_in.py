"""Sign-in of companies and citizens: an e-mail, a code, in.

The answer is the same for every address; what comes by mail differs.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from casework.fields import CleanText
from casework.ratelimit import Limit, take
from eservices.ways_back import safe_next
from organisation import emailed_codes
from organisation.client_address import client_address
from organisation.mails import is_printed
from organisation.models import SignInCode, User

PER_ADDRESS = Limit("sign-in.address", burst=40, seconds=3600)
PER_EMAIL = Limit("sign-in.email", burst=6, seconds=1800)
TRIES_PER_ADDRESS = Limit("sign-in.tries", burst=60, seconds=1800)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SESSION_KEY = "sign_in"
LONGEST_EMAIL = 150  # as the user name
MISTAKEN, TOO_MANY = 422, 429

answers_get_and_post = require_http_methods(["GET", "HEAD", "POST"])


class EmailForm(forms.Form):
    """Where the code is sent."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an address like name@example.mn."),
            "max_length": _("This address is too long for us; use a shorter one."),
        },
    )


class CodeForm(forms.Form):
    """What came by e-mail."""

    use_required_attribute = False
    code = CleanText(
        limit=40,
        label=_("Code"),
        help_text=_("The eight digits in our e-mail."),
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "code",
            }
        ),
        error_messages={"required": _("Write the eight digits of the code.")},
    )


@answers_get_and_post
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send a code there."""
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    form = EmailForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "next": wanted, "has_dan": bool(settings.DAN_URL)}
    if request.method != "POST":
        return render(request, "eservices/account/sign_in.html", context)
    status = MISTAKEN
    if form.is_valid():
        email = emailed_codes.fold_email(form.cleaned_data["email"])
        # Both buckets are asked, whatever the first one says.
        if all([take(PER_ADDRESS, client_address(request)), take(PER_EMAIL, email)]):
            code = emailed_codes.start(email=email, language=get_language() or "mn")
            request.session[SESSION_KEY] = {"key": str(code.key), "next": wanted}
            return redirect("desk:code")
        status = TOO_MANY
        form.add_error(
            None,
            _("Too many codes were asked for. Please try again in half an hour."),
        )
    return render(request, "eservices/account/sign_in.html", context, status=status)


@answers_get_and_post
def code(request: HttpRequest) -> HttpResponse:
    """Take the code; a right one opens the desk."""
    asked = _asked(request)
    if asked is None:
        return redirect("desk:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not take(TRIES_PER_ADDRESS, client_address(request)):
            form.add_error(None, _("Too many tries. Please try again in half an hour."))
            return _code_page(request, asked, form, TOO_MANY)
        user = _who_typed(asked, form)
        if user is not None:
            return _enter(request, user)
    return _code_page(request, asked, form, MISTAKEN if form.errors else 200)


def _asked(request: HttpRequest) -> SignInCode | None:
    """The code this browser asked for; None when there is none any more."""
    kept: dict[str, Any] = request.session.get(SESSION_KEY) or {}
    return SignInCode.objects.filter(key=kept["key"]).first() if kept else None


def _who_typed(asked: SignInCode, form: CodeForm) -> User | None:
    key: UUID = asked.key
    right = emailed_codes.spend_try(key=key, typed=form.cleaned_data["code"])
    user = emailed_codes.enter(code=right) if right else None
    if user is None:
        form.add_error("code", _wrong_words(emailed_codes.tries_left(key)))
    return user


def _wrong_words(left: int) -> str:
    if not left:
        return str(_("This code is over. Ask for a new one below."))
    words = ngettext(
        "The code is wrong. You can try %(left)d more time.",
        "The code is wrong. You can try %(left)d more times.",
        left,
    )
    return words % {"left": left}


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    wanted = request.session.pop(SESSION_KEY)["next"]
    # Gives the session a new key; another person's session is emptied first.
    login(request, user, backend=BACKEND)
    # For some minutes the person may also look after their passkeys.
    record_authentication(request, user, method="code", reauthenticated=True)
    return redirect(wanted or "desk:home")


def _code_page(
    request: HttpRequest, asked: SignInCode, form: CodeForm, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "email": asked.email,
        "next": request.session[SESSION_KEY]["next"],
        "minutes": emailed_codes.LIFE.seconds // 60,
        "shown_code": _shown_code(asked),
    }
    return render(request, "eservices/account/code.html", context, status=status)


def _shown_code(asked: SignInCode) -> str:
    """In demo mode, where no mail goes out, the page itself shows the code."""
    if not (settings.DEMO_MODE and is_printed()):
        return ""
    return emailed_codes.grouped(emailed_codes.digits_of(asked))
