"""What makes the portal installable and keeps its form at hand without a network."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

# Pages a phone keeps: none of them shows anything of a person.
KEPT_PAGES = ("home", "feedback:form", "offline")
KEPT_FILES = (
    "css/portal.css",
    "js/portal.js",
    "js/outbox.js",
    "js/offline.js",
    "js/intake.js",
    "js/suggest.js",
    "img/favicon.ico",
    "img/favicon.svg",
    "img/icon-192.png",
)
ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How the portal looks when it is installed; Mongolian, as its front page."""
    with override(settings.LANGUAGE_CODE):
        answer = JsonResponse(_manifest(), content_type="application/manifest+json")
    answer["Cache-Control"] = "max-age=3600"
    return answer


def _manifest() -> dict[str, Any]:
    return {
        "name": _("Agency for Standardization and Metrology"),
        "short_name": _("MASM"),
        "lang": settings.LANGUAGE_CODE,
        "id": "/",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf6",
        "theme_color": "#ffffff",
        "categories": ["government"],
        "icons": [
            {
                "src": static(name),
                "sizes": sizes,
                "type": "image/png",
                "purpose": purpose,
            }
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [
            {"name": _("Send a petition"), "url": reverse("feedback:form")},
            {"name": _("Follow what you sent"), "url": reverse("casework:track")},
        ],
    }


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker with what it keeps; another set of files is another worker."""
    kept = json.dumps(_kept(), sort_keys=True)
    version = hashlib.sha256(kept.encode()).hexdigest()[:12]
    worker = json.dumps(static("js/worker.js"))
    outbox = json.dumps(static("js/outbox.js"))
    script = (
        f"import {{ start }} from {worker};\n"
        f"import * as outbox from {outbox};\n"
        f"start({{ version: {json.dumps(version)}, ...{kept} }}, outbox);\n"
    )
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer


def _kept() -> dict[str, Any]:
    """The addresses the worker keeps, for each language."""
    languages = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            languages[code] = {
                "prefix": reverse("home"),
                "pages": [reverse(name) for name in KEPT_PAGES],
                "offline": reverse("offline"),
                "form": reverse("feedback:form"),
                # What is sent here without a network goes to the outbox instead.
                "sent": [reverse("feedback:check"), reverse("feedback:receipt")],
                "receipt": reverse("feedback:receipt"),
            }
    return {"files": [static(name) for name in KEPT_FILES], "languages": languages}


pwa_patterns = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service_worker"),
]
