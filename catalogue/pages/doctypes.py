"""Kinds of document as sources spell them, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "amendment": pgettext_lazy("document", "amendment"),
    "etsi-standard": pgettext_lazy("document", "ETSI standard"),
    "european-standard": pgettext_lazy("document", "European standard"),
    "european-telecommunication-standard": pgettext_lazy(
        "document", "European telecommunication standard"
    ),
    "group-report": pgettext_lazy("document", "group report"),
    "group-specification": pgettext_lazy("document", "group specification"),
    "guide": pgettext_lazy("document", "guide"),
    "handbook": pgettext_lazy("document", "handbook"),
    "international-standard": pgettext_lazy("document", "international standard"),
    "international-workshop-agreement": pgettext_lazy(
        "document", "international workshop agreement"
    ),
    "japanese-industrial-standard": pgettext_lazy(
        "document", "Japanese industrial standard"
    ),
    "national-standard": pgettext_lazy("document", "national standard"),
    "publicly-available-specification": pgettext_lazy(
        "document", "publicly available specification"
    ),
    "question": pgettext_lazy("document", "study question"),
    "recommendation": pgettext_lazy("document", "recommendation"),
    "recommendation-amendment": pgettext_lazy("document", "amendment"),
    "recommendation-annex": pgettext_lazy("document", "annex"),
    "recommendation-corrigendum": pgettext_lazy("document", "corrigendum"),
    "recommendation-supplement": pgettext_lazy("document", "supplement"),
    "resolution": pgettext_lazy("document", "resolution"),
    "technical-report": pgettext_lazy("document", "technical report"),
    "technical-specification": pgettext_lazy("document", "technical specification"),
    "vocabulary": pgettext_lazy("document", "vocabulary"),
}
_SAME = {
    "etsi-guide": "guide",
    "etsi-technical-report": "technical-report",
    "gsm-technical-specification": "technical-specification",
}


def word(doctype: str) -> str:
    """The kind in the language of the page; empty when we have no word for it."""
    key = doctype.strip().lower().replace(" ", "-").replace("_", "-")
    return str(WORDS.get(_SAME.get(key, key), ""))
