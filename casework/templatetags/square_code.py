"""QR codes in templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from casework.receipts.qr import qr_svg

register = template.Library()


@register.simple_tag
def square_code(text: str, title: str) -> SafeString:
    """The text as a QR code in SVG; `title` is what a screen reader says."""
    return qr_svg(text, title=title)
