"""Editions without surprises, as an import would have made them."""

from __future__ import annotations

from typing import Any

from catalogue import designations
from catalogue.dates import first_day
from catalogue.models import Body, Edition, LifecycleEvent, Relation, Standard
from catalogue.status import Status

RANKS = {"MNS": 0, "ISO": 1, "ISO/IEC": 1, "IEC": 1}


def make_body(code: str) -> Body:
    """A publisher by its code."""
    body, _ = Body.objects.get_or_create(
        code=code,
        defaults={
            "slug": code.lower().replace("/", "-"),
            "name_en": code,
            "rank": RANKS.get(code, 5),
        },
    )
    return body


def make_standard(code: str, *, body: str = "") -> Standard:
    """The undated standard of a code."""
    found = designations.parse(code)
    assert found is not None
    undated = designations.undated(code)
    standard, _ = Standard.objects.get_or_create(
        key=designations.standard_key(code),
        defaults={
            "body": make_body(body or found.publishers[0]),
            "designation": undated,
            "slug": designations.slug(undated),
            "number": found.number,
            "part": found.part,
        },
    )
    return standard


def make_edition(
    code: str = "MNS 5217:2012", *, body: str = "", **given: Any
) -> Edition:
    """A published edition in force, with its publication as an event."""
    found = designations.parse(code)
    assert found is not None
    year = found.supplement_year or found.year
    facts: dict[str, Any] = {
        "standard": make_standard(code, body=body),
        "code": code,
        "key": designations.edition_key(code),
        "slug": designations.slug(code),
        "year": year,
        "title_mn": "Монгол кирилл үсгийг латин үсгээр галиглах",
        "title_en": "",
        "status": Status.IN_FORCE,
        "published": str(year) if year else "",
        "base_code": designations.base_code(code),
    }
    facts |= given
    facts["published_on"] = first_day(facts["published"])
    edition = Edition.objects.create(**facts)
    if edition.published_on:
        LifecycleEvent.objects.create(
            edition=edition,
            kind="published",
            date=edition.published,
            day=edition.published_on,
        )
    return edition


def relate(source: Edition, kind: str, target: Edition | str, **given: Any) -> Relation:
    """`source` replaces, amends, adopts or cites `target`, held or not."""
    held = target if isinstance(target, Edition) else None
    code = held.code if held else str(target)
    return Relation.objects.create(
        kind=kind,
        from_edition=source,
        from_code=source.code,
        from_key=source.key,
        to_edition=held,
        to_code=code,
        to_key=held.key if held else designations.edition_key(code),
        **given,
    )
