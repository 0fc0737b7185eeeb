"""How a question was read, for the search and in words for the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from catalogue.designations import Designation
from catalogue.search.lexemes import number_form, quoted
from catalogue.search.lexicon import Evidence

KINDS = ("code", "words", "both", "all")
HOW: dict[str, str | Promise] = {
    "latin": gettext_lazy("Mongolian in Latin letters"),
    "keyboard": gettext_lazy("letters missing on the keyboard"),
    "typo": gettext_lazy("spelling corrected"),
}


@dataclass(frozen=True)
class ReadWord:
    """A typed word and what it was taken for.

    `how` is exact, latin, keyboard or typo; `lexemes` are its alternatives in the
    index of titles; `is_known` says that the catalogue holds some form of it.
    """

    typed: str
    read_as: str
    how: str = "exact"
    lexemes: tuple[str, ...] = ()
    further: tuple[str, ...] = ()  # alternatives in further texts besides
    is_for_titles: bool = False  # a stop word of French is not asked of further texts
    is_known: bool = False

    @property
    def sentence(self) -> str:
        """us → ус (Mongolian in Latin letters)."""
        if self.how == "exact":
            return f"“{self.typed}”"
        return f"“{self.typed}” → “{self.read_as}” ({HOW[self.how]})"


@dataclass(frozen=True)
class Reading:
    """What the question was taken for; kind is code, words, both or all."""

    kind: str
    designation: Designation | None = None
    words: tuple[ReadWord, ...] = ()
    # Forms of the words in the catalogue, for the highlighter.
    forms: frozenset[str] = frozenset()
    # What was looked up about the words; the fallbacks read it again.
    evidence: Evidence = field(default_factory=Evidence, compare=False, repr=False)

    @property
    def asked(self) -> list[ReadWord]:
        """The words with anything to look for; stop words have nothing."""
        return [word for word in self.words if word.lexemes]

    def tsquery(self, *, joined_by: str = "&", is_further: bool = False) -> str:
        """The words, and the number beside them, as a tsquery of finished lexemes."""
        alternatives = [
            word.lexemes + (word.further if is_further else ())
            for word in self.asked
            if not (is_further and word.is_for_titles)
        ]
        if self.kind == "both" and self.designation:
            alternatives.append((number_form(self.designation.number),))
        return f" {joined_by} ".join(map(_alternatives, alternatives))

    @property
    def sentence(self) -> str:
        """How it was read, in the language of the page."""
        parts = []
        if self.designation:
            parts.append(
                _("Searched by number: %(code)s.") % {"code": shown(self.designation)}
            )
        if self.words:
            words = ", ".join(word.sentence for word in self.words)
            parts.append(_("Searched by words: %(words)s.") % {"words": words})
        return " ".join(parts)


def _alternatives(lexemes: tuple[str, ...]) -> str:
    return f"({' | '.join(map(quoted, lexemes))})"


def shown(designation: Designation) -> str:
    """MNS ISO 9001, part 2, year 2016."""
    head = " ".join(
        filter(None, [*designation.publishers, designation.kind, designation.number])
    )
    parts = [head]
    if designation.part:
        parts.append(
            pgettext("of a standard", "part %(part)s") % {"part": designation.part}
        )
    if designation.year:
        parts.append(
            pgettext("of a standard", "year %(year)s") % {"year": designation.year}
        )
    if designation.supplement:
        parts.append(designation.supplement.upper())
    return ", ".join(parts)
