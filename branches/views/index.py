"""The map and the list of units."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches.directory import Entry, entries
from branches.geography import VIEW_BOX, aimags
from mongolian.folding import clean_text
from organisation.models import Unit

LONGEST_SEARCH = 60


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every unit on the map and in the list; ?q= narrows both."""
    asked = clean_text(request.GET.get("q", ""))[:LONGEST_SEARCH]
    found = entries(asked, timezone.now())
    by_aimag = {
        entry.unit.aimag_code: entry.unit.code
        for entry in reversed(found)
        if entry.unit.kind in {Unit.Kind.AIMAG, Unit.Kind.HEAD_OFFICE}
    }
    drawn = [(aimag, by_aimag.get(code, "")) for code, aimag in aimags().items()]
    context = {
        "asked": asked,
        "capital": _only(found, is_capital=True),
        "departments": _only(found, is_capital=False),
        "drawn": drawn,
        "view_box": VIEW_BOX,
        "has_found": bool(found),
    }
    return render(request, "branches/index.html", context)


def _only(found: list[Entry], *, is_capital: bool) -> list[Entry]:
    return [entry for entry in found if entry.is_capital is is_capital]
