"""Editions as records: which are meant, in which order, with which date stamp."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import DateTimeField, Func, Min, QuerySet, Value
from django.db.models.functions import Cast, Greatest
from django.utils import timezone

from catalogue.models import Edition
from catalogue.oai.arguments import OaiError, Span
from catalogue.oai.sets import members

SIZE = 100  # records of one answer


def identifier_of(edition: Edition) -> str:
    """The identifier of an edition in the scheme oai (guidelines for identifiers)."""
    return f"oai:{_host()}:{edition.slug}"


def edition_of(identifier: str) -> Edition:
    """The edition of an identifier; OaiError idDoesNotExist otherwise."""
    slug = identifier.removeprefix(f"oai:{_host()}:")
    found: Edition | None = None
    if slug != identifier:
        held = Edition.objects.public().filter(slug=slug)
        found = _whole(_stamped(held)).first()
    if found is None:
        raise OaiError("idDoesNotExist", "There is no such record.")
    return found


def stamp_of(edition: Any) -> datetime:
    """The date stamp of an edition that comes from this module."""
    stamp: datetime = edition.stamp
    return stamp


def earliest() -> datetime:
    """No record is older; now, when there is none."""
    found: datetime | None = Edition.objects.public().aggregate(
        first=Min("changed_at")
    )["first"]
    return found or timezone.now()


def meant(span: Span, set_spec: str) -> QuerySet[Any]:
    """The public editions of a set that changed within the span."""
    found = _stamped(Edition.objects.public())
    if span.since:
        found = found.filter(stamp__gte=span.since)
    if span.until:
        found = found.filter(stamp__lt=span.until)
    return found.filter(members(set_spec)) if set_spec else found


def page(found: QuerySet[Any], after: int) -> list[Edition]:
    """The next records behind a key, and one more when there are more.

    By key and not by date: an import gives a hundred thousand rows the same date. A
    record that changes while it is harvested comes again with the next harvest.
    """
    return list(_whole(found.filter(pk__gt=after).order_by("pk"))[: SIZE + 1])


def _whole(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.select_related("standard__body").prefetch_related(
        "ics", "titles", "identifiers"
    )


def _stamped(found: QuerySet[Any]) -> QuerySet[Any]:
    """With `stamp`, when the record last changed for the public.

    An edition entered long before the day it is shown from is new on that day.
    """
    first_day = Func(
        Value(settings.TIME_ZONE),
        Cast("publish_on", _WithoutZone()),
        function="timezone",
        output_field=DateTimeField(),
    )
    return found.annotate(stamp=Greatest("changed_at", first_day))


class _WithoutZone(DateTimeField):
    """A timestamp of no zone, which `timezone()` puts into one."""

    def db_type(self, connection: object) -> str:
        """The type in PostgreSQL; no column has it."""
        return "timestamp"


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
