"""The life record of instruments, written when their certificates are issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eservices.engine.definition import CertificateDraft
from eservices.instruments import Keys, keys
from eservices.models import (
    Application,
    Certificate,
    Instrument,
    InstrumentRow,
    Verification,
)

VERIFICATION = "verification"


@dataclass(frozen=True)
class Life:
    """What an application says of instruments: the kind of work, and which ones."""

    work: str
    instruments: dict[Keys, Instrument]

    def of(self, draft: CertificateDraft) -> Instrument | None:
        """The instrument a draft is about; None for other services."""
        row = draft.row
        if not isinstance(row, InstrumentRow):
            return None
        return self.instruments[_keys(row)]


def record_instruments(
    application: Application, drafts: Sequence[CertificateDraft]
) -> Life:
    """Know every instrument of the drafts, new ones too, as it is described now.

    In the order of their keys, so that two decisions do not wait for each other.
    """
    rows = {
        _keys(draft.row): draft.row
        for draft in drafts
        if isinstance(draft.row, InstrumentRow)
    }
    ordered = sorted(rows, key=lambda each: (each.serial, each.model, each.maker))
    made = Instrument.objects.bulk_create(
        [_instrument(found, rows[found], application) for found in ordered],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["serial_key", "model_key", "maker_key"],
        update_fields=["kind", "range_text", "accuracy", "company", "location"],
    )
    work = str(application.answers.get("work", VERIFICATION))
    return Life(work, dict(zip(ordered, made, strict=True)))


def record_verifications(
    application: Application,
    drafts: Sequence[CertificateDraft],
    life: Life,
    issued: Sequence[Certificate],
) -> None:
    """One entry in the life of an instrument for each of its certificates."""
    entries = []
    for draft, certificate in zip(drafts, issued, strict=True):
        instrument = life.of(draft)
        if instrument is not None and isinstance(draft.row, InstrumentRow):
            entries.append(_entry(instrument, draft.row, certificate, application))
    Verification.objects.bulk_create(entries, batch_size=500)


def _entry(
    instrument: Instrument,
    row: InstrumentRow,
    certificate: Certificate,
    application: Application,
) -> Verification:
    verdict = Verification.Verdict
    return Verification(
        instrument=instrument,
        certificate=certificate,
        unit=certificate.unit,
        work=str(application.answers.get("work", VERIFICATION)),
        occasion=str(application.answers.get("occasion", "")),
        verdict=verdict.PASSED if certificate.is_positive else verdict.FAILED,
        reason=row.result_reason,
        seal_no=row.seal_no,
        done_on=row.done_on or certificate.issued_on,
        due_on=_due(row, certificate),
    )


def _due(row: InstrumentRow, certificate: Certificate) -> date | None:
    """When it is to be verified next: never, for one that did not pass."""
    if not certificate.is_positive:
        return None
    return row.due_on or certificate.valid_to


def _instrument(
    found: Keys, row: InstrumentRow, application: Application
) -> Instrument:
    return Instrument(
        kind_id=row.kind_id,
        maker=row.maker,
        model=row.model,
        serial=row.serial,
        range_text=row.range_text,
        accuracy=row.accuracy,
        serial_key=found.serial,
        model_key=found.model,
        maker_key=found.maker,
        company=application.company,
        location=row.location,
    )


def _keys(row: InstrumentRow) -> Keys:
    return keys(maker=row.maker, model=row.model, serial=row.serial)
