"""Site-wide pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What do you need?"""
    return render(request, "mongol_standards/home.html")


def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker when there is no network."""
    return render(request, "mongol_standards/offline.html")


def bad_input(request: HttpRequest, *, status: int = 400) -> HttpResponse:
    """What could not be read: one sentence and a way on."""
    return render(request, "400.html", {"too_big": status == 413}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or cookies are off."""
    return render(request, "403_csrf.html", status=403)
