"""Sets: one of each publisher, one of each field of the ICS (section 2.6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from catalogue.models import Body, Edition, Ics
from catalogue.oai.arguments import OaiError

BODY, ICS = "body", "ics"


def all_sets() -> Iterator[tuple[str, str]]:
    """setSpec and name of each set."""
    for body in Body.objects.all():
        yield f"{BODY}:{body.slug}", body.name_en or body.code
    for field in Ics.objects.filter(level=1):
        yield f"{ICS}:{field.code}", field.title_en or field.code


def members(set_spec: str) -> Q:
    """The editions of a set; OaiError noRecordsMatch when there is no such set."""
    kind, _colon, name = set_spec.partition(":")
    if kind == BODY and name:
        return Q(standard__body__slug=name)
    if kind == ICS and name:
        of_field = Edition.ics.through.objects.filter(
            Q(ics__code=name) | Q(ics__code__startswith=f"{name}.")
        )
        return Q(pk__in=of_field.values("edition_id"))
    raise OaiError("noRecordsMatch", "There is no such set.")


def sets_of(edition: Edition) -> list[str]:
    """The setSpecs an edition belongs to; its ICS are fetched already."""
    fields = sorted({ics.code[:2] for ics in edition.ics.all()})
    body = edition.standard.body.slug
    return [f"{BODY}:{body}", *(f"{ICS}:{field}" for field in fields)]
