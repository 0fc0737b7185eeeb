"""Texts of editors: Markdown in a safe subset, drawn to HTML in one way.

Two fences: the parser knows no HTML, and what it made is cleaned against a list of
tags. So a script in a text is shown as the letters it consists of.
"""

from __future__ import annotations

import re
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# An editor's headings have two levels, whatever signs they were written with.
_UPPER, _LOWER = {"h1", "h2"}, {"h3", "h4", "h5", "h6"}
_TAGS = frozenset(
    {
        *("p", "br", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "a", "hr"),
        *("blockquote", "table", "thead", "tbody", "tr", "th", "td", "code", "pre"),
    }
)
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_parser = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    .enable("table")
    .disable("image")
)
# What Word and browsers put on the clipboard instead of text.
_PASTED = re.compile(
    r"<\s*(?:html|body|meta|style|script|o:p|span|div|p|font|!--)\b|<!--|mso-",
    re.IGNORECASE,
)


def render(text: str, *, top: int = 3) -> SafeString:
    """The text as HTML that can do no harm; its headings begin at level `top`."""
    tokens = _parser.parse(text)
    for token in tokens:
        token.tag = _heading(token.tag, top)
    drawn = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        drawn,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned against a list in the line above


def _heading(tag: str, top: int) -> str:
    if tag in _UPPER:
        return f"h{top}"
    return f"h{top + 1}" if tag in _LOWER else tag


def plain(text: str) -> str:
    """The words of a Markdown text, for summaries, feeds and search."""
    stripped = nh3.clean(str(render(text)), tags=set())
    return " ".join(unescape(stripped).split())


def is_pasted_html(text: str) -> bool:
    """Whether the text is the source of a web page or of Word, not words."""
    return bool(_PASTED.search(text))


def without_html(text: str) -> str:
    """The words of pasted HTML: contents of styles and scripts gone, tags gone."""
    words = nh3.clean(
        re.sub(r"</(p|div|li|h[1-6]|tr)\s*>|<br\s*/?>", "\n", text),
        tags=set(),
        clean_content_tags={"script", "style", "title", "xml"},
    )
    lines = (" ".join(line.split()) for line in unescape(words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
