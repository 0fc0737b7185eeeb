"""What a row of any shape says of one edition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation the row states; one end is the row's own document."""

    kind: str
    from_code: str
    from_key: str
    to_code: str
    to_key: str
    is_from_own: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What a row says of one edition. Empty means: the row does not say."""

    line: int
    source_hash: str
    # What tells documents of one file apart: the code, or its key in lists that
    # spell codes loosely.
    identity: str
    body: str
    code: str
    key: str
    slug: str
    designation: str
    standard_key: str
    number: str
    part: str
    year: int | None
    base_code: str
    title_mn: str
    title_en: str
    titles: tuple[tuple[str, str, str], ...]  # language, script, text
    status: str
    source_status: str
    stage: str
    edition: str
    doctype: str
    published: str
    languages: tuple[str, ...]
    committee: str
    committee_title: str
    ics: tuple[str, ...]
    ics_titles: tuple[str, ...]  # Mongolian, where the source prints them
    ties: tuple[Tie, ...]
    events: tuple[tuple[str, str], ...]  # kind, date
    source: str
    source_url: str
    portal_id: str
