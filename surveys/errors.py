"""Refusals, each with a sentence for the person."""

from __future__ import annotations

from casework.workflow import Text


class SurveyRefused(Exception):
    """Why something cannot be done with a survey; `str()` is the sentence to show."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
