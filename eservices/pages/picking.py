"""Standards of the catalogue to choose from, with what may not be chosen any more."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from catalogue.checking import check_lines
from catalogue.models import Edition
from catalogue.search import Hit, Question, search
from catalogue.status import VALID, Status

SHOWN = 10


@dataclass(frozen=True)
class Choice:
    """A hit, and what may be done with it."""

    hit: Hit
    may_add: bool
    successor: str  # what to choose in its place; "" when nothing is known


@dataclass(frozen=True)
class Found:
    """What a search in the catalogue gave."""

    text: str
    choices: list[Choice]
    total: int


def find(query: QueryDict) -> Found:
    """The best hits of `q`; nothing was asked, nothing is found."""
    question = Question(text=Question.read(query).text)
    if question.is_empty:
        return Found("", [], 0)
    results = search(question, size=SHOWN)
    return Found(question.text, _choices(results.hits), results.total)


def _choices(hits: tuple[Hit, ...]) -> list[Choice]:
    gone = [hit.edition.code for hit in hits if not _may_add(hit.edition)]
    successors = {one.typed: one.replacement for one in check_lines(gone)}
    return [
        Choice(
            hit,
            _may_add(hit.edition),
            _code(successors.get(hit.edition.code)),
        )
        for hit in hits
    ]


def _may_add(edition: Edition) -> bool:
    """In force, or its publisher does not say: an officer looks at that."""
    return edition.status in {*VALID, Status.UNKNOWN}


def _code(successor: Edition | str | None) -> str:
    """What is held and in force; of a code we do not hold nothing is known."""
    return successor.code if isinstance(successor, Edition) else ""


def refusal(code: str) -> str:
    """Why a designation cannot be chosen; "" when it can."""
    checked = next(iter(check_lines([code])), None)
    if checked is None or checked.found is None:
        return checked.sentence if checked else ""
    return "" if _may_add(checked.found) else checked.sentence
