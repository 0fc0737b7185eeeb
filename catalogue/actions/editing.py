"""Edits of the office: an edition with all that hangs on it, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import rules
from catalogue.dates import first_day
from catalogue.designations import edition_key
from catalogue.errors import CatalogueError
from catalogue.importing.addresses import free_addresses
from catalogue.linking import carry_code, link, replaced_by, tell_replacements
from catalogue.models import (
    Edition,
    Ics,
    Identifier,
    LifecycleEvent,
    Relation,
    Standard,
    Title,
)
from catalogue.naming import naming_of, standard_of
from catalogue.permissions import may_edit
from catalogue.search.index import refresh
from organisation.models import User

# Either says when the document was published (catalogue.importing.rows).
TOLD_BY_DATE = (LifecycleEvent.Kind.PUBLISHED, LifecycleEvent.Kind.APPROVED)

Part = Title | Identifier | Relation | LifecycleEvent


class Act(StrEnum):
    """What a person did, as the history tells it."""

    EDIT = "edit"
    RESTORE = "restore"


@dataclass(frozen=True)
class Parts:
    """What is written together with an edition."""

    ics: Iterable[Ics] | None = None  # None: as they stand
    saved: Sequence[Part] = ()
    removed: Sequence[Part] = ()


@contextmanager
def acting(user: User, act: Act = Act.EDIT) -> Iterator[None]:
    """One transaction whose writes the history ascribes to `user`.

    CatalogueError for who may not edit.
    """
    if not may_edit(user):
        raise CatalogueError(_("Your role does not allow this."))
    with transaction.atomic(), pghistory.context(user=user.pk, act=str(act)):
        yield


def save_edition(
    *, user: User, edition: Edition, parts: Parts | None = None, act: Act = Act.EDIT
) -> Edition:
    """Write an edition, new or changed, and have it searchable at once.

    What follows from the designation (key, address, year, standard, publisher) is
    derived; an import leaves the edition alone from now on. CatalogueError says what
    cannot be, and then nothing is written.
    """
    parts = parts or Parts()
    with acting(user, act):
        locked = Edition.objects.select_for_update(of=("self",))
        before = locked.filter(pk=edition.pk).first()
        touched = replaced_by(before) if before else set()
        _write_edition(edition, before)
        if before is not None and before.code != edition.code:
            carry_code(edition, before)
        _write_parts(edition, parts)
        _tell_publication(edition, before)
        rules.check_order(edition.events.values_list("kind", "date"))
        link(edition)
        touched |= {edition.pk} | replaced_by(edition)
        tell_replacements(touched)
        refresh(sorted(touched))
    return edition


def save_standard(*, user: User, standard: Standard) -> Standard:
    """Write the publisher of a standard; its editions are found under it at once."""
    with acting(user):
        standard.save(update_fields=["body"])
        refresh(standard.editions.values_list("pk", flat=True))
    return standard


def _write_edition(edition: Edition, before: Edition | None) -> None:
    edition.published = rules.tidy_date(edition.published, field="published")
    edition.published_on = first_day(edition.published)
    if not (edition.title_mn or edition.title_en):
        raise CatalogueError(
            _("Write the title in Mongolian or in English."), field="title_mn"
        )
    if before is None or before.code != edition.code:
        _name(edition)
    edition.is_edited = True
    edition.changed_at = timezone.now()
    edition.save()


def _name(edition: Edition) -> None:
    naming = naming_of(edition.code)
    rules.check_is_new(naming, besides=edition.pk)
    edition.code = naming.code
    edition.key = naming.key
    if edition.slug != naming.slug:
        edition.slug = free_addresses(Edition, [naming.slug])[0]
    edition.year = naming.year
    edition.base_code = naming.base_code
    edition.standard = standard_of(naming)


# --- parts ----------------------------------------------------------------------
def _write_parts(edition: Edition, parts: Parts) -> None:
    for part in parts.removed:
        part.delete()
    for part in parts.saved:
        _write_part(edition, part)
    if parts.ics is not None:
        edition.ics.set(parts.ics)


def _write_part(edition: Edition, part: Part) -> None:
    if isinstance(part, Relation):
        _tie(edition, part)
    else:
        part.edition = edition
    if isinstance(part, LifecycleEvent):
        part.date = rules.tidy_date(part.date)
        part.day = rules.day_of(part.date)
    part.save()


def _tie(edition: Edition, relation: Relation) -> None:
    """From this edition to the other, whose link follows (catalogue.linking)."""
    relation.from_edition = edition
    relation.from_code, relation.from_key = edition.code, edition.key
    relation.to_key = edition_key(relation.to_code)
    relation.to_edition = relation.to_standard = None
    rules.check_relation(relation.kind, relation.from_key, relation.to_key)


def _tell_publication(edition: Edition, before: Edition | None) -> None:
    """Keep the event of publication, or approval, as the edition's date has it."""
    was = before.published if before else ""
    if edition.published == was:
        return
    begun = edition.events.filter(kind__in=TOLD_BY_DATE)
    begun.filter(date=was, kind=LifecycleEvent.Kind.PUBLISHED).delete()
    if edition.published and not begun.filter(date=edition.published).exists():
        edition.events.create(
            kind=LifecycleEvent.Kind.PUBLISHED,
            date=edition.published,
            day=rules.day_of(edition.published),
        )
