"""The search: understand, find, fall back, count, make the cards."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import RawSQL

from catalogue import designations
from catalogue.models import Edition
from catalogue.querysets import EditionQuerySet
from catalogue.search.answers import Results
from catalogue.search.candidates import (
    NAMED,
    Page,
    cursor_before,
    cursor_behind,
    first_page,
    matching,
    page_of,
)
from catalogue.search.cards import hits
from catalogue.search.counts import of as counts_of
from catalogue.search.fallbacks import Attempt, attempts
from catalogue.search.narrowing import facets
from catalogue.search.question import Question
from catalogue.search.reading import Reading
from catalogue.search.understand import read
from catalogue.search.unfound import note

PAGE_SIZE = 20
_NEAREST = 10


def search(question: Question, *, size: int = PAGE_SIZE) -> Results:
    """One page of what was asked for, with all the page says about it."""
    attempt, page = answer(question, size=size)
    if not page.found:
        return _nothing(question, attempt)
    # Counts of what a fallback reads are never kept: they are not looked up.
    matches = 0 if attempt.name else page.matches
    counted = counts_of(
        question, attempt.reading, matches=matches, joined_by=attempt.joined_by
    )
    return Results(
        question=question,
        reading=attempt.reading,
        hits=hits(page.found, attempt.reading),
        total=counted.total,
        facets=facets(question, counted),
        fallback=attempt.name,
        next_query=_next(question, page, attempt.name),
        previous_query=_previous(question, page, attempt.name),
    )


def answer(question: Question, *, size: int) -> tuple[Attempt, Page]:
    """The reading that found something, else the first, with its page."""
    first = _asked(question)
    page = page_of(question, first.reading, size=size, joined_by=first.joined_by)
    if page.found or question.page > 1 or question.after:
        return first, page
    return _fallen_back(question, first, page, size)


def _asked(question: Question) -> Attempt:
    """The question as it is read, or as the fallback did whose pages are turned."""
    first = Attempt("", read(question))
    others = (one for one in attempts(first.reading) if one.name == question.fallback)
    return next(others, first)


def _fallen_back(
    question: Question, first: Attempt, nothing: Page, size: int
) -> tuple[Attempt, Page]:
    others = list(attempts(first.reading))
    readings = [(one.reading, one.joined_by) for one in others]
    at, page = first_page(question, readings, size=size)
    return (others[at], page) if page.found else (first, nothing)


def _nothing(question: Question, attempt: Attempt) -> Results:
    if question.text and not question.has_filters and question.page == 1:
        note(question.text)
    return Results(
        question, attempt.reading, nearest=tuple(_nearest(question, attempt))
    )


def _nearest(question: Question, attempt: Attempt) -> list[Edition]:
    """Editions of the same number, whoever published them."""
    code = attempt.reading.designation
    if code is None:
        return []
    number = designations.Designation((), "", code.number, "", None, "", None, "", ())
    reading = Reading("code", number)
    page = page_of(Question(text=code.number), reading, size=_NEAREST)
    found = Edition.objects.in_bulk([one.edition_id for one in page.found])
    return [found[one.edition_id] for one in page.found if one.edition_id in found]


def _next(question: Question, page: Page, fallback: str) -> str:
    if not page.has_next:
        return ""
    after = cursor_behind(page.found[-1], fallback)
    return question.with_(page=question.page + 1, after=after).query()


def _previous(question: Question, page: Page, fallback: str) -> str:
    if not page.has_previous and question.page == 1:
        return ""
    if question.page <= 2:
        return question.with_().query()
    before = cursor_before(page.found[0], fallback)
    return question.with_(page=question.page - 1, after=before).query()


def editions(question: Question) -> EditionQuerySet:
    """Everything a question finds by code or title, the most worth first, unranked.

    For feeds and downloads, which want all of it and no order by closeness.
    """
    reading = read(question)
    if reading.kind in ("words", "both") and not reading.asked:
        return Edition.objects.none()
    ids = RawSQL(*_positional(*matching(question, reading)))  # noqa: S611
    found: EditionQuerySet = Edition.objects.filter(pk__in=ids)
    return found.order_by("-search_entry__prior", "-pk")


def _positional(sql: str, parameters: dict[str, Any]) -> tuple[str, list[Any]]:
    """Named parameters as the positional ones an expression of Django takes."""
    names = NAMED.findall(sql)
    return NAMED.sub("%s", sql), [parameters[name] for name in names]
