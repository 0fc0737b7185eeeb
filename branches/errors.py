"""Refusals, each with a sentence for the person."""

from __future__ import annotations

from casework.workflow import Text


class PageRefused(Exception):
    """Why something cannot be done with a text; `field` when one field is at fault."""

    def __init__(self, sentence: Text, field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field
