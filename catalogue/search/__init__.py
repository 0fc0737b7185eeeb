"""The search over the catalogue: one question in, one page of results out."""

from catalogue.search.answers import Facet, Hit, Option, Results
from catalogue.search.find import editions, search
from catalogue.search.question import Question
from catalogue.search.reading import Reading, ReadWord
from catalogue.search.suggestions import Suggestion, suggest

__all__ = [
    "Facet",
    "Hit",
    "Option",
    "Question",
    "ReadWord",
    "Reading",
    "Results",
    "Suggestion",
    "editions",
    "search",
    "suggest",
]
