"""The address harvesters ask: /oai/."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalogue.oai.arguments import OaiError, read_arguments
from catalogue.oai.verbs import VERBS
from catalogue.oai.xml import add, root, written

XML_TYPE = "text/xml; charset=utf-8"
# Conditions under which the arguments must not be repeated (section 3.6).
_NOT_REPEATED = {"badVerb", "badArgument"}


@csrf_exempt  # no session is read; the protocol wants POST as well
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer one request; what is wrong with it is told in the answer, status 200."""
    base_url = f"{settings.SITE_URL}/oai/"
    arguments: dict[str, str] = {}
    try:
        arguments = read_arguments(
            request.POST if request.method == "POST" else request.GET
        )
        answer = root(base_url, arguments)
        VERBS[arguments["verb"]](answer, arguments)
    except OaiError as error:
        told = {} if error.code in _NOT_REPEATED else arguments
        answer = root(base_url, told)
        add(answer, "error", error.message).set("code", error.code)
    return HttpResponse(written(answer), content_type=XML_TYPE)
