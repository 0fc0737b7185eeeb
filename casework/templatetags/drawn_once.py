"""Parts of a page that are the same on thousands of pages."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def drawn_once(template_name: str, **context: str) -> SafeString:
    """A template drawn once for each language and each `context`, which is all it sees.

    Only for what neither data nor people change while the portal runs.
    """
    return _drawn(template_name, get_language(), tuple(context.items()))


@lru_cache(maxsize=500)
def _drawn(
    template_name: str, _language: str | None, context: tuple[tuple[str, str], ...]
) -> SafeString:
    return render_to_string(template_name, dict(context))
