"""The sitemap: an index, the pages that stand for themselves, and the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.sitemaps import sitemap_pages


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
            "statistics",
            "open_data",
        ]

    def location(self, item: str) -> str:
        """The address of one page."""
        return reverse(item)


SITEMAPS = {"pages": Pages}


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
