"""What follows from a designation: key, address, year, publisher, standard."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue import designations
from catalogue.designations import publishers
from catalogue.errors import CatalogueError
from catalogue.importing.addresses import free_addresses
from catalogue.models import Body, Standard


@dataclass(frozen=True)
class Naming:
    """All that follows from a designation."""

    code: str
    key: str
    slug: str
    year: int | None
    base_code: str
    standard_key: str
    undated: str
    number: str
    part: str
    body_code: str


def naming_of(code: str) -> Naming:
    """Read a designation; CatalogueError on `code` says what is wrong with it."""
    code = " ".join(code.split())
    read = designations.parse(code)
    if read is None or not (read.publishers or read.kind):
        raise CatalogueError(
            _(
                "This designation cannot be read. Write it as in “MNS 5217:2012” or "
                "“MNS ISO 9001:2016”."
            ),
            field="code",
        )
    naming = Naming(
        code=code,
        key=designations.edition_key(code),
        slug=designations.slug(code),
        year=read.supplement_year or read.year,
        base_code=designations.base_code(code),
        standard_key=designations.standard_key(code),
        undated=designations.undated(code),
        number=read.number,
        part=read.part,
        body_code=body_code(read),
    )
    _check_publisher(read, naming)
    return naming


def body_code(read: designations.Designation) -> str:
    """The code of who publishes: MNS of MNS ISO 9001, ISO/IEC of ISO/IEC 17025."""
    ranked = publishers.ranked(read.publishers) or (read.kind,)
    if publishers.is_national(ranked[0]):
        return ranked[0]
    return "/".join(ranked)


def _check_publisher(read: designations.Designation, naming: Naming) -> None:
    if read.publishers:
        if "MNS" in read.publishers and read.version:
            raise CatalogueError(
                _("“%(rest)s” in this designation is not understood. Check it.")
                % {"rest": read.version},
                field="code",
            )
    elif not Body.objects.filter(code=naming.body_code).exists():
        raise CatalogueError(
            _(
                "No publisher “%(code)s” is known. Check the designation, or add the "
                "publisher first."
            )
            % {"code": naming.body_code},
            field="code",
        )


def standard_of(naming: Naming) -> Standard:
    """The undated standard of a designation, made with its publisher if new."""
    standard, _made = Standard.objects.get_or_create(
        key=naming.standard_key,
        defaults={
            "body": _body(naming.body_code),
            "designation": naming.undated,
            "slug": free_addresses(Standard, [designations.slug(naming.undated)])[0],
            "number": naming.number,
            "part": naming.part,
        },
    )
    return standard


def _body(code: str) -> Body:
    slug = free_addresses(Body, [designations.slug(code) or "x"])[0]
    body, _made = Body.objects.get_or_create(code=code, defaults={"slug": slug})
    return body
