"""What the catalogue holds of the standards a list cites, in few queries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.checking.citations import Citation
from catalogue.designations import Designation, parse
from catalogue.models import Edition, Standard
from catalogue.pages.family import current, is_supplement, newest_first
from catalogue.status import VALID, Status

# ETSI and ITU-R state no status: what they list may be used.
_USABLE = (*VALID, Status.UNKNOWN)
# IEC sells an edition also with its changes marked (RLV), with comments (CMV) and with
# the parts it extends (EXV). A consolidation (CSV) holds amendments: another text.
_PRINT = re.compile(r" (?:RLV|CMV|EXV)(?:-(?:RLV|CMV|EXV))?$")


def document_of(code: str) -> str:
    """The code of the edition that a redline, or another print of it, shows."""
    return _PRINT.sub("", code)


@dataclass(frozen=True, slots=True)
class Family:
    """A standard and its published editions, the newest first."""

    standard: Standard
    editions: tuple[Edition, ...]

    @property
    def current(self) -> Edition | None:
        """The edition in force, else one whose status nobody states."""
        best = self.best
        return best if best and best.status in _USABLE else None

    @property
    def best(self) -> Edition | None:
        """What to speak of when no edition is cited, be it in force or gone."""
        found = current(self._documents())
        return None if found is None or is_supplement(found) else found

    def _documents(self) -> list[Edition]:
        """The editions without the redlines of those that are held themselves."""
        held = {own.code for own in self.editions}
        return [
            own
            for own in self.editions
            if (plain := document_of(own.code)) == own.code or plain not in held
        ]

    def cited_by(self, citation: Citation) -> Edition | None:
        """The edition a citation means, None when it means none or we lack it."""
        # Two sources spell some codes differently and hold them both.
        same = (own for own in self.editions if own.code == citation.typed)
        by_key = {own.key: own for own in reversed(self.editions)}
        exact = next(same, None) or next(
            filter(None, map(by_key.get, citation.edition_keys)), None
        )
        if exact is not None or citation.reading is None:
            return exact
        if citation.reading.supplement:
            return self._supplement(citation.reading)
        if citation.reading.year is None or citation.has_version:
            return None
        return next(
            (
                own
                for own in self.editions
                if own.year == citation.reading.year and not is_supplement(own)
            ),
            None,
        )

    @property
    def only_supplement(self) -> Edition | None:
        """One of its supplements when we hold nothing else of the standard."""
        found = current(self.editions)
        return found if found is not None and is_supplement(found) else None

    def _supplement(self, cited: Designation) -> Edition | None:
        """A supplement cited without its own year or that of its base."""
        for own in self.editions:
            read = parse(own.code) if is_supplement(own) else None
            if (
                read is not None
                and read.supplement == cited.supplement
                and cited.year in {None, read.year}
                and cited.supplement_year in {None, read.supplement_year}
            ):
                return own
        return None


def families_of(citations: list[Citation]) -> dict[Citation, Family]:
    """The family each citation means; three queries for any number of them."""
    exact = _exact(citations)
    loose = _by_number([one for one in citations if not exact[one]])
    chosen = {one: found or loose.get(one, []) for one, found in exact.items()}
    families = _families({s.pk: s for found in chosen.values() for s in found})
    return {
        one: best
        for one in citations
        if (best := _best(one, [families[s.pk] for s in chosen[one]]))
    }


def _exact(citations: list[Citation]) -> dict[Citation, list[Standard]]:
    """Standards whose key is cited."""
    keys = {key for one in citations for key in one.standard_keys}
    by_key = {
        standard.key: standard
        for standard in Standard.objects.filter(key__in=keys).select_related("body")
    }
    return {
        one: [by_key[key] for key in one.standard_keys if key in by_key]
        for one in citations
    }


def _by_number(citations: list[Citation]) -> dict[Citation, list[Standard]]:
    """Standards of the cited number whose publisher was left out, in part or whole.

    `17025` and `ISO 17025` mean ISO/IEC 17025; `ISO 9001` never means MNS ISO 9001,
    because who adopts stands first.
    """
    cited = {
        one: one.reading
        for one in citations
        if one.reading is not None and one.is_designation
    }
    numbers = {spelling for read in cited.values() for spelling in _spellings(read)}
    by_number: dict[tuple[str, str], list[Standard]] = defaultdict(list)
    for standard in Standard.objects.filter(number__in=numbers).select_related("body"):
        by_number[standard.number.lstrip("0"), standard.part].append(standard)
    return {
        one: [
            standard
            for standard in by_number[read.number.lstrip("0"), read.part]
            if _may_be(standard, read)
        ]
        for one, read in cited.items()
    }


def _spellings(cited: Designation) -> set[str]:
    """How the number may stand in the catalogue: MNS pads it to four digits."""
    bare = cited.number.lstrip("0")
    return {cited.number, bare, bare.zfill(4)}


def _may_be(standard: Standard, cited: Designation) -> bool:
    read = parse(standard.designation)
    if read is None or cited.kind not in {"", read.kind}:
        return False
    if not cited.publishers:
        return True
    return read.publishers[:1] == cited.publishers[:1] and set(cited.publishers) <= set(
        read.publishers
    )


def _families(standards: dict[int, Standard]) -> dict[int, Family]:
    editions: dict[int, list[Edition]] = defaultdict(list)
    held = Edition.objects.public().filter(standard__in=standards)
    for edition in held.defer("source_hash", "source_url"):
        edition.standard = standards[edition.standard_id]
        editions[edition.standard_id].append(edition)
    return {
        pk: Family(standard, tuple(newest_first(editions[pk])))
        for pk, standard in standards.items()
    }


def _best(citation: Citation, families: Iterable[Family]) -> Family | None:
    """The family that holds the cited edition, else MNS before ISO before others."""
    return min(
        (family for family in families if family.editions),
        key=lambda family: (
            citation.is_dated and family.cited_by(citation) is None,
            family.current is None,
            family.standard.body.rank,
            family.standard.key,
        ),
        default=None,
    )
