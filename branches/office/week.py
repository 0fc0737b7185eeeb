"""The opening hours of a unit on one page: seven days, each open or closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from branches.actions.hours import write_week
from branches.errors import PageRefused
from branches.models import OpeningHours
from branches.office.forms import own_units
from branches.office.guards import only_writers
from branches.office.week_form import WeekForm
from casework.office.frame import framed
from organisation.models import Unit
from organisation.permissions import StaffRequest

MISTAKEN = 422


@dataclass(frozen=True)
class UnitWeek:
    """A unit and the days on which it is open."""

    unit: Unit
    hours: list[OpeningHours]


@require_safe
def weeks(request: StaffRequest) -> HttpResponse:
    """Own units with their hours; who has one unit only is led to its week."""
    only_writers(request)
    units = list(own_units(request.user).prefetch_related("hours"))
    if len(units) == 1:
        return redirect("admin:branches_openinghours_change", units[0].pk)
    rows = [UnitWeek(unit, list(unit.hours.all())) for unit in units]
    context = {"title": capfirst(_("opening hours")), "rows": rows}
    return framed(request, "branches/office/weeks.html", context)


def edit(request: StaffRequest, unit_id: int) -> HttpResponse:
    """The week of one unit; 404 for others'."""
    only_writers(request)
    unit = get_object_or_404(own_units(request.user), pk=unit_id)
    if request.method != "POST":
        return _screen(request, unit, WeekForm.of(unit.hours.all()))
    if "_copy" in request.POST:  # fills the form; nothing is written yet
        return _screen(request, unit, WeekForm.like_monday(request.POST))
    form = WeekForm(request.POST)
    if not form.is_valid():
        return _screen(request, unit, form, status=MISTAKEN)
    return _write(request, unit, form)


def _write(request: StaffRequest, unit: Unit, form: WeekForm) -> HttpResponse:
    try:
        write_week(unit=unit, user=request.user, week=form.week())
    except PageRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The hours are saved and shown now."))
    return redirect("admin:branches_openinghours_change", unit.pk)


def _screen(
    request: StaffRequest, unit: Unit, form: WeekForm, *, status: int = 200
) -> HttpResponse:
    context = {"title": capfirst(_("opening hours")), "unit": unit, "form": form}
    return framed(request, "branches/office/week.html", context, status=status)
