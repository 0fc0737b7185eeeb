"""Editions in the formats of reference managers and machines, lists as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from catalogue.addresses import permanent_url
from catalogue.exports.formats import FORMATS
from catalogue.exports.record import record_of
from catalogue.exports.sheets import CSV_TYPE, csv_lines
from catalogue.feeds import QuestionFeed, StandardFeed
from catalogue.lookup import edition_at
from catalogue.models import Edition
from catalogue.search import Question, editions

MOST_ROWS = 5000
_CHUNK = 500


@require_safe
@conditional_page
def export(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One edition in one format, as a file; 304 when the reader has it already."""
    edition = edition_at(slug, request.user)
    chosen = FORMATS.get(name)
    if edition is None or chosen is None:
        raise Http404
    answer = HttpResponse(
        chosen.write(record_of(edition)), content_type=chosen.content_type
    )
    answer["Content-Disposition"] = (
        f'attachment; filename="{edition.slug}.{chosen.extension}"'
    )
    return answer


@require_safe
def results_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All that a question finds, up to 5,000 rows, best first; as it is read."""
    question = Question.read(request.GET)
    lines = csv_lines(_rows(question, get_language() or ""))
    answer = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="standards.csv"'
    return answer


def _rows(question: Question, language: str) -> Iterator[list[object]]:
    found = editions(question).public()[:MOST_ROWS]
    whole = found.select_related("standard__body", "committee").prefetch_related("ics")
    # The rows are read after the view, when another language may be active.
    with override(language):
        yield [str(name) for name in _headings()]
        for edition in whole.iterator(chunk_size=_CHUNK):
            yield _row(edition)


def _headings() -> list[str]:
    return [
        _("Designation"),
        _("Title (Mongolian)"),
        _("Title (English)"),
        _("Status"),
        _("Published"),
        _("Publisher"),
        _("ICS"),
        _("Committee"),
        _("Address"),
    ]


def _row(edition: Edition) -> list[object]:
    return [
        edition.code,
        edition.title_mn,
        edition.title_en,
        edition.get_status_display(),
        edition.published,
        edition.standard.body.code,
        ", ".join(ics.code for ics in edition.ics.all()),
        edition.committee or "",
        permanent_url(edition),
    ]


feed = require_safe(conditional_page(QuestionFeed()))
standard_feed = require_safe(conditional_page(StandardFeed()))
