"""The page of one unit, its news, and the texts of the agency."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from branches import structured
from branches.branch import BranchPage, Text
from branches.geography import VIEW_BOX, aimags
from branches.models import Page, PageKind, Revision
from organisation.models import Unit

NEWS_A_PAGE = 20


def unit_at(slug: str) -> Unit:
    """The working unit at an address; 404 for any other."""
    units = Unit.objects.active().select_related("place_of_unit__photo")
    unit: Unit = get_object_or_404(units, code=slug)
    return unit


@require_safe
def branch(request: HttpRequest, slug: str) -> HttpResponse:
    """What a person needs of a unit."""
    return branch_page(request, BranchPage(unit_at(slug), timezone.now()))


def branch_page(
    request: HttpRequest, page: BranchPage, *, is_preview: bool = False
) -> HttpResponse:
    """The page as everybody sees it, or as it would look."""
    context = {
        "page": page,
        "unit": page.unit,
        "aimags": aimags().values(),
        "view_box": VIEW_BOX,
        "structured": structured.script(page),
        "is_preview": is_preview,
    }
    return render(request, "branches/branch.html", context)


@require_safe
def article(request: HttpRequest, slug: str, article: str) -> HttpResponse:
    """One news text."""
    unit = unit_at(slug)
    text = live_text(unit, PageKind.NEWS, article)
    return article_page(request, text)


def article_page(
    request: HttpRequest, text: Text, *, is_preview: bool = False
) -> HttpResponse:
    """A news text, or a page of the agency, as everybody sees it."""
    context = {"text": text, "unit": text.page.unit, "is_preview": is_preview}
    return render(request, "branches/article.html", context)


@require_safe
def agency_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A text of the head office: about, structure, law, contact."""
    office = Unit.objects.head_office()
    return article_page(request, live_text(office, PageKind.PAGE, slug))


def live_text(unit: Unit, kind: str, slug: str) -> Text:
    """The live text at an address; 404 when none is shown now."""
    pages = Page.objects.live(timezone.now()).filter(unit=unit, kind=kind, slug=slug)
    page = pages.select_related("unit").first()
    if page is None:
        raise Http404
    revision = Revision.objects.select_related("picture").get(pk=page.live_id)
    return Text(page, revision)


@require_safe
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """Every news text of a unit, the newest first; ?before= a page's number."""
    unit = unit_at(slug)
    pages = Page.objects.live(timezone.now()).filter(unit=unit, kind=PageKind.NEWS)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        pages = pages.filter(pk__lt=int(before))
    shown = list(pages.order_by("-pk")[: NEWS_A_PAGE + 1])
    revisions = Revision.objects.in_bulk([page.live_id for page in shown])
    texts = [Text(page, revisions[page.live_id]) for page in shown[:NEWS_A_PAGE]]
    context = {
        "unit": unit,
        "texts": texts,
        "older": texts[-1].page.pk if len(shown) > NEWS_A_PAGE else None,
    }
    return render(request, "branches/news.html", context)
