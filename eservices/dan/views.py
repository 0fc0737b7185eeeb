"""The way to DAN and back."""

from __future__ import annotations

import structlog
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2CallbackView,
    OAuth2LoginView,
)
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from eservices.dan.adapter import FAILED, DanOpenId

log = structlog.get_logger("portal.dan")
# What a sign-on that is down, or answers with something else, may raise.
UNREADABLE = (RequestException, KeyError, TypeError, ValueError, AttributeError)


@require_POST
def leave(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to DAN; a page in between, as a form may not lead to another host."""
    _is_on()
    view = OAuth2LoginView.adapter_view(DanOpenId(request, provider_id))
    try:
        answer: HttpResponse = view(request)
    except UNREADABLE as error:
        return _failed(request, error)
    if answer.status_code != 302:
        return answer
    page = render(request, "eservices/account/dan.html", {"url": answer["Location"]})
    page["Refresh"] = f"0; url={answer['Location']}"
    return page


@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """DAN has sent the person back."""
    _is_on()
    view = OAuth2CallbackView.adapter_view(DanOpenId(request, provider_id))
    try:
        answer: HttpResponseBase = view(request)
    except UNREADABLE as error:
        return _failed(request, error)
    return answer


def _is_on() -> None:
    if not settings.DAN_URL:
        raise Http404


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("dan_failed", failure=type(error).__name__)
    messages.error(request, str(FAILED))
    return redirect("desk:sign_in")
