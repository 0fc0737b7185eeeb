"""What holds for every answer of the API: language, headers, errors in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    RawPostDataException,
)
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

KEPT = 300  # seconds an answer may be reused
RETRY_AFTER = 3600  # seconds until who was slowed down is sure to be let in

View = Callable[..., HttpResponse]


class Legible(JSONRenderer):
    """Cyrillic as it is: a third of the bytes of its escapes."""

    json_dumps_params = {"ensure_ascii": False}


class PublicAPI(NinjaAPI):
    """An API that any page of any site may read, without cookies."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Its addresses; each answers HEAD, and a wrong method with a sentence."""
        patterns, name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = in_any_method(pattern.callback)
        return patterns, name, namespace

    def create_response(self, request: HttpRequest, *args: Any, **given: Any) -> Any:
        """Every answer, errors as well, passes here."""
        answer = super().create_response(request, *args, **given)
        if request.method in {"GET", "HEAD"}:
            answer["Access-Control-Allow-Origin"] = "*"
            if answer.status_code == 200:
                answer["Cache-Control"] = f"public, max-age={KEPT}"
        return answer


def language_of(request: HttpRequest) -> str:
    """The language asked for by `lang`, Mongolian when none or another is."""
    asked = request.GET.get("lang", "")
    known = {code for code, _name in settings.LANGUAGES}
    return asked if asked in known else settings.LANGUAGE_CODE


def in_its_language(view: View) -> View:
    """Labels and sentences, those of errors too, in the language asked for."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        language = language_of(request)
        with override(language):
            answer = view(request, *args, **given)
        answer["Content-Language"] = language
        return answer

    return wrapped


def in_any_method(view: View) -> View:
    """HEAD as GET, and for a method that is not answered a sentence in JSON."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        method = request.method
        if method == "HEAD":
            request.method = "GET"
        answer = view(request, *args, **given)
        request.method = method
        return _not_allowed(request, answer) if answer.status_code == 405 else answer

    return wrapped


def _not_allowed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    allowed = set(answer["Allow"].split(", "))
    if "GET" in allowed:
        allowed.add("HEAD")
    with override(language_of(request)):
        sentence = _("This address answers other methods only: see the header Allow.")
    refused = fault(sentence, 405)
    refused["Allow"] = ", ".join(sorted(allowed))
    return refused


def unread(request: HttpRequest, status: int) -> HttpResponse:
    """What no view could read: a sentence, in Mongolian where not even that is clear.

    The status is 400, or 413 for what is too much.
    """
    try:
        language = language_of(request)
    except (ValueError, LookupError, SuspiciousOperation, BadRequest):
        language = settings.LANGUAGE_CODE
    with override(language):
        return fault(too_much() if status == 413 else unreadable(), status)


def fault(sentence: str, status: int) -> JsonResponse:
    """A sentence as every error of the API is told."""
    return JsonResponse(
        {"error": sentence}, status=status, json_dumps_params=Legible.json_dumps_params
    )


def answer_errors(api: NinjaAPI) -> None:
    """Each error is one sentence in a JSON object: {"error": "…"}."""

    def told(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
        return api.create_response(request, {"error": sentence}, status=status)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Exception) -> HttpResponse:
        return told(request, _("There is nothing at this address."), 404)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: Exception) -> HttpResponse:
        return told(request, unreadable(), 422)

    @api.exception_handler(RawPostDataException)
    def form(request: HttpRequest, error: Exception) -> HttpResponse:
        # A form with files, whose fields the middleware has read.
        return told(request, unreadable(), 400)

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: Exception) -> HttpResponse:
        return told(request, too_much(), 413)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        # Ninja's own say 400, "Cannot parse request body"; ours say what to do.
        if error.status_code == 400:
            return told(request, unreadable(), 422)
        answer = told(request, str(error), error.status_code)
        if error.status_code == 429:
            answer["Retry-After"] = str(RETRY_AFTER)
        return answer


def too_much() -> str:
    """The sentence for a body that is too long."""
    return _("That is too much at once. Send it in parts.")


def unreadable() -> str:
    """The sentence for a body that is no JSON or not of the right shape."""
    return _("This cannot be read. Send JSON as the description of the API says.")
