"""From what was found to the cards of a page; the same few queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from catalogue.models import Edition, Relation
from catalogue.search.answers import Hit
from catalogue.search.candidates import Found
from catalogue.search.highlight import Highlighter
from catalogue.search.reading import Reading
from catalogue.status import Status


def hits(found: list[Found], reading: Reading) -> tuple[Hit, ...]:
    """The cards in the order found."""
    if not found:
        return ()
    ids = [one.edition_id for one in found]
    editions = (
        Edition.objects.filter(pk__in=ids)
        .with_other_title()
        .select_related("standard__body", "committee")
        .prefetch_related("ics")
        .in_bulk()
    )
    successors = successors_of(ids)
    marker = Highlighter(reading)
    return tuple(
        _hit(one, editions[one.edition_id], successors[one.edition_id], marker)
        for one in found
        if one.edition_id in editions
    )


def _hit(
    one: Found, edition: Edition, successors: list[Edition | str], marker: Highlighter
) -> Hit:
    is_foreign = not (edition.title_mn or edition.title_en)
    return Hit(
        edition=edition,
        title_mn=marker.mark(edition.title_mn),
        title_en=marker.mark(edition.title_en),
        title_other=marker.mark(edition.title if is_foreign else ""),
        replaced_by=tuple(successors),
        found_in=one.found_in,
    )


def successors_of(edition_ids: Iterable[int]) -> dict[int, list[Edition | str]]:
    """What replaces each edition: an edition the public sees, else its code.

    A draft means to replace it one day, and is nothing to use instead today.
    """
    found: defaultdict[int, list[Edition | str]] = defaultdict(list)
    relations = Relation.objects.filter(
        kind=Relation.Kind.REPLACES, to_edition__in=edition_ids
    ).select_related("from_edition__standard")
    no_draft = ~Q(from_edition__status=Status.DRAFT) | Q(from_edition__isnull=True)
    for relation in relations.filter(no_draft).order_by("from_code"):
        if relation.to_edition_id:
            found[relation.to_edition_id].append(_shown(relation))
    return found


def _shown(relation: Relation) -> Edition | str:
    successor = relation.from_edition
    if successor is None or not _is_public(successor):
        return relation.from_code
    return successor


def _is_public(edition: Edition) -> bool:
    """As EditionQuerySet.public, for an edition already at hand."""
    is_due = edition.publish_on is None or edition.publish_on <= timezone.localdate()
    return edition.is_published and is_due
