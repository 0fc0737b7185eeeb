"""A certificate as a document: the PDF for people, its JSON twin for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from casework.receipts.qr import qr_svg
from casework.receipts.typesetting import (
    agency_script,
    draw,
    drawable,
    long_date,
    spaced_hotline,
)
from eservices.certificates import states
from eservices.certificates.issue import digest_of, document_of
from eservices.certificates.sealing import Seal
from eservices.certificates.validity import validity
from eservices.engine.registry import service_at
from eservices.engine.showing import written_day
from eservices.models import Certificate
from eservices.services.content import (
    DOT,
    HEADING_OF_REPORTS,
    HEADINGS_OF_DAYS,
    section,
)

# How the section on the holder is headed, which is shown apart.
HOLDER = section("holder")
KEYS_PATH = "/.well-known/certificate-keys.json"
_TEMPLATE = Path(__file__).parent / "certificate.typ"
# Of the tables: how many signs fit across the page; what a column may ask for.
_SIGNS_A_LINE, _LONGEST_WORD, _WIDEST = 92, 24, 60
_MEASURED_ROWS = 60


def seal_of(certificate: Certificate) -> Seal:
    """The signed payload of a certificate."""
    return Seal(certificate.payload, certificate.signature, certificate.key_id)


def qr_text(certificate: Certificate) -> str:
    """What the QR code says: the live page, the signed payload in the fragment."""
    return f"{live_url(certificate)}#{seal_of(certificate).fragment}"


def live_url(certificate: Certificate) -> str:
    """The page that shows the state of today; short, without a language."""
    return f"{settings.SITE_URL}/verify/{certificate.address}/"


def is_sample(certificate: Certificate) -> bool:
    """Whether it proves nothing: made for a demonstration."""
    return settings.DEMO_MODE or certificate.application.is_sample


def name_of(certificate: Certificate) -> str:
    """What the document is called, in the active language."""
    service = service_at(certificate.service.slug)
    if not certificate.is_positive or service is None:
        return _("Notice that the instrument did not pass")
    return str(service.outcome_name)


def holder_of(certificate: Certificate) -> str:
    """The company's name as issued; a citizen is never named."""
    return certificate.holder_name or pgettext("holder of a certificate", "A citizen")


def certificate_pdf(certificate: Certificate) -> bytes:
    """The document as tagged PDF (PDF/UA-1), in the language of its application.

    The same certificate in the same state, the same bytes. One that stands no more
    is marked across the page.
    """
    issued_at = datetime.combine(
        certificate.issued_on, time(), timezone.get_default_timezone()
    )
    with translation.override(certificate.application.language):
        content = {
            "paper": _paper(certificate),
            "words": _words(certificate),
            "qr": qr_svg(qr_text(certificate), title=_("QR code of the certificate")),
            "script": agency_script(),
        }
    return draw(_TEMPLATE, content, at=issued_at)


def certificate_json(certificate: Certificate) -> dict[str, Any]:
    """The same for machines: docs/certificates.md describes every field."""
    valid_to = certificate.valid_to
    company = certificate.company
    return {
        "number": certificate.number,
        "service": certificate.service.code,
        "holder": certificate.holder_name,
        "register_no": company.register_no if company else "",
        "issued": certificate.issued_on.isoformat(),
        "valid_to": valid_to.isoformat() if valid_to else None,
        "unit": {"mn": certificate.unit.name_mn, "en": certificate.unit.name_en},
        **document_of(certificate),
        "replaces": certificate.replaces.number if certificate.replaces else None,
        "state": certificate.public_state,
        "sample": is_sample(certificate),
        "url": live_url(certificate),
        "payload": certificate.payload,
        "signature": certificate.signature,
        "key_id": certificate.key_id,
        "keys": f"{settings.SITE_URL}{KEYS_PATH}",
    }


def holder_facts(certificate: Certificate) -> list[tuple[str, str]]:
    """Who holds it: name, register number, and what else was printed of a company."""
    facts = [(_("Holder"), holder_of(certificate))]
    company = certificate.company
    if company is None:
        return facts
    facts.append((_("Register number"), company.register_no))
    # Name and number come first in the section on the holder.
    for each in _sections(certificate.content):
        if _is_of_holder(each):
            facts += _facts_of(each)[2:]
    return facts


