"""The addresses of the API and what they answer."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import conditional_page
from ninja import Path
from ninja.errors import HttpError

from casework.ratelimit import Limit, take
from catalogue.api.answers import CheckedLine, Classified, Fault, Found, Whole
from catalogue.api.parameters import LANG, SEARCH, size_of
from catalogue.api.public import Legible, PublicAPI, answer_errors, in_its_language
from catalogue.api.rows import brief, checked_line, classified, listed, whole
from catalogue.checking import check_lines
from catalogue.exports.record import record_of
from catalogue.lookup import edition_at
from catalogue.models import Ics
from catalogue.search import Question, Results, search
from organisation.client_address import client_address

Slug = Annotated[
    str, Path(description=gettext_noop("The last part of the address of its page."))
]
CHECKS = Limit("catalogue.api.check", burst=60, seconds=3600)

api = PublicAPI(
    title="Catalogue of standards, MASM, Mongolia",
    version="1.0",
    description=gettext_noop(
        "Search the standards, see their status, check a list. Free, without a key; "
        "unknown parameters are passed over. HEAD answers like GET without the body; "
        "other methods get 405 and the header Allow."
    ),
    urls_namespace="api",
    renderer=Legible(),
    docs_url=None,
    openapi_url=None,
)
answer_errors(api)
api.add_decorator(conditional_page, mode="view")
api.add_decorator(in_its_language, mode="view")


@api.get(
    "/standards",
    response=Found,
    operation_id="searchStandards",
    summary=gettext_noop("Search"),
    description=gettext_noop("The same search as on the site, by the same parameters."),
    openapi_extra={"parameters": SEARCH, "x-example": "?q=iso9001"},
)
def standards(request: HttpRequest) -> dict[str, Any]:
    """One page of editions, the best first."""
    size = size_of(request.GET.get("size", ""))
    results = search(Question.read(request.GET), size=size)
    return {
        "count": results.total,
        "results": [listed(hit.edition, hit.replaced_by) for hit in results.hits],
        "next": _next(request, results.next_query),
        "reading": results.reading.sentence,
        "note": _note(results),
        "nearest": [brief(one) for one in results.nearest],
    }


def _note(results: Results) -> str:
    """What was tried, or what was looked for in vain; nothing behind the last page."""
    question = results.question
    if results.hits or question.page > 1 or question.after:
        return str(results.fallback_sentence)
    return f"{_('Nothing was found')}. {results.reading.sentence}".strip()


def _next(request: HttpRequest, query: str) -> str | None:
    """The address of the next page, with what is not part of the question."""
    if not query:
        return None
    own = {name: request.GET[name] for name in ("size", "lang") if name in request.GET}
    more = f"&{urlencode(own)}" if own else ""
    return f"{settings.SITE_URL}{request.path}?{query}{more}"


@api.post(
    "/standards/check",
    response={200: list[CheckedLine], 400: Fault, 422: Fault, 429: Fault},
    operation_id="checkList",
    summary=gettext_noop("Check a list"),
    description=gettext_noop(
        "Send a JSON array of up to 2,000 designations; each is answered with its "
        "status and what to use instead. Nothing is stored."
    ),
    openapi_extra={
        "parameters": [LANG],
        "x-example": "",
        "x-example-body": '["MNS 5217:2012", "iso 9001-2008"]',
    },
)
def check(request: HttpRequest, lines: list[str]) -> list[dict[str, Any]]:
    """The verdict of each line; at most 60 lists an hour from one address."""
    if not take(CHECKS, client_address(request)):
        raise HttpError(429, _("Too many at once. Please try again in an hour."))
    try:
        return [checked_line(one) for one in check_lines(lines)]
    except ValidationError as error:
        raise HttpError(422, " ".join(error.messages)) from error


@api.get(
    "/standards/{slug:slug}",
    response={200: Whole, 404: Fault},
    operation_id="getStandard",
    summary=gettext_noop("One standard"),
    description=gettext_noop(
        "By the last part of the address of its page: an edition, or the current one "
        "when there is no year in it."
    ),
    openapi_extra={"parameters": [LANG], "x-example": "mns-5217-2012"},
)
def standard(request: HttpRequest, slug: Slug) -> dict[str, Any]:
    """One edition with its relations and the other editions of its standard."""
    edition = edition_at(slug, AnonymousUser())
    if edition is None:
        raise Http404
    return whole(record_of(edition))


@api.get(
    "/ics",
    response=list[Classified],
    operation_id="listIcs",
    summary=gettext_noop("Classification"),
    description=gettext_noop("All codes of the ICS that the catalogue uses."),
    openapi_extra={"parameters": [LANG], "x-example": ""},
)
def ics(request: HttpRequest) -> list[dict[str, Any]]:
    """The whole classification at once."""
    return [classified(one) for one in Ics.objects.select_related("parent")]
