"""The adoption mirror: a national standard beside the living state of its original.

An adoption often names its original without a year (MNS ISO 9001). Then dates tell
what they can: an original published after the adoption cannot be the adopted text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalogue.designations import standard_key
from catalogue.models import Degree, Edition, Relation, Standard
from catalogue.pages.family import age
from catalogue.pages.family import current as current_of
from catalogue.status import Status


class Verdict(StrEnum):
    """How the adopted edition stands to the original of today."""

    SAME = "same"
    REVISED = "revised"
    BEING_REVISED = "being_revised"
    WITHDRAWN = "withdrawn"
    NOT_HELD = "not_held"
    UNKNOWN = "unknown"


TONES = {
    Verdict.SAME: "success",
    Verdict.REVISED: "warning",
    Verdict.BEING_REVISED: "warning",
    Verdict.WITHDRAWN: "warning",
}


@dataclass(frozen=True)
class Reflection:
    """One original of an adoption, as it stands today."""

    code: str  # as the adoption names it
    degree: str  # IDT, MOD, NEQ, or empty: not stated
    degree_word: str
    adopted: Edition | None
    current: Edition | None
    standard: Standard | None
    verdict: Verdict
    is_inferred: bool  # from dates: the adoption does not say which edition

    @property
    def tone(self) -> str:
        """The tone of the notice."""
        return TONES.get(self.verdict, "")

    @property
    def url(self) -> str:
        """The page of the adopted edition, else of the standard."""
        if self.adopted:
            return self.adopted.get_absolute_url()
        return (
            self.standard.get_absolute_url() if self.standard and self.current else ""
        )


def reflections(
    shown: Edition, relations: Iterable[Relation], originals: Sequence[Edition]
) -> tuple[Reflection, ...]:
    """The originals the edition adopts; `originals` are editions of their standards."""
    own = [
        relation
        for relation in relations
        if relation.kind == Relation.Kind.ADOPTS
        and relation.from_edition_id == shown.pk
    ]
    return tuple(_reflection(shown, relation, originals) for relation in own)


def _reflection(
    shown: Edition, relation: Relation, originals: Sequence[Edition]
) -> Reflection:
    family = _family(relation, originals)
    adopted = next((item for item in family if item.pk == relation.to_edition_id), None)
    now = current_of(family)
    return Reflection(
        code=relation.to_code,
        degree=relation.degree,
        degree_word=str(Degree(relation.degree).label),
        adopted=adopted,
        current=now,
        standard=now.standard if now else None,
        verdict=_verdict(shown, relation, adopted, now),
        is_inferred=_is_undated(relation),
    )


def _family(relation: Relation, originals: Sequence[Edition]) -> list[Edition]:
    """Editions of the original's standard among those fetched for all originals."""
    dated = [item for item in originals if item.pk == relation.to_edition_id]
    wanted = {item.standard_id for item in dated} | {relation.to_standard_id}
    key = standard_key(relation.to_code)
    return [
        item
        for item in originals
        if item.standard_id in wanted or item.standard.key == key
    ]


def _is_undated(relation: Relation) -> bool:
    return relation.to_edition_id is None and relation.to_standard_id is not None


def _verdict(
    shown: Edition, relation: Relation, adopted: Edition | None, now: Edition | None
) -> Verdict:
    if now is None:
        return Verdict.NOT_HELD
    if now.status in (Status.WITHDRAWN, Status.REPLACED):
        return Verdict.WITHDRAWN
    if not now.is_valid:
        return Verdict.UNKNOWN
    is_newer = now.pk != adopted.pk if adopted else _came_later(shown, relation, now)
    if is_newer is None:
        return Verdict.UNKNOWN
    if is_newer:
        return Verdict.REVISED
    revised = now.status == Status.BEING_REVISED
    return Verdict.BEING_REVISED if revised else Verdict.SAME


def _came_later(shown: Edition, relation: Relation, now: Edition) -> bool | None:
    """Whether the current original is newer than what was adopted; None: no dates.

    An adoption that names a year we do not hold is behind every other year.
    """
    if not _is_undated(relation):
        return True
    if not shown.year or not now.year:
        return None
    return now.year > shown.year


@dataclass(frozen=True)
class Adoption:
    """A national standard that adopts an edition of this standard."""

    edition: Edition
    adopts: str  # as it names the original
    degree: str
    degree_word: str


def adoptions(
    relations: Iterable[Relation], held: Mapping[int, Edition], standard: Standard
) -> tuple[Adoption, ...]:
    """Who adopts any edition of a standard, the newest first."""
    ends = [(one, held.get(one.from_edition_id or 0)) for one in relations]
    found = [
        Adoption(edition, one.to_code, one.degree, str(Degree(one.degree).label))
        for one, edition in ends
        if one.kind == Relation.Kind.ADOPTS
        and edition is not None
        and edition.standard_id != standard.pk
    ]
    return tuple(sorted(found, key=lambda one: age(one.edition), reverse=True))
