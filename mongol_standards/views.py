"""Site-wide pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from branches.directory import drawn_units
from branches.geography import VIEW_BOX
from casework.figures import (
    SMALLEST_GROUP,
    Figures,
    public_figures,
    unit_figures,
)
from casework.models import DailyRoot
from catalogue import browsing
from catalogue.api.public import unread as api_unread
from eservices.figures import service_figures
from surveys.models import Survey

ROOTS_SHOWN = 90


@dataclass(frozen=True)
class Figure:
    """One figure as a person reads it."""

    value: str
    label: str | Promise
    note: str | Promise = ""


def shown(figures: Figures) -> list[Figure]:
    """The figures that may be shown, in the order people ask for them."""
    cards = []
    if figures.on_time is not None:
        cards.append(Figure(f"{figures.on_time} %", _("decided in time")))
    if figures.median_days is not None:
        days = ngettext("%(count)d day", "%(count)d days", figures.median_days)
        cards.append(
            Figure(
                days % {"count": figures.median_days},
                _("to the decision, median"),
            )
        )
    if figures.confirmed_solved is not None:
        cards.append(
            Figure(f"{figures.confirmed_solved} %", _("confirmed solved by citizens"))
        )
    if cards:
        cards.append(Figure(f"{figures.late_now}", _("late just now")))
    return cards


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What do you need?"""
    _since, figures = public_figures()
    context = {
        "figures": shown(figures),
        "held": browsing.editions_held(),
        "examples": browsing.EXAMPLES,
        "drawn": drawn_units(),
        "view_box": VIEW_BOX,
        "survey": Survey.objects.current_for(None, timezone.now()).first(),
    }
    return render(request, "mongol_standards/home.html", context)


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """How many, how fast, how satisfied; for the house and for each unit."""
    since, figures = public_figures()
    context = {
        "since": since,
        "total": figures,
        "figures": shown(figures),
        "units": unit_figures(),
        "services": service_figures(),
        "smallest": SMALLEST_GROUP,
    }
    return render(request, "mongol_standards/statistics.html", context)


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What is there to download, and how to check it."""
    return render(request, "mongol_standards/open_data.html")


@require_safe
def statistics_json(request: HttpRequest) -> JsonResponse:
    """The figures of the page for machines."""
    since, figures = public_figures()
    units = [
        {"name_mn": unit.name_mn, "name_en": unit.name_en, **vars(unit.figures)}
        for unit in unit_figures()
    ]
    services = [
        {
            "service": line.code,
            **vars(line.figures),
            "questions_by_reason": line.faults,
            "refusals_by_reason": {each.code: each.count for each in line.refusals},
            "units": [
                {
                    "name_mn": each.name_mn,
                    "name_en": each.name_en,
                    **vars(each.figures),
                }
                for each in line.units
            ],
        }
        for line in service_figures()
    ]
    return JsonResponse(
        {
            "since": f"{since}",
            "total": vars(figures),
            "units": units,
            "services": services,
        },
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def roots(request: HttpRequest) -> HttpResponse:
    """The newest published roots, and what they prove."""
    rows = DailyRoot.objects.all()[:ROOTS_SHOWN]
    return render(request, "mongol_standards/roots.html", {"roots": rows})


@require_safe
def root_json(request: HttpRequest, day: date) -> JsonResponse:
    """One root as JSON, under an address that never changes."""
    root = get_object_or_404(DailyRoot, day=day)
    return JsonResponse(
        {
            "day": f"{root.day}",
            "root": root.root,
            "previous": root.prev_root,
            "events": root.event_count,
            "cases": root.case_count,
            "published_at": root.published_at.isoformat(),
            "algorithm": "sha256(previous + hash of each new event, in order)",
        }
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker when there is no network."""
    return render(request, "mongol_standards/offline.html")


def bad_input(request: HttpRequest, *, status: int = 400) -> HttpResponse:
    """What could not be read: one sentence and a way on; JSON where programs ask."""
    if request.path.startswith("/api/"):
        return api_unread(request, status)
    return render(request, "400.html", {"too_big": status == 413}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or cookies are off."""
    return render(request, "403_csrf.html", status=403)
