"""What is said of a cited designation, in words and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.exports.sheets import csv_lines, xlsx
from catalogue.models import Edition, Standard
from catalogue.status import Status


class Verdict(models.TextChoices):
    """What became of a cited designation; those of Status bear its names."""

    IN_FORCE = "in_force", Status.IN_FORCE.label
    BEING_REVISED = "being_revised", Status.BEING_REVISED.label
    UNDER_REVIEW = "under_review", Status.UNDER_REVIEW.label
    DRAFT = "draft", Status.DRAFT.label
    REPLACED = "replaced", Status.REPLACED.label
    WITHDRAWN = "withdrawn", Status.WITHDRAWN.label
    UNKNOWN_STATUS = "unknown_status", Status.UNKNOWN.label
    NEWER_EDITION = "newer_edition", gettext_lazy("There is a newer edition")
    UNDATED = "undated", gettext_lazy("Cited without a year")
    NOT_FOUND = "not_found", gettext_lazy("Not in the catalogue")
    NOT_A_DESIGNATION = "not_a_designation", gettext_lazy("Not a designation")


@dataclass(frozen=True, slots=True)
class Checked:
    """One citation of a checked list and what the catalogue says of it."""

    # From 1, as typed; empty lines count and get no answer, one that cites several
    # standards gets an answer for each.
    line: int
    typed: str
    found: Edition | None
    standard: Standard | None
    verdict: Verdict
    sentence: str  # in the language of the page
    # What to use instead: an edition, else the code of one we do not hold.
    replacement: Edition | str | None
    published: str  # of what was found: YYYY, YYYY-MM, YYYY-MM-DD or empty


def sentence_of(
    verdict: Verdict, *, found: Edition | None, replacement: Edition | str | None
) -> str:
    """The verdict as a sentence that says what to do, in the language of the page."""
    if replacement is not None and verdict in _WITH_REPLACEMENT:
        return str(_WITH_REPLACEMENT[verdict]) % {"code": replacement}
    if found is not None and verdict == Verdict.UNDATED:
        return _("Cited without a year; the current edition is %(code)s.") % {
            "code": found
        }
    return str(_PLAIN[verdict])


def only_supplement_held(supplement: Edition) -> str:
    """The sentence for a standard of which we hold only amendments or corrections."""
    return _(
        "We do not hold the standard itself, only what amends or corrects it, such as "
        "%(code)s."
    ) % {"code": supplement}


def as_csv(checked: Iterable[Checked]) -> Iterator[str]:
    """The answers as lines of a CSV that is safe to open in a spreadsheet."""
    return csv_lines(_rows(checked))


def as_xlsx(checked: Iterable[Checked]) -> bytes:
    """The answers as an Excel file in which nothing is a formula."""
    return xlsx(_rows(checked), title=_("Checked standards"))


def _rows(checked: Iterable[Checked]) -> Iterator[list[object]]:
    yield [
        _("Line"),
        _("Cited"),
        _("Found"),
        _("Title"),
        _("Status"),
        _("Explanation"),
        _("Use instead"),
        _("Published"),
    ]
    for one in checked:
        yield [
            one.line,
            one.typed,
            one.found or "",
            one.found.title if one.found else "",
            one.verdict.label,
            one.sentence,
            one.replacement or "",
            one.published,
        ]


_PLAIN = {
    Verdict.IN_FORCE: gettext_lazy("It is in force."),
    Verdict.BEING_REVISED: gettext_lazy(
        "It is in force; a new edition is being prepared."
    ),
    Verdict.UNDER_REVIEW: gettext_lazy("It is in force and is being reviewed."),
    Verdict.DRAFT: gettext_lazy("It is a draft and not in force yet."),
    Verdict.REPLACED: gettext_lazy(
        "It has been replaced; we know of nothing in force in its place."
    ),
    Verdict.WITHDRAWN: gettext_lazy("It has been withdrawn."),
    Verdict.UNKNOWN_STATUS: gettext_lazy(
        "Its publisher's data do not say whether it is in force."
    ),
    Verdict.NEWER_EDITION: gettext_lazy("There is a newer edition."),
    Verdict.UNDATED: gettext_lazy("Cited without a year."),
    Verdict.NOT_FOUND: gettext_lazy(
        "It is not in our catalogue. Check the number and the year."
    ),
    Verdict.NOT_A_DESIGNATION: gettext_lazy(
        "No number of a standard was found in this line."
    ),
}
_WITH_REPLACEMENT = {
    Verdict.REPLACED: gettext_lazy("It has been replaced; use %(code)s."),
    Verdict.WITHDRAWN: gettext_lazy("It has been withdrawn; use %(code)s."),
    Verdict.NEWER_EDITION: gettext_lazy("There is a newer edition: %(code)s."),
    Verdict.NOT_FOUND: gettext_lazy(
        "We do not hold this edition; the current one is %(code)s."
    ),
}
