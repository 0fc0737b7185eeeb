"""The catalogue: standards, what ties them, and what the search derives."""

from catalogue.models.classification import Body, Committee, Ics, Source
from catalogue.models.imports import ImportFault, ImportRun, RunState
from catalogue.models.links import Degree, LifecycleEvent, Relation
from catalogue.models.search import (
    FacetCount,
    LexiconWord,
    SearchEntry,
    SearchText,
    UnfoundQuery,
)
from catalogue.models.standards import (
    Access,
    Edition,
    EditionIcs,
    Identifier,
    Standard,
    Title,
)

__all__ = [
    "Access",
    "Body",
    "Committee",
    "Degree",
    "Edition",
    "EditionIcs",
    "FacetCount",
    "Ics",
    "Identifier",
    "ImportFault",
    "ImportRun",
    "LexiconWord",
    "LifecycleEvent",
    "Relation",
    "RunState",
    "SearchEntry",
    "SearchText",
    "Source",
    "Standard",
    "Title",
    "UnfoundQuery",
]
