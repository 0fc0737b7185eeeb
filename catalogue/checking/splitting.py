"""One line that names several standards, taken apart.

People write `MNS 5217:2012, ISO 9001` and `MNS ISO 9001:2016 (ISO 9001:2015, IDT)` in
one line. Another designation begins where a publisher stands before a number again, or
behind a comma a number with its year.
"""

from __future__ import annotations

import re

from catalogue.designations.publishers import is_publisher, unglue
from catalogue.designations.spelling import tidy

# Words right in front of a number: "болон ISO/IEC TR ".
_RUN = re.compile(r"[^\W\d_]+(?:[ ./-]{1,2}[^\W\d_]+)*[ .:-]{0,2}(?=\d)")
_DATED = re.compile(r"(?:^|(?<=[,;] ))\d{2,6}(?:-\d{1,3})*:(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
# A code may go on with a second publisher: ISO/IEC 8802-3/IEEE 802.3.
_GOING_ON = re.compile(r"\S[/+-]$")
_BETWEEN = " ,;:.([|&/+–—-"
_AND = re.compile(r"[\s,;]+(?:болон|ба|бөгөөд|мөн|эсвэл|and|or|и|или)$", re.IGNORECASE)


def designations_in(text: str) -> list[str]:
    """The parts of a line that each name one standard; the line itself if one does."""
    runs = (_start(text, run) for run in _RUN.finditer(text))
    named = [at for at in runs if at is not None]
    starts = sorted([*named, *(number.start() for number in _DATED.finditer(text))])
    if len(starts) < 2:
        return [text]
    edges = [0, *starts[1:], len(text)]
    return [_part(text[a:b]) for a, b in zip(edges, edges[1:], strict=False)]


def _start(text: str, run: re.Match[str]) -> int | None:
    """Where in a run of words a designation begins, None when none does."""
    for word in _WORD.finditer(text, *run.span()):
        if _names_publisher(word[0]):
            goes_on = _GOING_ON.search(text, 0, word.start())
            return None if goes_on else word.start()
    return None


def _names_publisher(word: str) -> bool:
    plain = tidy(word).partition(" ")[0]
    return is_publisher(plain) or is_publisher("".join(unglue(plain)[:1]))


def _part(text: str) -> str:
    """A part without what joins it to the next."""
    text = _AND.sub("", text.rstrip(_BETWEEN))
    if text.count("(") < text.count(")"):
        text = text.rstrip(") ")
    return text.strip(_BETWEEN)
