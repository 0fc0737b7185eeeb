"""What a maker and a model are called: suggestions from the approved types.

The register of types is public; nobody's own instruments are looked at. A plain
<datalist> in the page, so that it works without scripts and asks for nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from eservices.engine.definition import Rows
from eservices.models import Certificate, CertificateState
from eservices.services.content import fact

TYPES_LOOKED_AT = 300  # the newest
MOST = 150  # of one list, so that the page stays small
LIST = "instruments"
KEPT_SECONDS = 600
_MARK = "approved_types"
_MAKER, _MODELS = (fact(word, "")[0] for word in ("maker", "models"))


@dataclass(frozen=True)
class Suggestions:
    """The options of one box; `id` is what the box names."""

    column: str
    options: list[str]

    @property
    def id(self) -> str:
        """Its place in the page."""
        return f"known-{self.column}"


def suggestions_for(rows: Rows) -> list[Suggestions]:
    """For the boxes of an instrument; one query, and none while it is remembered."""
    if rows.key != LIST:
        return []
    known: dict[str, list[str]] | None = cache.get(_MARK)
    if known is None:
        known = _read()
        cache.set(_MARK, known, KEPT_SECONDS)
    return [
        Suggestions(column, options) for column, options in known.items() if options
    ]


def _read() -> dict[str, list[str]]:
    facts = list(_facts())
    makers = [value for label, value in facts if label == _MAKER]
    models = [
        model
        for label, value in facts
        if label == _MODELS
        for model in value.split(", ")
    ]
    return {"maker": _few(makers), "model": _few(models)}


def _few(words: list[str]) -> list[str]:
    """Each once, the newest ones, in the order of the alphabet."""
    return sorted(list(dict.fromkeys(filter(None, words)))[:MOST])


def _facts() -> Iterator[tuple[str, str]]:
    """Labels in Mongolian with their values, of the types approved today."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate())
    approved = Certificate.objects.filter(
        lasting,
        service__code="S3",
        state=CertificateState.VALID,
        is_positive=True,
    )
    newest = approved.order_by("-pk").values_list("content", flat=True)
    for content in newest[:TYPES_LOOKED_AT]:
        for section in content.get("sections", ()):
            yield from ((label, value) for label, _, value in section["facts"])
