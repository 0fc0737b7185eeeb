"""Issuing: from a granted application to numbered, signed certificates.

Everything slow is done before the numbers are taken, because their series stays
locked from then to the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError
from casework.numbers import next_serials
from eservices.certificates import keys, passports, replacing, sealing
from eservices.certificates.check_code import make_code
from eservices.certificates.numbers import make_number, series_of
from eservices.engine.definition import CertificateDraft
from eservices.engine.registry import service_of
from eservices.models import Application, Certificate, CitedStandard, Service
from eservices.services.content import facts_of_holder
from eservices.services.verified import months_after
from mongolian.folding import fold

LONGEST_TITLE = 500
LONGEST_DESIGNATION = 160


def issue_certificates(*, application: Application, at: datetime) -> list[Certificate]:
    """Issue what the service says, inside the transaction that grants.

    Numbers are gap-free for each service, unit and year. For instruments their life
    record is written too, and what is renewed is marked as replaced. Raises
    CaseworkError when there is nothing to issue or a document would be void at once.
    """
    drafts = service_of(application).certificates(application)
    if not drafts:
        raise CaseworkError(_("There is nothing to issue: no row has a result."))
    service = Service.objects.get(slug=application.kind)
    issued = [
        _unsigned(draft, application, service, timezone.localdate(at))
        for draft in drafts
    ]
    life = passports.record_instruments(application, drafts)
    before = replacing.predecessors(application, drafts, life)
    for certificate, old in zip(issued, before, strict=True):
        certificate.replaces = old
    _number_and_sign(issued, [digest_of(certificate) for certificate in issued])
    Certificate.objects.bulk_create(issued, batch_size=500)
    passports.record_verifications(application, drafts, life, issued)
    CitedStandard.objects.bulk_create(_cited(drafts, issued), batch_size=1000)
    replacing.mark_replaced([old for old in before if old is not None])
    return issued


def digest_of(certificate: Certificate) -> str:
    """SHA-256 of what the document says; it stands in the signed payload."""
    return sealing.digest(document_of(certificate))


def document_of(certificate: Certificate) -> dict[str, Any]:
    """What the document says beyond its numbers and dates, as it is hashed."""
    return {
        "title": certificate.title,
        "passed": certificate.is_positive,
        "content": certificate.content,
    }


def reissue(*, old: Certificate, at: datetime) -> Certificate:
    """A new document in place of `old`: the same scope, today's name of the holder."""
    holder = old.company.name if old.company else ""
    fresh = Certificate(
        service=old.service,
        unit=old.unit,
        application=old.application,
        company=old.company,
        holder_name=holder,
        title=old.title,
        content=_with_holder_of_today(old),
        is_positive=old.is_positive,
        issued_on=timezone.localdate(at),
        valid_to=old.valid_to,
        replaces=old,
    )
    _number_and_sign([fresh], [digest_of(fresh)])
    fresh.save(force_insert=True)
    CitedStandard.objects.bulk_create(
        CitedStandard(
            certificate=fresh,
            edition_id=cited.edition_id,
            designation=cited.designation,
        )
        for cited in old.cited.all()
    )
    return fresh


def _with_holder_of_today(old: Certificate) -> dict[str, Any]:
    """The content of a certificate, the section on its holder written anew."""
    today = facts_of_holder(old.application)
    sections = [
        today if section.get("heading_mn") == today["heading_mn"] else section
        for section in old.content.get("sections", ())
    ]
    return old.content | {"sections": sections}


def _unsigned(
    draft: CertificateDraft, application: Application, service: Service, day: date
) -> Certificate:
    valid_to = draft.valid_to
    if valid_to is None and draft.is_positive and service.valid_months:
        valid_to = months_after(day, service.valid_months)
    if valid_to is not None and valid_to < day:
        raise CaseworkError(
            _("“%(title)s” would be valid until %(day)s, which has passed.")
            % {"title": draft.title, "day": valid_to}
        )
    company = application.company
    return Certificate(
        service=service,
        unit=application.unit,
        application=application,
        company=company,
        holder_name=company.name if company else "",
        title=draft.title[:LONGEST_TITLE],
        content=draft.content,
        is_positive=draft.is_positive,
        issued_on=day,
        valid_to=valid_to,
    )


def _number_and_sign(issued: Sequence[Certificate], digests: Sequence[str]) -> None:
    """Take the numbers, which locks their series, and sign; all of one series."""
    first = issued[0]
    key = keys.signing_key()
    year = first.issued_on.year
    series = series_of(first.service.code, first.unit, year)
    # From here on the series is locked.
    serials = next_serials(series, len(issued))
    for certificate, serial, digest in zip(issued, serials, digests, strict=True):
        certificate.year = year
        certificate.serial = serial
        certificate.number = make_number(
            first.service.code, first.unit.number_code, year, serial
        )
        certificate.check_code = make_code()
        certificate.search_text = _searched(certificate)
        sealed = sealing.seal(_facts(certificate, digest), key)
        certificate.payload = sealed.payload
        certificate.signature = sealed.signature
        certificate.key_id = sealed.key_id


def _facts(certificate: Certificate, digest: str) -> dict[str, Any]:
    """What is signed; the holder's name only of companies."""
    valid_to = certificate.valid_to
    return {
        "number": certificate.number,
        "service": certificate.service.code,
        "holder": certificate.holder_name,
        "passed": certificate.is_positive,
        "issued": certificate.issued_on.isoformat(),
        "valid_to": valid_to.isoformat() if valid_to else None,
        "sha256": digest,
    }


def _searched(certificate: Certificate) -> str:
    company = certificate.company
    register = company.register_no if company else ""
    parts = (
        certificate.number,
        certificate.holder_name,
        register,
        certificate.title,
    )
    return fold(" ".join(parts))


def _cited(
    drafts: Sequence[CertificateDraft], issued: Sequence[Certificate]
) -> list[CitedStandard]:
    """Each designation once a certificate."""
    rows: dict[tuple[int, str], CitedStandard] = {}
    for draft, certificate in zip(drafts, issued, strict=True):
        for edition, typed in draft.cited:
            designation = typed[:LONGEST_DESIGNATION]
            rows[certificate.pk, designation] = CitedStandard(
                certificate=certificate, edition=edition, designation=designation
            )
    return list(rows.values())
