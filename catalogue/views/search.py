"""The search page, its suggestions, and what stands there before anything is asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalogue import browsing
from catalogue.search import Question, Results, Suggestion, suggest
from catalogue.search import search as find
from catalogue.views import filters

SUGGESTIONS_KEPT = 300  # seconds


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found; without a question the ways in."""
    question = Question.read(request.GET)
    if question.is_empty:
        return _start(request)
    results = find(question)
    template = "catalogue/search.html" if results.hits else "catalogue/nothing.html"
    return render(request, template, _context(results))


def _start(request: HttpRequest) -> HttpResponse:
    collection = browsing.collection()
    context = {
        "examples": browsing.EXAMPLES,
        "held": collection.total,
        "branches": collection.branches,
    }
    return render(request, "catalogue/start.html", context)


def _context(results: Results) -> dict[str, Any]:
    question = results.question
    return {
        "results": results,
        "question": question,
        "facets": filters.groups(results.facets),
        "chosen": filters.chosen(question, results.facets),
        "kept": filters.kept(question),
        # Suggestions for who has no scripts: what this answer holds.
        "known": [hit.edition.code for hit in results.hits],
        "valid_query": filters.only_valid(question),
        "text_query": Question(text=question.text).query(),
        "today_query": question.with_(on=None).query(),
        "examples": browsing.EXAMPLES,
    }


@require_safe
@cache_control(public=True, max_age=SUGGESTIONS_KEPT)
def suggestions(request: HttpRequest) -> JsonResponse:
    """Codes, words and titles that begin like `q`, each with its page."""
    question = Question.read(request.GET)
    rows = [
        {"text": str(one.text), "kind": one.kind, "url": _url(one)}
        for one in suggest(question.text)
    ]
    return JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})


def _url(suggestion: Suggestion) -> str:
    if suggestion.url:
        return suggestion.url
    return f"{reverse('catalogue:search')}?{suggestion.query}"
