"""Lines of a list as citations: which standard and which edition each means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.checking.splitting import designations_in
from catalogue.designations import (
    Designation,
    edition_key,
    standard_key,
    understand,
)

MAX_LINES = 2000
LONGEST_LINE = 300
SHORTEST_NUMBER = 4  # signs of a number that stands alone

# "1.", "12)" or a bullet in front of what is listed; no standard number of four
# digits is lost by it.
_LIST_MARK = re.compile(r"^\s*(?:[-–—*•·]|\(?\d{1,3}[.)])\s+")
# What no column can hold: NUL, and halves of characters that JSON lets through.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_LANGUAGE_MARK = re.compile(r"\([A-Z/]+\)")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a line cites, as far as it can be read without the catalogue."""

    line: int
    typed: str  # the line, or its part when it cites several
    reading: Designation | None
    # Of all that was typed, then of the designation found among other words.
    standard_keys: tuple[str, ...]
    edition_keys: tuple[str, ...]

    @property
    def is_designation(self) -> bool:
        """Whether a standard is named: a number among words, or a short one, is not."""
        return self.reading is not None and (
            bool(self.reading.publishers) or self._is_telling_number
        )

    @property
    def _is_telling_number(self) -> bool:
        """Whether the number means a standard without a publisher before it.

        Lists are full of counts and places: of a short number the year must be told.
        """
        read = self.reading
        return (
            read is not None
            and not read.words
            and (len(read.number.lstrip("0")) >= SHORTEST_NUMBER or self.is_dated)
        )

    @property
    def is_dated(self) -> bool:
        """Whether one edition is meant and not the current one, whichever it is."""
        return self.reading is not None and (
            self.reading.year is not None or self.has_version
        )

    @property
    def is_specific(self) -> bool:
        """Whether one document is meant: an edition, a draft or a supplement."""
        return self.reading is not None and (
            self.is_dated or bool(self.reading.stage or self.reading.supplement)
        )

    @property
    def has_version(self) -> bool:
        """Whether more than the year tells the edition; the language mark does not."""
        return self.reading is not None and bool(
            _LANGUAGE_MARK.sub("", self.reading.version)
        )


def citations(lines: Iterable[str]) -> list[Citation]:
    """Read the lines, the empty ones left out; one that cites several comes for each.

    ValidationError with a sentence when they are more than MAX_LINES.
    """
    return list(_within_limit(lines))


def _within_limit(lines: Iterable[str]) -> Iterator[Citation]:
    count = 0
    for number, line in enumerate(lines, start=1):
        typed = " ".join(_NOT_TEXT.sub(" ", line[:LONGEST_LINE]).split())
        if not typed:
            continue
        parts = designations_in(_LIST_MARK.sub("", typed))
        count += len(parts)
        if count > MAX_LINES:
            raise ValidationError(too_many())
        whole = len(parts) == 1
        yield from (_read(number, typed if whole else part, part) for part in parts)


def too_many() -> str:
    """The sentence for a list that is too long, in the language of the page."""
    return _(
        "At most %(count)d lines can be checked at once. Divide the list and check "
        "the parts."
    ) % {"count": MAX_LINES}


def _read(number: int, typed: str, text: str) -> Citation:
    reading = understand(text)
    spellings = [text] if reading is None else [text, _spelled(reading)]
    return Citation(
        line=number,
        typed=typed,
        reading=reading,
        standard_keys=tuple(dict.fromkeys(map(standard_key, spellings))),
        edition_keys=tuple(dict.fromkeys(map(edition_key, spellings))),
    )


def _spelled(reading: Designation) -> str:
    """The designation alone, without the words that stood around it."""
    number = f"{reading.number}-{reading.part}" if reading.part else reading.number
    dated = _dated(number, reading.year)
    if reading.supplement:
        dated += "/" + _dated(reading.supplement, reading.supplement_year)
    joint = "" if reading.version.startswith(("+", "/", ".")) else " "
    words = [*reading.publishers, reading.stage, reading.kind, dated]
    return " ".join(filter(None, words)) + joint + reading.version


def _dated(text: str, year: int | None) -> str:
    return text if year is None else f"{text}:{year}"
