"""Designations of standards: read them in any spelling, compare, print, address.

Pure Python. `parse` reads a printed code, `understand` a query; the keys say when
two codes mean the same edition or the same standard.
"""

from catalogue.designations.designation import Designation
from catalogue.designations.keys import (
    base_code,
    draft_stage,
    edition_key,
    keys_of,
    slug,
    standard_key,
    undated,
)
from catalogue.designations.parse import parse, understand

__all__ = [
    "Designation",
    "base_code",
    "draft_stage",
    "edition_key",
    "keys_of",
    "parse",
    "slug",
    "standard_key",
    "undated",
    "understand",
]
