"""Instruments with their next day, as a list, a sheet, and to be ordered again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.errors import CaseworkError
from catalogue.exports.sheets import XLSX_TYPE
from eservices.actions.again import draft_from_instruments
from eservices.desk.instrument_list import sheet
from eservices.desk.mine import Mine
from eservices.desk.needs import continue_url
from eservices.models import Draft, Instrument
from eservices.views.account.access import DeskRequest, signed_in
from eservices.views.account.lists import list_page

MOST = 2000  # instruments of one application


@require_safe
@signed_in
def instruments(request: DeskRequest) -> HttpResponse:
    """Those due first stand first."""
    mine = Mine(request.user)
    return list_page(request, "instruments", mine, mine.instruments())


@require_safe
@signed_in
def as_sheet(request: DeskRequest) -> HttpResponse:
    """All of them as a workbook."""
    mine = Mine(request.user)
    answer = HttpResponse(sheet(mine.instruments()), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="instruments.xlsx"'
    return answer


@require_POST
@signed_in
def order(request: DeskRequest) -> HttpResponse:
    """Start an application for the ticked instruments, all of one owner."""
    mine = Mine(request.user)
    chosen = _chosen(request, mine)
    sentence = _what_is_wrong(chosen, mine)
    if sentence:
        messages.error(request, sentence)
        return redirect("desk:instruments")
    try:
        draft = _begun(request, chosen)
    except CaseworkError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:instruments")
    return redirect(continue_url(draft))


def _chosen(request: DeskRequest, mine: Mine) -> list[Instrument]:
    ids = [int(each) for each in request.POST.getlist("instrument") if _is_id(each)]
    return list(mine.instruments().filter(pk__in=ids[:MOST]))


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= 18


def _what_is_wrong(chosen: list[Instrument], mine: Mine) -> str:
    owners = {each.company_id for each in chosen}
    if not chosen:
        return _("Tick the instruments first.")
    if len(owners) > 1:
        return _("Tick instruments of one company only.")
    if not mine.may_write_for(owners.pop()):
        return _("Your role in the company does not allow this.")
    return ""


def _begun(request: DeskRequest, chosen: list[Instrument]) -> Draft:
    return draft_from_instruments(
        instruments=chosen, company=chosen[0].company, user=request.user
    )
