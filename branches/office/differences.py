"""What changed between two revisions, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from branches.models import Revision

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Words that stayed, went or came: `kind` is "", "gone" or "new"."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces that make up both texts, in order."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    return list(_pieces(matcher, old, new))


def _pieces(
    matcher: SequenceMatcher[str], old: list[str], new: list[str]
) -> Iterator[Piece]:
    for act, start, end, begin, stop in matcher.get_opcodes():
        if act == "equal":
            yield Piece("", "".join(old[start:end]))
            continue
        if end > start:
            yield Piece("gone", "".join(old[start:end]))
        if stop > begin:
            yield Piece("new", "".join(new[begin:stop]))


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
