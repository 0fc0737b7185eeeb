"""The formats an edition can be had in, by the name in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalogue.exports import bibtex, csl, relaton, ris
from catalogue.exports.record import Record


@dataclass(frozen=True)
class Format:
    """One way to write an edition down."""

    label: str  # a name of its own, the same in every language
    content_type: str
    extension: str
    write: Callable[[Record], str]


FORMATS: dict[str, Format] = {
    "bibtex": Format("BibTeX", bibtex.TYPE, bibtex.EXTENSION, bibtex.text),
    "ris": Format("RIS", ris.TYPE, ris.EXTENSION, ris.text),
    "csl": Format("CSL-JSON", csl.TYPE, csl.EXTENSION, csl.text),
    "relaton-yaml": Format(
        "Relaton YAML", relaton.YAML_TYPE, "yaml", relaton.yaml_text
    ),
    "relaton-json": Format(
        "Relaton JSON", relaton.JSON_TYPE, "json", relaton.json_text
    ),
}
