"""What a designation says, field by field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Designation:
    """A reference to a standard, read from a printed code or from a query.

    `publishers` are canonical Latin words in reading order ("MNS", "ISO", "IEC");
    `kind` the document type or series inside them ("TR", "GUIDE", ITU "H", JIS
    "K"); `number` and `part` as printed ("0138", "460.4", "2-1", "A01"); `supplement`
    is lower case without spaces ("amd1", "amd4-cor1"); `version` is whatever still
    tells editions apart ("V18.1.1", "CSV", the month of an ITU date); `words` are
    the free words of a query in lower case; `stage` is the draft stage ("dis").
    """

    publishers: tuple[str, ...]
    kind: str
    number: str
    part: str
    year: int | None
    supplement: str
    supplement_year: int | None
    version: str
    words: tuple[str, ...]
    stage: str = ""
