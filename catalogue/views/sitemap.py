"""One page of the catalogue's sitemap."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.sitemaps.views import x_robots_tag
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from catalogue.sitemaps import KINDS, addresses

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)


@require_safe
@x_robots_tag
def sitemap(request: HttpRequest, kind: str, number: int) -> StreamingHttpResponse:
    """Addresses of standards or of editions; 404 for a page that is empty."""
    if kind not in KINDS or number > 2**31:
        raise Http404
    lines = _lines(kind, number)
    first = next(lines, None)
    if first is None:
        raise Http404
    return StreamingHttpResponse(
        _document(first, lines), content_type="application/xml; charset=utf-8"
    )


def _document(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield _HEAD
    yield first
    yield from rest
    yield "</urlset>\n"


def _lines(kind: str, number: int) -> Iterator[str]:
    # An address is made of small letters, digits and hyphens: nothing to escape.
    for address, changed_at in addresses(kind, number):
        changed = changed_at.isoformat(timespec="seconds")
        yield f"<url><loc>{address}</loc><lastmod>{changed}</lastmod></url>\n"
