"""What every request passes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.urls import reverse

from mongol_standards.charsets import is_utf8
from mongol_standards.views import bad_input

Next = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("portal.request")

# Page classes that show or take personal data: never stored anywhere.
PERSONAL = ("/track/", "/feedback/", "/admin/", "/account/")
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(self), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)


class RequestLog:
    """One line a request: method, view, status, time; no path, no address.

    A path can hold what somebody typed, so the view's name stands for it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind the request id and log when done."""
        request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.bind_contextvars(request_id=request_id)
        start = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method if request.method in _METHODS else "other",
            view=match.view_name if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - start) * 1000, 1),
        )
        structlog.contextvars.clear_contextvars()
        response["X-Request-Id"] = request_id
        return response


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class SecurityHeaders:
    """Headers Django has no setting for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add them to every answer."""
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        path = request.path.removeprefix("/en")
        if path.startswith(PERSONAL):
            response["Cache-Control"] = "no-store"
        return response


# What parsing raises: besides Django's own, lengths that are no numbers or beyond
# all bounds, a part that names a charset of its own, a sender who went away.
UNREADABLE = (
    MultiPartParserError,
    SuspiciousOperation,
    BadRequest,
    ValueError,
    OverflowError,
    LookupError,
    OSError,
)


class BadInput:
    """Input no view can read gets a sentence and a 4xx, never a 500."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read query and body early, where their faults can be answered."""
        if not is_utf8(request.encoding or "utf-8"):
            return bad_input(request, status=400)
        try:
            request.GET  # noqa: B018  (reading parses)
            if request.method == "POST":
                request.POST  # noqa: B018  (likewise)
        except (RequestDataTooBig, TooManyFieldsSent):
            return bad_input(request, status=413)
        except UNREADABLE:
            return bad_input(request, status=400)
        if "\x00" in request.path or "\x00" in request.META.get("QUERY_STRING", ""):
            return bad_input(request, status=400)
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """The database's last word on what a column can hold."""
        if isinstance(exception, DataError | UnicodeError):
            return bad_input(request, status=400)
        return None


class StaffSecondFactor:
    """Staff work only with a second factor, and not after an idle half hour."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send staff without a second factor to where they set one up."""
        if not request.path.startswith("/admin/") or not request.user.is_authenticated:
            return self.get_response(request)
        if self._is_idle(request):
            from django.contrib.auth import logout

            logout(request)
            return redirect(f"{reverse('account_login')}?next={request.path}")
        if settings.STAFF_SECOND_FACTOR and not self._has_factor(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _is_idle(self, request: HttpRequest) -> bool:
        now = int(time.time())
        last = request.session.get("last_seen", now)
        # Written once a minute at most, to spare the database.
        if now - last > 60 or "last_seen" not in request.session:
            request.session["last_seen"] = now
        return bool(now - last > settings.STAFF_IDLE_SECONDS)

    def _has_factor(self, request: HttpRequest) -> bool:
        from allauth.mfa.utils import is_mfa_enabled

        return bool(is_mfa_enabled(request.user))
