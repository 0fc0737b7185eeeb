"""The desk: what needs the person now, then what is theirs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eservices.desk.mine import Mine
from eservices.desk.needs import needs_of
from eservices.views.account.access import DeskRequest, signed_in

SHOWN = 5


@require_safe
@signed_in
def home(request: DeskRequest) -> HttpResponse:
    """What needs me now, my companies, what I sent last."""
    mine = Mine(request.user)
    drafts = list(mine.drafts()[:SHOWN])
    return render(
        request,
        "eservices/account/home.html",
        {
            "mine": mine,
            "needs": needs_of(mine, drafts),
            "drafts": drafts,
            "applications": list(mine.applications()[:SHOWN]),
        },
    )
