"""The sitemap: an index, the pages that stand for themselves, and the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.sitemaps import sitemap_pages
from eservices.certificates.registers import REGISTERS
from eservices.engine import all_services
from surveys.models import Survey
from surveys.querysets import SurveyQuerySet


class Pages(Sitemap[str]):
    """Pages that stand for themselves."""

    i18n = True
    alternates = True
    x_default = True
    changefreq = "weekly"

    def items(self) -> list[str]:
        """Names of URLs."""
        return [
            "home",
            "feedback:form",
            "catalogue:search",
            "catalogue:changes",
            "services:index",
            "verify:check",
            "registers:index",
            "registers:instruments",
            "registers:standards",
            "branches:index",
            "surveys:index",
            "statistics",
            "open_data",
        ]

    def location(self, item: str) -> str:
        """The address of one page."""
        return reverse(item)


class Services(Sitemap[str]):
    """The page of each service, and the registers that come of them."""

    i18n = True
    alternates = True
    x_default = True
    changefreq = "weekly"

    def items(self) -> list[str]:
        """Names of URLs with their argument."""
        services = [f"services:service {each.slug}" for each in all_services()]
        return services + [f"registers:listed {slug}" for slug in REGISTERS]

    def location(self, item: str) -> str:
        """The address of one page."""
        name, slug = item.split()
        return reverse(name, args=[slug])


class Surveys(Sitemap[Survey]):
    """Every published survey."""

    i18n = True
    alternates = True
    x_default = True
    changefreq = "weekly"

    def items(self) -> SurveyQuerySet:
        """Those everybody may know of."""
        return Survey.objects.published().order_by("pk")

    def location(self, item: Survey) -> str:
        """The address of the questionnaire."""
        return item.address


SITEMAPS: dict[str, type[Sitemap[Any]]] = {
    "pages": Pages,
    "services": Services,
    "surveys": Surveys,
}


@dataclass(frozen=True)
class Listed:
    """A sitemap as Django's template of an index reads it."""

    location: str
    last_mod: datetime | None = None


@require_safe
@x_robots_tag
def index(request: HttpRequest) -> HttpResponse:
    """Every sitemap there is, each with its last change."""
    listed = [Listed(f"{settings.SITE_URL}{reverse('sitemap_pages')}")]
    for page in sitemap_pages():
        path = reverse("sitemap_part", args=[page.kind, page.number])
        listed.append(Listed(f"{settings.SITE_URL}{path}", page.changed_at))
    return render(
        request,
        "sitemap_index.xml",
        {"sitemaps": listed},
        content_type="application/xml",
    )
