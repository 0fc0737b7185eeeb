"""Texts, pictures and opening hours in templates."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from branches import markdown
from branches.models import Picture, Revision
from branches.opening import Now, Opening
from branches.views.feeds import summary

register = template.Library()


@register.filter
def as_markdown(text: str, top: int = 3) -> SafeString:
    """A text of an editor as safe HTML, its headings from level `top` on."""
    return markdown.render(text, top=top)


@register.filter
def first_words(revision: Revision) -> str:
    """The beginning of a text, in plain words."""
    return summary(revision)


@register.filter
def text_language(revision: Revision) -> str:
    """The language a text is shown in, for the lang attribute."""
    from django.utils.translation import get_language

    return "en" if get_language() == "en" and revision.title_en else "mn"


@register.filter
def is_open(opening: Opening) -> bool:
    """Whether it is open now."""
    return opening.now == Now.OPEN


@register.filter
def widest(picture: Picture) -> str:
    """The address of the widest file of a picture."""
    return _address(picture, picture.widths[-1])


@register.filter
def srcset(picture: Picture) -> str:
    """Every width of a picture, as browsers choose from."""
    return ", ".join(f"{_address(picture, width)} {width}w" for width in picture.widths)


def _address(picture: Picture, width: int) -> str:
    return reverse("picture", args=[picture.sha256, width])
