"""Lines of a list as officers write them: "3, 7-9"."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from mongolian.folding import clean_text

LAST = 2000  # no list is longer
_PART = re.compile(r"([0-9]{1,4})(?:[-–—]([0-9]{1,4}))?", re.ASCII)
_BETWEEN = re.compile(r"[,;\s]+")


def read_lines(typed: str) -> list[int]:
    """The line numbers in order, each once; ValueError with a sentence."""
    # Spaces around a dash belong to it.
    joined = re.sub(r"\s*([-–—])\s*", r"\1", clean_text(typed))
    lines: dict[int, None] = {}
    for part in filter(None, _BETWEEN.split(joined)):
        lines |= dict.fromkeys(_span(part))
    return sorted(lines)


def _span(part: str) -> range:
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(_("Write lines as numbers, like 3, 7-9."))
    first = int(found[1])
    last = int(found[2] or first)
    if not 1 <= first <= last <= LAST:
        raise ValueError(_("Write lines as numbers, like 3, 7-9."))
    return range(first, last + 1)
