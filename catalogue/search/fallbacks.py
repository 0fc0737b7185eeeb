"""What is tried, in this order, when nothing was found; always announced.

Digits are never guessed at: a wrong year or part is dropped, not mended. To make the
readings asks nothing of the database: `candidates.first_page` tries them all at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from catalogue.search.reading import Reading
from catalogue.search.understand import by_sound, corrected, telling

_HALF_A_NUMBER = re.compile(r"[^\W\d]\d|\d[^\W\d]")


class Attempt(NamedTuple):
    """Another way to read the question."""

    name: str
    reading: Reading
    joined_by: str = "&"


def attempts(reading: Reading) -> Iterator[Attempt]:
    """The other readings, each once, in the order they are tried."""
    typed = reading
    for name, other in _READINGS.items():
        changed = other(typed if name == "any_word" else reading)
        joined_by = "|" if name == "any_word" else "&"
        if changed is None or (changed == reading and joined_by == "&"):
            continue
        # What was dropped of a code stays dropped while more of it is dropped.
        reading = changed if name in _OF_A_CODE else reading
        yield Attempt(name, changed, joined_by)


def _by_sound(reading: Reading) -> Reading | None:
    return by_sound(reading) if reading.words else None


def _corrected(reading: Reading) -> Reading | None:
    return corrected(reading) if reading.words else None


def _number_alone(reading: Reading) -> Reading | None:
    """The code without the words beside it: "iso 9001 pdf" asks for ISO 9001.

    Not so where a word may be the rest of a mistyped number: ISO 9OO1 is not ISO 9.
    """
    if reading.kind != "both" or not reading.words:
        return None
    if any(_HALF_A_NUMBER.search(word.typed) for word in reading.words):
        return None
    return replace(reading, kind="code", words=())


def _without_year(reading: Reading) -> Reading | None:
    code = reading.designation
    if code is None or not code.year:
        return None
    dropped = replace(code, year=None, supplement_year=None)
    return replace(reading, designation=dropped)


def _without_part(reading: Reading) -> Reading | None:
    code = reading.designation
    if code is None or not (code.part or code.supplement):
        return None
    dropped = replace(code, part="", supplement="")
    return replace(reading, designation=dropped)


def _any_word(reading: Reading) -> Reading | None:
    """Some of the words, those that tell the most; a number beside them is let go."""
    if len(reading.words) + (reading.designation is not None) < 2 or not reading.words:
        return None
    words = telling(reading)
    return replace(reading, kind="words", designation=None, words=words)


_OF_A_CODE = ("number", "no_year", "no_part")
_READINGS: dict[str, Callable[[Reading], Reading | None]] = {
    "script": _by_sound,
    "typo": _corrected,
    "number": _number_alone,
    "no_year": _without_year,
    "no_part": _without_part,
    "any_word": _any_word,
}
