"""What the page of a standard is drawn from: a fixed number of queries, no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from catalogue.designations import standard_key
from catalogue.models import (
    Edition,
    Ics,
    LifecycleEvent,
    Relation,
    Standard,
    Title,
)
from catalogue.pages.applied import with_count
from catalogue.pages.family import current

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from organisation.models import User


@dataclass(frozen=True)
class Rows:
    """The rows; `held` are all editions the reader may see, of any standard."""

    standard: Standard
    family: tuple[Edition, ...]
    current: Edition | None
    shown: Edition
    is_dated: bool  # asked for by the address of an edition
    events: tuple[LifecycleEvent, ...]
    ics: tuple[Ics, ...]
    titles: tuple[Title, ...]
    relations: tuple[Relation, ...]
    originals: tuple[Edition, ...]
    held: dict[int, Edition]


def fetch(slug: str, user: User | AnonymousUser, day: date | None) -> Rows | None:
    """The rows of one address; None when there is nothing the reader may see.

    The address of an undated standard comes first. With a day, each edition of the
    family carries `was_in_force`: whether it was, on that day.
    """
    standard = _standard(slug, user)
    if standard is None:
        return None
    family = _family(standard, user, day)
    is_dated = standard.slug != slug
    now = current(family)
    shown = next((item for item in family if item.slug == slug), None)
    shown = shown if is_dated else now
    if shown is None:
        return None
    relations = _relations(standard, family, shown, user)
    others = _others(family, relations, shown, user)
    return Rows(
        standard=standard,
        family=family,
        current=now,
        shown=shown,
        is_dated=is_dated,
        events=tuple(LifecycleEvent.objects.filter(edition__standard=standard)),
        ics=tuple(shown.ics.select_related("parent__parent__parent")),
        titles=tuple(shown.titles.all()),
        relations=relations,
        originals=tuple(others.values()),
        held=others | {item.pk: item for item in family},
    )


def _standard(slug: str, user: User | AnonymousUser) -> Standard | None:
    standards = with_count(Standard.objects.select_related("body"))
    found = standards.filter(slug=slug).first()
    if found:
        return found
    asked = Edition.objects.visible_to(user).filter(slug=slug)
    return standards.filter(pk__in=asked.values("standard")).first()


def _family(
    standard: Standard, user: User | AnonymousUser, day: date | None
) -> tuple[Edition, ...]:
    """All editions the reader may see; through the standard, so that each knows it."""
    visible = standard.editions.visible_to(user).with_other_title()
    editions = visible.select_related("committee", "source")
    if day:
        same = Edition.objects.filter(pk=OuterRef("pk"))
        editions = editions.annotate(was_in_force=Exists(same.in_force_on(day)))
    return tuple(editions)


def _relations(
    standard: Standard,
    family: tuple[Edition, ...],
    shown: Edition,
    user: User | AnonymousUser,
) -> tuple[Relation, ...]:
    """Those of the shown edition, and adoptions of any edition of the standard."""
    siblings = [item.pk for item in family]
    adopted = Q(kind=Relation.Kind.ADOPTS, to_edition__in=siblings)
    own = Q(from_edition=shown) | Q(to_edition=shown) | Q(to_standard=standard)
    shown_editions = Edition.objects.visible_to(user).filter(
        standard=OuterRef("to_standard")
    )
    return tuple(
        Relation.objects.filter(own | adopted)
        .select_related("to_standard")
        .annotate(has_shown_editions=Exists(shown_editions))
    )


def _others(
    family: tuple[Edition, ...],
    relations: tuple[Relation, ...],
    shown: Edition,
    user: User | AnonymousUser,
) -> dict[int, Edition]:
    """Other ends of the relations, and all editions of the standards it adopts.

    One statement of two halves: each is a few rows by an index, while a condition
    with OR over two tables would read the whole catalogue.
    """
    ends = {pk for one in relations for pk in (one.from_edition_id, one.to_edition_id)}
    keys = {standard_key(one.to_code) for one in relations if _adopts(one, shown)}
    visible = Edition.objects.visible_to(user).select_related("standard")
    by_id = visible.filter(pk__in=ends - {item.pk for item in family} - {None})
    by_key = visible.filter(standard__key__in=keys, base_code="")
    return {item.pk: item for item in by_id.union(by_key)}


def _adopts(relation: Relation, edition: Edition) -> bool:
    return (
        relation.kind == Relation.Kind.ADOPTS and relation.from_edition_id == edition.pk
    )
