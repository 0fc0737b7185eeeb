"""Checking a list: at most six queries, however long it is."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.checking.answers import (
    Checked,
    Verdict,
    only_supplement_held,
    sentence_of,
)
from catalogue.checking.citations import Citation, citations
from catalogue.checking.families import Family, document_of, families_of
from catalogue.checking.successors import Successors
from catalogue.models import Edition
from catalogue.pages.family import age, is_supplement
from catalogue.status import Status

_BY_STATUS = {
    Status.IN_FORCE: Verdict.IN_FORCE,
    Status.BEING_REVISED: Verdict.BEING_REVISED,
    Status.UNDER_REVIEW: Verdict.UNDER_REVIEW,
    Status.DRAFT: Verdict.DRAFT,
    Status.REPLACED: Verdict.REPLACED,
    Status.WITHDRAWN: Verdict.WITHDRAWN,
    Status.UNKNOWN: Verdict.UNKNOWN_STATUS,
}
_GONE = {Status.REPLACED, Status.WITHDRAWN}


def check_lines(lines: Iterable[str]) -> list[Checked]:
    """The status and the replacement of each cited standard.

    Empty lines are left out. Only what the public sees is told. Sentences are in the
    active language. ValidationError with a sentence for more than 2,000 lines.
    """
    cited = citations(lines)
    families = families_of(cited)
    found = {one: _found(one, families.get(one)) for one in cited}
    gone = {edition.key for edition in found.values() if edition and _is_gone(edition)}
    successors = Successors(gone)
    return [_checked(one, families.get(one), found[one], successors) for one in cited]


def _is_gone(edition: Edition) -> bool:
    return edition.status in _GONE


def _found(line: Citation, family: Family | None) -> Edition | None:
    """The edition a line means: the cited one, the current one when none is named."""
    if family is None:
        return None
    exact = family.cited_by(line)
    if line.is_specific:
        return exact
    return family.current or exact or family.best


def _checked(
    line: Citation, family: Family | None, found: Edition | None, after: Successors
) -> Checked:
    replacement = _plain(_replacement(family, found, after))
    verdict = _verdict(line, family, found, replacement)
    return Checked(
        line=line.line,
        typed=line.typed,
        found=found,
        standard=family.standard if family else None,
        verdict=verdict,
        sentence=_sentence(verdict, family, found, replacement),
        replacement=replacement,
        published=found.published if found else "",
    )


def _sentence(
    verdict: Verdict,
    family: Family | None,
    found: Edition | None,
    replacement: Edition | str | None,
) -> str:
    held = family.only_supplement if family and found is None else None
    if held is not None:
        return only_supplement_held(held)
    return sentence_of(verdict, found=found, replacement=replacement)


def _plain(replacement: Edition | str | None) -> Edition | str | None:
    """The document itself where only its redline is held."""
    if not isinstance(replacement, Edition):
        return replacement
    code = document_of(replacement.code)
    return replacement if code == replacement.code else code


def _replacement(
    family: Family | None, found: Edition | None, after: Successors
) -> Edition | str | None:
    """What to use instead of what was cited, None when it may be used itself."""
    if family is None:
        return None
    if found is None:
        return family.current
    related = after.of(found) if _is_gone(found) else None
    if isinstance(related, Edition) and related.is_valid:
        return related
    return _newer(family, found) or related


def _newer(family: Family, found: Edition) -> Edition | None:
    """The current edition, when the one found is an older whole document."""
    current = family.current
    if current is None or is_supplement(found) or found.status == Status.DRAFT:
        return None
    if document_of(current.code) == document_of(found.code):
        return None
    # Only dates decide: of one day are two spellings of a document.
    return current if age(current)[:2] > age(found)[:2] else None


def _verdict(
    line: Citation,
    family: Family | None,
    found: Edition | None,
    replacement: Edition | str | None,
) -> Verdict:
    if found is None:
        is_known = line.is_designation or family is not None
        return Verdict.NOT_FOUND if is_known else Verdict.NOT_A_DESIGNATION
    if _is_gone(found) or found.status == Status.DRAFT:
        return _BY_STATUS[Status(found.status)]
    if replacement is not None:
        return Verdict.NEWER_EDITION
    is_current = family is not None and found == family.current
    if is_current and not line.is_specific:
        return Verdict.UNDATED
    return _BY_STATUS[Status(found.status)]
