"""What every format of an edition is made from: read once, in six queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from catalogue.addresses import permanent_url
from catalogue.models import Edition, Ics, Identifier, Title

# How a relation is called from its other end.
_BACKWARDS = {
    "replaces": "replaced_by",
    "amends": "amended_by",
    "adopts": "adopted_by",
    "cites": "cited_by",
}


@dataclass(frozen=True)
class Named:
    """A title in one language and script (ISO 639-1 or 639-2, ISO 15924)."""

    language: str
    script: str
    text: str


@dataclass(frozen=True)
class Tie:
    """A relation as seen from the edition: replaces, replaced_by, amends …"""

    kind: str
    code: str
    degree: str  # IDT, MOD, NEQ of an adoption, else empty


@dataclass(frozen=True)
class Record:
    """An edition with all that is told of it outside the site."""

    edition: Edition
    titles: tuple[Named, ...]  # that of the publisher's own language first
    ties: tuple[Tie, ...]
    ics: tuple[Ics, ...]
    identifiers: tuple[Identifier, ...]
    url: str

    @property
    def title(self) -> str:
        """The first title, else the designation: no format can do without."""
        return self.titles[0].text if self.titles else self.edition.code

    @property
    def language(self) -> str:
        """The language of the first title, empty without one."""
        return self.titles[0].language if self.titles else ""

    @property
    def publisher(self) -> str:
        """The publisher in the language of the title, else its code."""
        body = self.edition.standard.body
        name = body.name_mn if self.language == "mn" else body.name_en
        return name or body.name_en or body.code

    @property
    def date_parts(self) -> list[int]:
        """Year, month and day of publication, as far as they are known."""
        return [int(part) for part in self.edition.published.split("-") if part]


def record_of(edition: Edition) -> Record:
    """Everything public about an edition that comes with its standard and body."""
    prefetch_related_objects(
        [edition],
        "ics",
        "titles",
        "identifiers",
        "relations_from",
        "relations_to",
    )
    return Record(
        edition=edition,
        titles=tuple(_titles(edition, list(edition.titles.all()))),
        ties=tuple(_ties(edition)),
        ics=tuple(edition.ics.all()),
        identifiers=tuple(edition.identifiers.all()),
        url=permanent_url(edition),
    )


def _titles(edition: Edition, others: list[Title]) -> Iterator[Named]:
    own = [
        Named("mn", "Cyrl", edition.title_mn),
        Named("en", "Latn", edition.title_en),
    ]
    if edition.standard.body.code != "MNS":
        own.reverse()
    yield from (title for title in own if title.text)
    for other in others:
        yield Named(other.language, other.script, other.text)


def _ties(edition: Edition) -> Iterator[Tie]:
    """Relations from both ends; those to what the office has not published left out."""
    public = set(
        Edition.objects.public()
        .filter(pk__in=[pk for pk, _tie in _all_ties(edition) if pk])
        .values_list("pk", flat=True)
    )
    for pk, tie in _all_ties(edition):
        if pk is None or pk in public:
            yield tie


def _all_ties(edition: Edition) -> Iterator[tuple[int | None, Tie]]:
    for one in edition.relations_from.all():
        yield one.to_edition_id, Tie(one.kind, one.to_code, one.degree)
    for one in edition.relations_to.all():
        kind = _BACKWARDS[one.kind]
        yield one.from_edition_id, Tie(kind, one.from_code, one.degree)
