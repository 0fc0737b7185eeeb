"""The page of a standard and of each of its editions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalogue.models import Edition


@require_safe
def standard(request: HttpRequest, slug: str) -> HttpResponse:
    """One standard by the address of its undated reference or of an edition."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), slug=slug)
    return render(request, "catalogue/standard.html", {"edition": edition})
