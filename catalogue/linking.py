"""Links of one edition: what it names is tied to what we hold, and the reverse.

The importer does the same for whole files (catalogue.importing.links).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from catalogue.designations import edition_key
from catalogue.models import (
    Edition,
    Identifier,
    LifecycleEvent,
    Relation,
    Standard,
)
from catalogue.querysets import ENDS
from catalogue.rules import day_of
from catalogue.status import Status

REPLACED = LifecycleEvent.Kind.REPLACED


def link(edition: Edition) -> None:
    """Tie the edition to the documents it names, and those that wait for it to it."""
    for relation in edition.relations_from.filter(to_edition=None, to_standard=None):
        _resolve(relation)
    waiting = Relation.objects.filter(to_edition=None, to_key=edition.key)
    waiting.update(to_edition=edition)
    Relation.objects.filter(
        to_edition=None, to_standard=None, to_key=edition.standard.key
    ).update(to_standard=edition.standard)
    Relation.objects.filter(from_edition=None, from_key=edition.key).update(
        from_edition=edition
    )
    _find_base(edition)
    _find_supplements(edition)


def _resolve(relation: Relation) -> None:
    """An edition of that key, else, cited without a year, the standard."""
    relation.to_edition = Edition.objects.filter(key=relation.to_key).first()
    if relation.to_edition is None:
        relation.to_standard = Standard.objects.filter(key=relation.to_key).first()
    relation.save(update_fields=["to_edition", "to_standard"])


def _find_base(edition: Edition) -> None:
    if not edition.base_code:
        edition.base = None
    elif edition.base is None:
        key = edition_key(edition.base_code)
        edition.base = Edition.objects.filter(key=key).exclude(pk=edition.pk).first()
    edition.save(update_fields=["base"])


def _find_supplements(edition: Edition) -> None:
    waiting = edition.standard.editions.filter(base=None).exclude(base_code="")
    for supplement in waiting:
        if edition_key(supplement.base_code) == edition.key:
            supplement.base = edition
            supplement.save(update_fields=["base"])


def carry_code(edition: Edition, before: Edition) -> None:
    """A designation was corrected: relations follow it, the old one is still known."""
    for end, other in (("from", "to"), ("to", "from")):
        _carry(edition, end, other)
    former = {
        Identifier.Kind.OLD: before.code,
        Identifier.Kind.ADDRESS: before.slug if before.slug != edition.slug else "",
    }
    for kind, value in former.items():
        if value:
            Identifier.objects.get_or_create(edition=edition, kind=kind, value=value)
    if before.standard_id != edition.standard_id:
        _drop_if_empty(before.standard)


def _carry(edition: Edition, end: str, other: str) -> None:
    own = Relation.objects.filter(**{f"{end}_edition": edition})
    same = own.filter(
        kind=OuterRef("kind"), **{f"{other}_key": OuterRef(f"{other}_key")}
    )
    named = Relation.objects.filter(
        **{f"{end}_edition": None, f"{end}_key": edition.key}
    )
    named.filter(Exists(same)).delete()  # it would be there twice
    own.update(**{f"{end}_code": edition.code, f"{end}_key": edition.key})


def _drop_if_empty(standard: Standard) -> None:
    """A standard that held only the misspelt edition; what cites it stays as text."""
    if not standard.editions.exists():
        standard.relations_to.update(to_standard=None)
        standard.delete()


# --- replacements ---------------------------------------------------------------
def replaced_by(edition: Edition) -> set[int]:
    """Ids of the editions we hold that this one replaces."""
    ties = edition.relations_from.filter(
        kind=Relation.Kind.REPLACES, to_edition__isnull=False
    )
    return set(ties.values_list("to_edition_id", flat=True))


def tell_replacements(edition_ids: set[int]) -> None:
    """The day each was replaced: its first successor tells, as in an import.

    Only of those whose status says that they are replaced or withdrawn; a day that
    somebody stated stays, and a draft tells nothing.
    """
    ends = LifecycleEvent.objects.filter(edition__in=edition_ids, kind__in=ENDS)
    stated = set(ends.filter(is_derived=False).values_list("edition_id", flat=True))
    due = _first_successors(edition_ids - stated)
    for event in ends.filter(is_derived=True):
        if due.get(event.edition_id) == (event.date, event.day):
            del due[event.edition_id]
        else:
            event.delete()
    LifecycleEvent.objects.bulk_create(
        LifecycleEvent(
            edition_id=pk, kind=REPLACED, date=date, day=day, is_derived=True
        )
        for pk, (date, day) in due.items()
    )


def _first_successors(edition_ids: set[int]) -> dict[int, tuple[str, date]]:
    """The publication of the earliest published successor, by the replaced."""
    ties = Relation.objects.filter(
        kind=Relation.Kind.REPLACES,
        to_edition__in=edition_ids,
        to_edition__status__in=[Status.REPLACED, Status.WITHDRAWN],
        from_edition__is_published=True,
        from_edition__published_on__isnull=False,
    ).exclude(from_edition__status=Status.DRAFT)
    latest_first = ties.order_by("-from_edition__published_on", "-from_edition_id")
    return {
        replaced: (published, day_of(published))
        for replaced, published in latest_first.values_list(
            "to_edition_id", "from_edition__published"
        )
    }
