"""What is new and changed in the catalogue."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.changes import Cursor, changes


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Changes by month, the newest first; `?only=mns` leaves out the other bodies.

    Paged by `?after=`, the last event of the page before.
    """
    national_only = request.GET.get("only") == "mns"
    after = Cursor.read(request.GET.get("after", ""))
    context = {
        "changes": changes(national_only=national_only, after=after),
        "national_only": national_only,
        "is_first": after is None,
        "canonical": f"{settings.SITE_URL}{request.path}",
    }
    return render(request, "catalogue/changes.html", context)
