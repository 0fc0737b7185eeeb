"""What changed between two revisions, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from branches.models import Revision

# A word with the space after it: spaces alone are alike everywhere.
_WORDS = re.compile(r"\s+|\S+\s*")


@dataclass(frozen=True)
class Piece:
    """Words that stayed, went or came: `kind` is "", "gone" or "new"."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces that make up both texts, in order."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    # What a long text repeats all the time is no landmark (autojunk): looking at every
    # pair of such words would take minutes.
    matcher = SequenceMatcher(a=old, b=new)
    return list(_pieces(matcher, old, new))


def _pieces(
    matcher: SequenceMatcher[str], old: list[str], new: list[str]
) -> Iterator[Piece]:
    for act, start, end, begin, stop in matcher.get_opcodes():
        gone, came = "".join(old[start:end]), "".join(new[begin:stop])
        if act == "equal":
            yield Piece("", gone)
            continue
        space = _same_end(gone, came)
        cut = len(space)
        for kind, text in (("gone", gone), ("new", came)):
            if text:
                yield Piece(kind, text[:-cut] if cut else text)
        if space:
            yield Piece("", space)


def _same_end(one: str, other: str) -> str:
    """The space at the end of both texts, when it is the same."""
    space = one[len(one.rstrip()) :]
    return space if space == other[len(other.rstrip()) :] else ""


@dataclass(frozen=True)
class Changed:
    """One field of two revisions that differs."""

    field: str
    pieces: list[Piece]


def changed(before: Revision, after: Revision) -> list[Changed]:
    """The texts that differ, with their differences."""
    return [
        Changed(name, differences(getattr(before, name), getattr(after, name)))
        for name in ("title_mn", "body_mn", "title_en", "body_en")
        if getattr(before, name) != getattr(after, name)
    ]


def since_the_english_was_right(revision: Revision) -> Revision:
    """The revision at which the English of this one was written.

    Back from save to save, or from what was brought back to what it was brought from,
    for as long as the English stays the same.
    """
    saves = {each.no: each for each in revision.page.revisions.all()}
    found = revision
    while (before := saves.get(found.restores or found.no - 1)) is not None:
        if _english(before) != _english(revision):
            break
        found = before
    return found


def _english(revision: Revision) -> tuple[str, str]:
    return revision.title_en, revision.body_en
