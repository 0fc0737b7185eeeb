"""What an edition is tied to, from both ends: for the picture and for the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from catalogue.models import Degree, Edition, Relation
from catalogue.pages.family import counting
from catalogue.status import Status

# Where sources call a draft a replacement: the other end is one, or we are.
DRAFT, FROM_DRAFT = "draft", "from_draft"
# (kind, whether we are its left end) to the word over the other ends, in order.
WORDS: dict[tuple[str, bool], Promise] = {
    ("replaces", False): pgettext_lazy("relation", "Replaced by"),
    (DRAFT, False): pgettext_lazy("relation", "In preparation after it"),
    ("replaces", True): pgettext_lazy("relation", "Replaces"),
    (FROM_DRAFT, True): pgettext_lazy("relation", "Is to replace"),
    (FROM_DRAFT, False): pgettext_lazy("relation", "Became"),
    ("adopts", True): pgettext_lazy("relation", "Adopts"),
    ("adopts", False): pgettext_lazy("relation", "Adopted by"),
    ("amends", True): pgettext_lazy("relation", "Amends or corrects"),
    ("amends", False): pgettext_lazy("relation", "Amended or corrected by"),
    (DRAFT, True): pgettext_lazy("relation", "Earlier in preparation"),
    ("cites", True): pgettext_lazy("relation", "Cites"),
    ("cites", False): pgettext_lazy("relation", "Cited by"),
}
# On which side of the picture each stands; what is only cited stays out of it.
SIDES: dict[tuple[str, bool], str] = {
    ("replaces", True): "before",
    ("replaces", False): "after",
    (DRAFT, True): "before",
    (DRAFT, False): "after",
    (FROM_DRAFT, True): "before",
    (FROM_DRAFT, False): "after",
    ("adopts", True): "above",
    ("amends", True): "above",
    ("adopts", False): "below",
    ("amends", False): "below",
}
# Sources that say of a draft both that it replaces and that it was replaced: while it
# is a draft only the former can be, and it stands on one side of the picture.
CONTRADICTED: dict[tuple[str, bool], tuple[str, bool]] = {
    (DRAFT, True): (DRAFT, False),
    (FROM_DRAFT, False): (FROM_DRAFT, True),
}
DRAWN = 3
LISTED = 12


@dataclass(frozen=True)
class End:
    """The other end of a relation; without an address where we do not hold it."""

    code: str
    url: str
    edition: Edition | None
    degree: str
    note: str


@dataclass(frozen=True)
class Group:
    """All other ends of one kind of relation, the newest first."""

    kind: str
    is_left: bool
    word: str
    ends: tuple[End, ...]
    count: int

    @property
    def hidden(self) -> int:
        """How many stand behind "show all"."""
        return self.count - len(self.ends)


def groups_of(
    shown: Edition,
    relations: Iterable[Relation],
    held: Mapping[int, Edition],
    *,
    shows_all: bool = False,
) -> tuple[Group, ...]:
    """The relations of one edition by kind and direction.

    `held` are the editions the reader may see; an end that is not among them is
    shown by its designation alone.
    """
    ends: dict[tuple[str, bool], list[End]] = {}
    for relation in relations:
        for is_left in _sides(shown, relation):
            if (
                is_left
                or relation.from_edition_id in held
                or not relation.from_edition_id
            ):
                end = _end(relation, held, is_left=is_left)
                kind = _kind(relation, shown, end)
                ends.setdefault((kind, is_left), []).append(end)
    _drop_contradictions(ends)
    limit = None if shows_all else LISTED
    return tuple(
        Group(key[0], key[1], str(WORDS[key]), tuple(_in_order(ends[key])[:limit]),
              len(ends[key]))
        for key in WORDS
        if key in ends
    )  # fmt: skip


def _drop_contradictions(ends: dict[tuple[str, bool], list[End]]) -> None:
    for doubtful, likely in CONTRADICTED.items():
        rivals = {end.code for end in ends.get(likely, [])}
        kept = [end for end in ends.pop(doubtful, []) if end.code not in rivals]
        if kept:
            ends[doubtful] = kept


def _sides(shown: Edition, relation: Relation) -> list[bool]:
    """Whether the edition is the left end, the right end; an undated end counts."""
    sides = [True] if relation.from_edition_id == shown.pk else []
    is_right = shown.pk == relation.to_edition_id or (
        relation.to_edition_id is None and relation.to_standard_id == shown.standard_id
    )
    return [*sides, False] if is_right else sides


def _kind(relation: Relation, shown: Edition, end: End) -> str:
    """A draft replaces nothing that is in force, whatever its source says."""
    if relation.kind != Relation.Kind.REPLACES:
        return relation.kind
    if end.edition and end.edition.status == Status.DRAFT:
        return DRAFT
    return FROM_DRAFT if shown.status == Status.DRAFT else relation.kind


def _end(relation: Relation, held: Mapping[int, Edition], *, is_left: bool) -> End:
    pk = relation.to_edition_id if is_left else relation.from_edition_id
    code = relation.to_code if is_left else relation.from_code
    edition = held.get(pk) if pk else None
    url = edition.get_absolute_url() if edition else ""
    if is_left and not pk and relation.to_standard and _is_shown(relation):
        url = relation.to_standard.get_absolute_url()
    degree = _degree(relation)
    return End(edition.code if edition else code, url, edition, degree, relation.note)


def _is_shown(relation: Relation) -> bool:
    """Whether the undated other end has an edition to show (`rows` asks for it)."""
    return bool(getattr(relation, "has_shown_editions", False))


def _degree(relation: Relation) -> str:
    if relation.kind != Relation.Kind.ADOPTS or not relation.degree:
        return ""
    return f"{Degree(relation.degree).label} ({relation.degree})"


def _in_order(ends: Iterable[End]) -> list[End]:
    """The newest first, what we do not hold last."""
    return sorted(
        ends,
        key=lambda end: (end.edition is not None, _year(end), counting(end.code)),
        reverse=True,
    )


def _year(end: End) -> int:
    return (end.edition.year or 0) if end.edition else 0


def picture(groups: Iterable[Group]) -> dict[str, tuple[Group, ...]]:
    """The groups of each side of the picture, cut to what can be drawn."""
    sides: dict[str, list[Group]] = {}
    for group in groups:
        place = SIDES.get((group.kind, group.is_left))
        if place:
            sides.setdefault(place, []).append(_cut(group))
    return {place: tuple(found) for place, found in sides.items()}


def _cut(group: Group) -> Group:
    return Group(group.kind, group.is_left, group.word, group.ends[:DRAWN], group.count)
