"""Which edition an address means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from catalogue.models import Edition, Standard
from catalogue.pages.family import current

if TYPE_CHECKING:
    from organisation.models import User


def edition_at(slug: str, user: User | AnonymousUser) -> Edition | None:
    """The edition at an address: the current one for that of an undated standard.

    None when there is nothing that the reader may see. One query or two.
    """
    titled = Edition.objects.visible_to(user).with_other_title()
    visible = titled.select_related("standard__body", "committee", "source")
    family = list(visible.filter(standard__slug=slug))
    if family:
        return current(family)
    found: Edition | None = visible.filter(slug=slug).first()
    return found


def standard_at(slug: str) -> Standard | None:
    """The standard at an address, its own or that of one of its public editions.

    None for a standard of which the public sees no edition.
    """
    seen = Edition.objects.public()
    standards = Standard.objects.select_related("body")
    own = standards.filter(slug=slug, pk__in=seen.values("standard"))
    of_edition = standards.filter(pk__in=seen.filter(slug=slug).values("standard"))
    return own.first() or of_edition.first()
