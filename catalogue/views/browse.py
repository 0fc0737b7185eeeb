"""Browsing: the tree of fields (ICS) and the committees."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue import browsing
from catalogue.models import Committee, Ics
from catalogue.search import Question, Results, search
from mongolian.folding import clean_text

COMMITTEES_A_PAGE = 60
MAX_TYPED = 100  # characters

Crumb = dict[str, str]


@require_safe
def ics_index(request: HttpRequest) -> HttpResponse:
    """The fields of the classification."""
    context = {
        "branches": browsing.collection().branches,
        "crumbs": [_standards(), _crumb(_("Fields (ICS)"))],
    }
    return render(request, "catalogue/ics_index.html", context)


@require_safe
def ics(request: HttpRequest, code: str) -> HttpResponse:
    """One code: where it stands, what is below it, and its editions."""
    field, branches = browsing.field_and_branches(code)
    if field is None:
        raise Http404
    context = {
        "field": field,
        "crumbs": _path_to(field),
        "branches": branches,
        "results": _editions(request, Question(ics=field.code)),
        "search_query": Question(ics=field.code).query(),
    }
    return render(request, "catalogue/ics.html", context)


def _path_to(field: Ics) -> list[Crumb]:
    above = field.parent
    crumbs = [_crumb(field.code)]
    while above is not None:
        label = f"{above.code} {above.title}"
        crumbs.append(_crumb(label, above.get_absolute_url(), above.title_language))
        above = above.parent
    crumbs.append(_crumb(_("Fields (ICS)"), reverse("catalogue:ics_index")))
    return [_standards(), *reversed(crumbs)]


def _crumb(label: str, url: str = "", lang: str = "") -> Crumb:
    return {"label": label, "url": url, "lang": lang}


def _standards() -> Crumb:
    return _crumb(_("Standards"), reverse("catalogue:search"))


def _editions(request: HttpRequest, question: Question) -> Results:
    """The best first; only the day and the page are the reader's to choose."""
    asked = Question.read(request.GET)
    return search(question.with_(on=asked.on, page=asked.page, after=asked.after))


@require_safe
def committees(request: HttpRequest) -> HttpResponse:
    """All committees, or those that have what was typed."""
    text = clean_text(request.GET.get("q", ""))[:MAX_TYPED].strip()
    found = browsing.committees_named(text)
    page = Paginator(found, COMMITTEES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "text": text,
        "page": page,
        "query": Question(text=text).query(),
        "chairs": browsing.chairs(list(page.object_list)),
        "crumbs": [_standards(), _crumb(_("Committees"))],
    }
    return render(request, "catalogue/committees.html", context)


@require_safe
def committee(request: HttpRequest, slug: str) -> HttpResponse:
    """One committee and its editions."""
    found = get_object_or_404(Committee, slug=slug)
    above = _crumb(_("Committees"), reverse("catalogue:committees"))
    context = {
        "committee": found,
        "crumbs": [_standards(), above, _crumb(found.code)],
        "results": _editions(request, Question(committee=found.slug)),
        "search_query": Question(committee=found.slug).query(),
    }
    return render(request, "catalogue/committee.html", context)
