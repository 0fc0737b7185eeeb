"""What a search gives back: how it was read, what was found, how it can be narrowed."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalogue.models import Edition
from catalogue.search.question import Question
from catalogue.search.reading import Reading

FALLBACK_SENTENCES: dict[str, str | Promise] = {
    "script": _(
        "Nothing is spelt exactly so. These were found by the sound of the words."
    ),
    "typo": _("Nothing was found for the words as typed. Perhaps you meant these."),
    "number": _("Nothing of that number has the words. This is the number alone."),
    "no_year": _("There is none of that year. These are the editions of other years."),
    "no_part": _("There is no such part. These are the other parts."),
    "any_word": _("Nothing has all of the words. These have some of them."),
}


@dataclass(frozen=True)
class Hit:
    """One card. `edition` comes with standard, body, committee and ICS."""

    edition: Edition
    title_mn: SafeString  # found words in <mark>; "" when there is no title
    title_en: SafeString
    title_other: SafeString  # where there is neither; edition.title_language says which
    replaced_by: tuple[Edition | str, ...]  # the code where we do not hold it
    found_in: str  # "code", "title" or "text"


@dataclass(frozen=True)
class Option:
    """One choice of a facet. `query` is the address that takes or leaves it."""

    value: str
    label: str | Promise
    count: int
    is_chosen: bool
    query: str


@dataclass(frozen=True)
class Facet:
    """A way to narrow: body, status, ics, year or language."""

    name: str
    label: str | Promise
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Results:
    """One page of what was found, with everything the page says about it."""

    question: Question
    reading: Reading
    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: tuple[Facet, ...] = ()
    fallback: str = ""
    next_query: str = ""
    previous_query: str = ""
    # When nothing was found for a number: other editions of the same number.
    nearest: tuple[Edition, ...] = field(default=())

    @property
    def fallback_sentence(self) -> str | Promise:
        """What was done because nothing was found at first; "" when nothing."""
        return FALLBACK_SENTENCES.get(self.fallback, "")
