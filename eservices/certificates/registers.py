"""The public registers: what is asked of them, and what is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.models import Edition, Standard
from eservices.afterwards.confirmations import confirmed_on
from eservices.instruments import serial_key
from eservices.models import (
    Certificate,
    CertificateState,
    CitedStandard,
    Instrument,
    Service,
    Verification,
)
from mongolian.folding import fold

PAGE = 20
LONGEST_QUESTION = 100  # characters
MOST_NAMESAKES = 50  # instruments of one serial number on a page


@dataclass(frozen=True)
class Register:
    """A register that can be read as a list."""

    slug: str
    service: str  # code
    name: str | Promise
    lead: str | Promise


REGISTERS = {
    register.slug: register
    for register in (
        Register(
            "products",
            "S4",
            _("Certified products and services"),
            _("Domestic products and services that were found to meet a standard."),
        ),
        Register(
            "types",
            "S3",
            _("Approved types of instruments"),
            _("Types of measuring instruments that may be used in Mongolia."),
        ),
        Register(
            "capabilities",
            "S5",
            _("Registered metrology capabilities"),
            _("Who may make, import, install and repair measuring instruments."),
        ),
    )
}


@dataclass(frozen=True)
class Found:
    """A page of a list, newest first; `before` is where the next page begins."""

    rows: Sequence[Any]
    before: int | None


def read_cursor(typed: str) -> int | None:
    """Where a page begins, from the address; None for the first one."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= 18
    return int(typed) if is_number else None


def with_words(certificates: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those that have all the words in number, holder or scope, in any script.

    Documents of single instruments are not searched by words: their index would be ten
    times as large, and they are asked for by serial number.
    """
    words = fold(text[:LONGEST_QUESTION]).split()
    for word in words:
        certificates = certificates.filter(search_text__contains=word)
    if not words:
        return certificates
    # The condition of the index.
    return certificates.filter(~Q(number__startswith="СХЗГ-S2-"))


def listed(register: Register, text: str, before: int | None) -> Found:
    """A page of the certificates of a register that have all the words."""
    service = Service.objects.filter(code=register.service).first()
    passed = Certificate.objects.filter(service=service, is_positive=True)
    found = with_words(passed, text)
    if before is not None:
        found = found.filter(pk__lt=before)
    return _page(found.select_related("company", "unit").order_by("-pk"))


def instruments(serial: str) -> list[Instrument]:
    """The instruments with this serial number, in any spelling."""
    key = serial_key(serial)
    if not key:
        return []
    found = Instrument.objects.filter(serial_key=key).select_related("kind", "company")
    return list(found.order_by("maker_key", "model_key")[:MOST_NAMESAKES])


@dataclass(frozen=True)
class Passport:
    """An instrument and its whole life, newest first."""

    instrument: Instrument
    life: Sequence[Verification]

    @property
    def standing(self) -> Verification | None:
        """The newest verification that was passed and still stands."""
        return next(filter(_stands, self.life), None)

    @property
    def last(self) -> Verification | None:
        """The newest verification or calibration."""
        return self.life[0] if self.life else None


def passport(serial: str, pk: int) -> Passport | None:
    """The life record of one instrument; its serial number must be known to ask."""
    found = (
        Instrument.objects.filter(pk=pk, serial_key=serial)
        .select_related("kind", "company")
        .first()
    )
    if found is None or not serial:
        return None
    life = found.verifications.select_related("certificate", "unit")
    return Passport(found, list(life.order_by("-done_on", "-pk")))


def appliers(standard: Standard, before: int | None) -> Found:
    """Standing registrations (S1) of any edition of a standard, newest first."""
    editions = list(
        Edition.objects.filter(standard=standard).values_list("pk", flat=True)
    )
    found = CitedStandard.objects.filter(
        edition__in=editions,
        certificate__service__code="S1",
        certificate__state=CertificateState.VALID,
    )
    if before is not None:
        found = found.filter(certificate__lt=before)
    ordered = (
        found.select_related("certificate__company", "edition")
        .annotate(confirmed_on=confirmed_on("certificate__"))
        .order_by("-certificate")
    )
    return _page(ordered, of="certificate_id")


def _stands(entry: Verification) -> bool:
    return (
        entry.verdict == Verification.Verdict.PASSED
        and entry.certificate.public_state == CertificateState.VALID
    )


def _page(ordered: QuerySet[Any], *, of: str = "pk") -> Found:
    rows = list(ordered[: PAGE + 1])
    before = getattr(rows[PAGE - 1], of) if len(rows) > PAGE else None
    return Found(rows[:PAGE], before)


def links(found: Found, text: str) -> Iterator[tuple[str, str]]:
    """Parameters of the next page: what was asked, and where it begins."""
    if text:
        yield "q", text
    if found.before is not None:
        yield "before", str(found.before)
