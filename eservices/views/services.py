"""The public pages of the services: all five, and each with its map."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eservices.engine import ServiceDefinition, service_at
from eservices.pages.offers import offer_of, offers


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The five services."""
    return render(request, "eservices/services/index.html", {"offers": offers()})


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what it takes, who does what, how long, what it costs."""
    context = {"offer": offer_of(definition_or_404(slug))}
    return render(request, "eservices/services/service.html", context)


def definition_or_404(slug: str) -> ServiceDefinition:
    """The service at an address; Http404 when there is none."""
    definition = service_at(slug)
    if definition is None:
        raise Http404
    return definition