def sections_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sections beside that on the holder, in the active language: heading, facts,
    table or None.
    """
    return [
        {
            "heading": _said(section, "heading"),
            "facts": _facts_of(section),
            "table": _table(section.get("table")),
        }
        for section in _sections(content)
        if not _is_of_holder(section)
    ]


def _sections(content: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return content.get("sections") or ()


def _is_of_holder(section: Mapping[str, Any]) -> bool:
    return section.get("heading_mn") == HOLDER["heading_mn"]


def _facts_of(section: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (
            label_en if _is_english() and label_en else label_mn,
            _shown(value, label_mn),
        )
        for label_mn, label_en, value in section.get("facts") or ()
    ]


def _shown(value: object, heading: str) -> str:
    """A value as people write it: a day in the way of the language."""
    text = str(value)
    if heading in HEADINGS_OF_DAYS:
        return written_day(text)
    number, dot, day = text.rpartition(DOT)
    if heading == HEADING_OF_REPORTS and dot:
        return f"{number}{dot}{written_day(day)}"
    return text


def _table(table: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not table or not table.get("rows"):
        return None
    headings = table["head_mn"]
    rows = [
        [_shown(cell, heading) for cell, heading in zip(row, headings, strict=True)]
        for row in table["rows"]
    ]
    return {"head": list(_said(table, "head")), "rows": rows}


def _said(part: Mapping[str, Any], name: str) -> Any:
    english = part.get(f"{name}_en") if _is_english() else None
    return english or part.get(f"{name}_mn") or ""


def _is_english() -> bool:
    return get_language() == "en"


def _paper(certificate: Certificate) -> dict[str, Any]:
    time_of = validity(
        certificate.issued_on, certificate.valid_to, timezone.localdate()
    )
    valid_to = certificate.valid_to
    return {
        "language": get_language(),
        "number": certificate.number,
        "code": f"{certificate.check_code[:3]} {certificate.check_code[3:]}",
        "title": drawable(certificate.title),
        "passed": certificate.is_positive,
        "facts": list(_facts(certificate)),
        "issued": long_date(certificate.issued_on),
        "valid_to": long_date(valid_to) if valid_to else "",
        "ruler": {"months": time_of.months, "years": time_of.years}
        if time_of
        else None,
        "sections": [
            _drawable_section(each) for each in sections_of(certificate.content)
        ],
        "decided_by": _decided_by(certificate),
        "unit": drawable(certificate.unit.name),
        "key": certificate.key_id,
        "digest": _grouped(digest_of(certificate)),
        "hotline": spaced_hotline(settings.HOTLINE),
        "home": f"{settings.SITE_URL}/verify/",
        "mark": _mark(certificate),
    }


def _facts(certificate: Certificate) -> Iterator[tuple[str, str]]:
    for label, value in holder_facts(certificate):
        yield label, drawable(value)
    yield _("Issued by"), drawable(certificate.unit.name)
    if certificate.valid_to is None:
        yield _("Issued"), long_date(certificate.issued_on)
        if certificate.is_positive:
            yield _("Valid"), _("until it is changed or withdrawn")
    if certificate.replaces:
        yield _("In place of"), certificate.replaces.number


def _decided_by(certificate: Certificate) -> str:
    """The post, never a person's name."""
    if certificate.application.is_automatic:
        return _("The system, by the rule of the service")
    return _("The head of the unit")


def _mark(certificate: Certificate) -> str:
    if is_sample(certificate):
        return pgettext("certificate", "SAMPLE")
    state = certificate.public_state
    return "" if state == "valid" else str(states.STATES[state].word).upper()


def _grouped(digest: str) -> str:
    groups = [digest[at : at + 8] for at in range(0, len(digest), 8)]
    return " ".join(groups[:4]) + "\n" + " ".join(groups[4:])


def _drawable_section(section: Mapping[str, Any]) -> dict[str, Any]:
    table = section["table"]
    return {
        "heading": drawable(section["heading"]),
        "facts": [
            [drawable(name), drawable(value)] for name, value in section["facts"]
        ],
        "table": table
        and {
            "head": [drawable(name) for name in table["head"]],
            "rows": [[drawable(cell) for cell in row] for row in table["rows"]],
            "widths": _widths(table["head"], table["rows"]),
        },
    }


def _widths(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Shares of the width: room for the longest word, the rest by the usual length."""
    least, usual = [], []
    for place, name in enumerate(head):
        cells = [row[place] for row in rows[:_MEASURED_ROWS]]
        # Headings are bold and so a little wider.
        words = [*cells, *(f"{word}-" for word in name.split())]
        longest = max(map(len, " ".join(words).split()), default=1)
        least.append(min(longest, _LONGEST_WORD) + 2)
        usual.append(min(sum(map(len, cells)) // len(cells), _WIDEST))
    more = [max(0, want - has) for want, has in zip(usual, least, strict=True)]
    rest = max(0, _SIGNS_A_LINE - sum(least))
    whole = sum(more) or 1
    return [has + rest * want // whole for has, want in zip(least, more, strict=True)]


def _words(certificate: Certificate) -> dict[str, str]:
    """The fixed words of the page, in the active language."""
    return {
        "agency": _("Agency for Standardization and Metrology"),
        "agency_kind": _("Government agency of Mongolia"),
        "title": drawable(name_of(certificate)),
        "number": pgettext("of a certificate", "Number"),
        "code": pgettext("of a certificate", "Check code"),
        "how": _(
            "Whoever has this paper can see with the code on the live page that it is "
            "the one that was issued."
        ),
        "scan": _("The camera of a phone opens the state of today"),
        "issued": _("Issued"),
        "valid_to": _("Valid to"),
        "decided": _("Decided by"),
        "signature": _("Signed electronically (Ed25519) with the key"),
        "digest": _("Fingerprint of the content (SHA-256)"),
        "hotline": _("Questions:"),
        "check_at": _("Check it at"),
    }
