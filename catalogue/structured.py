"""An edition in the words of schema.org, for machines that read pages (JSON-LD)."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from catalogue.models import Access, Edition
from catalogue.pages.page import StandardPage

# As json_script does: a title can never end the element it stands in.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


def script(page: StandardPage) -> SafeString:
    """The data block for the head of the page."""
    return data_block(described(page))


def data_block(data: dict[str, Any]) -> SafeString:
    """Data for machines in a page; it is no script, so the policy lets it be."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(_ESCAPED)),  # noqa: S308  (escaped for its element)
    )


def described(page: StandardPage) -> dict[str, Any]:
    """What the page is about, without what is not known."""
    edition = page.edition
    found = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": _address(edition),
        "url": _address(edition),
        "identifier": edition.code,
        "name": edition.title or edition.code,
        "alternateName": _other_name(edition),
        "inLanguage": edition.languages,
        "datePublished": edition.published,
        "version": edition.edition,
        "creativeWorkStatus": str(edition.get_status_display()),
        "isAccessibleForFree": True if edition.access == Access.FREE else None,
        "publisher": {"@type": "Organization", "name": edition.standard.body.name},
        "exampleOfWork": {
            "@type": "CreativeWork",
            "@id": f"{settings.SITE_URL}{page.standard.get_absolute_url()}",
            "name": page.standard.designation,
        },
        "about": [_field(path[-1].code, path[-1].title) for path in page.ics],
        "isBasedOn": [one.code for one in page.mirror],
        "sameAs": edition.source_url,
    }
    return {key: value for key, value in found.items() if value}


def _address(edition: Edition) -> str:
    return f"{settings.SITE_URL}{edition.get_absolute_url()}"


def _other_name(edition: Edition) -> str:
    other = {edition.title_mn, edition.title_en} - {edition.title, ""}
    return other.pop() if other else ""


def _field(code: str, title: str) -> dict[str, str]:
    return {
        "@type": "DefinedTerm",
        "termCode": code,
        "name": title or code,
        "inDefinedTermSet": "International Classification for Standards",
    }
