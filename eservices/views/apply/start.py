"""Where an application begins: for whom, and what was begun before."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from casework import ratelimit
from casework.errors import CaseworkError
from casework.ratelimit import Limit
from eservices.actions.drafts import start_draft
from eservices.engine import ServiceDefinition
from eservices.models import Service
from eservices.pages.journey import Journey
from eservices.pages.start import WhoForm
from eservices.views.account.access import signed_in
from eservices.views.apply.access import drafts_of
from eservices.views.services import definition_or_404
from organisation.models import User

STARTS = Limit("apply.start", burst=30, seconds=3600)
SHOWN_DRAFTS = 10


@never_cache
@signed_in
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose for whom (GET), and begin a draft (POST)."""
    definition = definition_or_404(slug)
    user = cast(User, request.user)
    if not Service.objects.filter(slug=slug, is_open=True).exists():
        return redirect("services:service", slug)  # it says so there
    form = WhoForm(definition, user, *([request.POST] if request.POST else []))
    if request.method == "POST" and form.is_valid():
        if not ratelimit.take(STARTS, str(user.pk)):
            return render(request, "eservices/apply/too_fast.html", status=429)
        return _begin(request, definition, user, form)
    return _page(request, definition, user, form)


def _begin(
    request: HttpRequest, definition: ServiceDefinition, user: User, form: WhoForm
) -> HttpResponse:
    try:
        draft = start_draft(user=user, service=definition, company=form.company)
    except CaseworkError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, definition, user, form)
    return redirect(Journey(definition, draft, "").first.url)


def _page(
    request: HttpRequest, definition: ServiceDefinition, user: User, form: WhoForm
) -> HttpResponse:
    way_back = urlencode({"next": request.path})
    begun = drafts_of(user).filter(service=definition.slug)[:SHOWN_DRAFTS]
    context = {
        "definition": definition,
        "form": form,
        "company_url": f"{reverse('desk:register')}?{way_back}",
        "drafts": [
            (draft, Journey(definition, draft, "").resume().url) for draft in begun
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "eservices/apply/start.html", context, status=status)
