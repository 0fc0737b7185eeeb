"""What the API answers with; descriptions are msgids, translated on the page only."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema


class Fault(Schema):
    """Why there is no answer."""

    error: str = Field(description=_("What is wrong and what to do, in one sentence."))


class Listed(Schema):
    """An edition in a list."""

    code: str = Field(description=_("Designation, as its publisher prints it."))
    title_mn: str = Field(description=_("Title in Mongolian; may be empty."))
    title_en: str = Field(description=_("Title in English; may be empty."))
    title: str = Field(
        description=_(
            "Title in the language asked for, else in the other, else in any we hold."
        )
    )
    title_language: str = Field(description=_("Language of the title: mn, en, ru, ja."))
    status: str = Field(
        description=_(
            "in_force, under_review, being_revised, draft, replaced, withdrawn or "
            "unknown."
        )
    )
    status_label: str = Field(description=_("The status in words."))
    published: str = Field(
        description=_("YYYY, YYYY-MM, YYYY-MM-DD or empty, as far as it is known.")
    )
    ics: list[str] = Field(description=_("Codes of the ICS."))
    body: str = Field(description=_("Publisher: MNS, ISO, ISO/IEC …"))
    url: str = Field(description=_("Permanent page."))
    replaced_by: list[str] = Field(description=_("Designations of what replaced it."))


class Brief(Schema):
    """An edition in short."""

    code: str = Field(description=_("Designation, as its publisher prints it."))
    status: str = Field(description=_("As in a list."))
    published: str = Field(description=_("As in a list."))
    url: str = Field(description=_("Permanent page."))


class Found(Schema):
    """One page of what was found."""

    count: int = Field(description=_("How many were found, all pages together."))
    results: list[Listed] = Field(description=_("Editions, the best first."))
    next: str | None = Field(
        description=_("Address of the next page, null at the end.")
    )
    reading: str = Field(description=_("How the question was understood."))
    note: str = Field(
        description=_(
            "What was tried because nothing was found at first; when nothing was found "
            "at all, how it was read; else empty."
        )
    )
    nearest: list[Brief] = Field(
        description=_(
            "When nothing was found for a number: editions of the same number."
        )
    )


class Tied(Schema):
    """A document the edition is related to."""

    kind: str = Field(
        description=_(
            "replaces, replaced_by, amends, amended_by, adopts, adopted_by, cites or "
            "cited_by."
        )
    )
    code: str = Field(description=_("Designation of the other document."))
    degree: str = Field(
        description=_("IDT, MOD or NEQ of an adoption, empty when not stated.")
    )


class Whole(Listed):
    """An edition with all we hold of it."""

    standard: str = Field(description=_("Designation without the year."))
    stage: str = Field(description=_("Stage code of ISO, where known."))
    pages: int | None = Field(description=_("Number of pages."))
    languages: list[str] = Field(description=_("Languages of the document."))
    committee: str = Field(description=_("Technical committee."))
    source: str = Field(description=_("Where the facts come from."))
    source_url: str = Field(description=_("Page of the source."))
    licence: str = Field(description=_("Licence of the facts."))
    relations: list[Tied] = Field(description=_("Related documents."))
    editions: list[Brief] = Field(
        description=_("All editions and supplements of the standard, the newest first.")
    )
    exports: dict[str, str] = Field(
        description=_("Addresses of the record in other formats.")
    )


class Classified(Schema):
    """A code of the ICS."""

    code: str = Field(description=_("Code of the ICS."))
    level: int = Field(description=_("1 field, 2 group, 3 subgroup."))
    parent: str | None = Field(description=_("The code above it, null for a field."))
    title_mn: str = Field(description=_("Title in Mongolian; may be empty."))
    title_en: str = Field(description=_("Title in English; may be empty."))


class CheckedLine(Schema):
    """A line of a checked list."""

    line: int = Field(description=_("Number of the line, from 1."))
    typed: str = Field(description=_("The line as it was sent."))
    verdict: str = Field(
        description=_(
            "in_force, being_revised, under_review, draft, replaced, withdrawn, "
            "unknown_status, newer_edition, undated, not_found or not_a_designation."
        )
    )
    sentence: str = Field(description=_("The verdict in words."))
    found: str | None = Field(description=_("Designation of the edition found."))
    published: str = Field(description=_("As in a list."))
    replacement: str | None = Field(description=_("What to use instead."))
    url: str | None = Field(description=_("Page of the edition found."))
