"""Pages beside the API: its description for machines and for people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from catalogue.api import api, documentation
from catalogue.api.public import fault, in_any_method, language_of


@csrf_exempt
@in_any_method
@require_safe
@conditional_page
@cache_control(public=True, max_age=3600)
def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI description, for any site to read."""
    answer = JsonResponse(
        api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False}
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@csrf_exempt
@in_any_method
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people; `?lang=en` for English, as in the API itself."""
    language = language_of(request)
    with override(language):
        other = "mn" if language == "en" else "en"
        context = {
            "operations": documentation.operations(api.get_openapi_schema()),
            "OTHER_LANGUAGE_URL": f"{request.path}?lang={other}",
        }
        answer = render(request, "catalogue/api.html", context)
    answer["Content-Language"] = language
    return answer


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> JsonResponse:
    """Any other address below /api/: a sentence as JSON, as everywhere here."""
    with override(language_of(request)):
        sentence = _("There is nothing at this address.")
    return fault(sentence, 404)
