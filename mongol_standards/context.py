"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

# Staff work in Mongolian: these pages have no English twin.
ONE_LANGUAGE = ("/admin/",)


def portal(request: HttpRequest) -> dict[str, Any]:
    """The hotline, the mode, and the same page in the other language."""
    is_english = get_language() == "en"
    path = request.path
    bare = path.removeprefix("/en") if path.startswith("/en/") else path
    return {
        "HOTLINE": settings.HOTLINE,
        "HOTLINE_DISPLAY": f"{settings.HOTLINE[:4]} {settings.HOTLINE[4:]}",
        "DEMO_MODE": settings.DEMO_MODE,
        "SITE_URL": settings.SITE_URL,
        "OTHER_LANGUAGE_CODE": "mn" if is_english else "en",
        "OTHER_LANGUAGE_NAME": "Монгол" if is_english else "English",
        "OTHER_LANGUAGE_URL": _other_url(bare, is_english, _asked(request)),
    }


def _asked(request: HttpRequest) -> str:
    """What was asked for in the address, such as a search; "" when nothing was."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _other_url(bare: str, is_english: bool, asked: str) -> str:
    if bare.startswith(ONE_LANGUAGE):
        return ""
    return f"{bare}{asked}" if is_english else f"/en{bare}{asked}"
