"""The catalogue for search engines: pages of at most 10,000 addresses.

A page is a range of ids, so reading one never counts through those before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Max, QuerySet
from django.urls import reverse
from django.utils.translation import override

from catalogue.models import Edition

# Each in two languages: 10,000 addresses, a fifth of what the protocol allows.
IDS_A_PAGE = 5000
CACHE_SECONDS = 300
# What is listed: the field that numbers it and the one that addresses it.
KINDS = {"standards": ("standard_id", "standard__slug"), "editions": ("id", "slug")}


@dataclass(frozen=True)
class SitemapPage:
    """One page of the sitemap, and when anything on it last changed."""

    kind: str
    number: int
    changed_at: datetime


def sitemap_pages() -> list[SitemapPage]:
    """All pages that are not empty; kept a few minutes, because it reads every row."""
    found: list[SitemapPage] | None = cache.get("catalogue.sitemap_pages")
    if found is None:
        found = [page for kind in KINDS for page in _pages_of(kind)]
        cache.set("catalogue.sitemap_pages", found, CACHE_SECONDS)
    return found


def _pages_of(kind: str) -> Iterator[SitemapPage]:
    rows = (
        Edition.objects.public()
        .values(number=F(KINDS[kind][0]) / IDS_A_PAGE)
        .annotate(changed=Max("changed_at"))
        .order_by("number")
        .values_list("number", "changed")
    )
    for at, changed_at in rows:
        yield SitemapPage(kind, at, changed_at)


def addresses(kind: str, number: int) -> Iterator[tuple[str, datetime]]:
    """Each whole address of one page, in every language, with its last change."""
    rows = list(_rows(kind, number))
    for prefix in _prefixes():
        for slug, changed_at in rows:
            yield f"{prefix}{slug}/", changed_at


def _rows(kind: str, number: int) -> QuerySet[Edition, tuple[str, datetime]]:
    key, slug = KINDS[kind]
    first = number * IDS_A_PAGE
    wanted = {f"{key}__gte": first, f"{key}__lt": first + IDS_A_PAGE}
    return (
        Edition.objects.public()
        .filter(**wanted)
        .values_list(slug)
        .annotate(changed=Max("changed_at"))
        .order_by(slug)
    )


def _prefixes() -> list[str]:
    """Where the catalogue begins in each language; one reverse for 5,000 addresses."""
    prefixes = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            prefixes.append(f"{settings.SITE_URL}{reverse('catalogue:search')}")
    return prefixes
