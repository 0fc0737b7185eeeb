"""Pictures and documents of units, for everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from branches import pictures
from branches.documents import path_of
from branches.models import Document

A_YEAR = 365 * 24 * 3600  # seconds; a picture's address is that of its content


@require_safe
def picture(request: HttpRequest, sha256: str, width: int) -> HttpResponseBase:
    """One width of a picture; its address never means another."""
    try:
        content = pictures.path_of(sha256, width).open("rb")
    except (ValueError, FileNotFoundError) as error:
        raise Http404 from error
    response = FileResponse(content, content_type="image/webp")
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A public document of a working unit, as a download."""
    found = get_object_or_404(
        Document, pk=pk, unit__code=slug, unit__is_active=True, is_public=True
    )
    return document_response(found)


def document_response(found: Document) -> HttpResponseBase:
    """The file as a download that a browser saves and never shows."""
    try:
        content = path_of(found.sha256).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=found.content_type)
    name = content_disposition_header(True, found.original_name)
    response["Content-Disposition"] = str(name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Robots-Tag"] = "noindex" if settings.DEMO_MODE else "all"
    return response
