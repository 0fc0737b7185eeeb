"""Drafts that begin where something ended: a refusal, a certificate, instruments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from casework.models import Attachment
from eservices.actions.drafts import RawRow, start_draft
from eservices.actions.files import copy_to_draft
from eservices.engine.definition import APPLICANT_KEYS, Kind, ServiceDefinition
from eservices.engine.registry import service_of
from eservices.engine.values import Typed
from eservices.instruments import keys
from eservices.models import (
    Application,
    Certificate,
    Company,
    Draft,
    Instrument,
    InstrumentRow,
)
from eservices.models import Verification as VerificationRecord
from eservices.rows.saved import as_typed, saved_rows
from eservices.services.verification import Verification
from organisation.models import User

# The number of the one who signs: another person's is never carried over.
SIGNATURE = "representative_register"


@transaction.atomic
def draft_from_application(*, application: Application, user: User) -> Draft:
    """A new try with everything that was sent before, documents too."""
    service = service_of(application)
    draft = _started(application, user, renews=application.renews)
    draft.answers |= _typed_answers(service, application.answers)
    signature = application.answers.get(SIGNATURE)
    if signature and application.applicant_id == user.pk:
        draft.answers[SIGNATURE] = signature
    draft.rows = _typed_rows(application)
    draft.save(update_fields=["answers", "rows"])
    files = Attachment.objects.filter(
        case_id=application.pk, application_file__isnull=False, erased_at__isnull=True
    )
    for file in files.select_related("application_file"):
        if file.is_servable:
            copy_to_draft(draft, file.application_file.purpose, file)
    return draft


@transaction.atomic
def draft_from_certificate(*, certificate: Certificate, user: User) -> Draft:
    """A renewal, prefilled: of an instrument its line, else the whole application."""
    application = certificate.application
    service = service_of(application)
    draft = _started(application, user, renews=certificate)
    draft.answers |= _without_dates(
        service, _typed_answers(service, application.answers)
    )
    draft.rows = _typed_rows(application)
    row = _instrument_of(certificate)
    if row is not None:
        own = service.rows["instruments"]
        draft.rows["instruments"] = [
            as_typed(row, own) | {"last_certificate": certificate.number}
        ]
        draft.answers["occasion"] = "periodic"
    draft.save(update_fields=["answers", "rows"])
    return draft


@transaction.atomic
def draft_from_instruments(
    *, instruments: Iterable[Instrument], company: Company | None, user: User
) -> Draft:
    """A verification of instruments from the company's list, one line each."""
    service = Verification()
    draft = start_draft(user=user, service=service, company=company)
    draft.rows = {"instruments": [_line_of(one) for one in instruments]}
    draft.answers |= {"work": "verification", "occasion": "periodic"}
    draft.save(update_fields=["answers", "rows"])
    return draft


def _started(
    application: Application, user: User, *, renews: Certificate | None
) -> Draft:
    return start_draft(
        user=user,
        service=service_of(application),
        company=application.company,
        renews=renews,
    )


def _typed_answers(
    service: ServiceDefinition, answers: Mapping[str, Any]
) -> dict[str, Typed]:
    """Checked answers as they would be typed, personal numbers left out."""
    return {
        key: typed_again(answers[key])
        for key, field in service.fields.items()
        if key in answers and field.kind != Kind.REGISTER
    }


def typed_again(value: Any) -> Typed:
    """A checked answer as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def _without_dates(
    service: ServiceDefinition, answers: dict[str, Typed]
) -> dict[str, Typed]:
    """Wished days have passed, and the contact is the one who renews."""
    fields = service.fields
    return {
        key: value
        for key, value in answers.items()
        if fields[key].kind != Kind.DATE
        and key not in set(APPLICANT_KEYS) - {"activity"}
    }


def _typed_rows(application: Application) -> dict[str, list[dict[str, str]]]:
    own = service_of(application).rows
    return {
        key: [as_typed(row, own[key]) for row in rows]
        for key, rows in saved_rows(application).items()
    }


def _instrument_of(certificate: Certificate) -> InstrumentRow | None:
    """The line a certificate of verification was issued for."""
    life = VerificationRecord.objects.filter(certificate=certificate)
    record = life.select_related("instrument").first()
    if record is None:
        return None
    one = record.instrument
    wanted = keys(maker=one.maker, model=one.model, serial=one.serial)
    rows = InstrumentRow.objects.filter(application_id=certificate.application_id)
    for row in rows.select_related("kind"):
        if keys(maker=row.maker, model=row.model, serial=row.serial) == wanted:
            return row
    return None


def _line_of(instrument: Instrument) -> RawRow:
    last = instrument.verifications.select_related("certificate").first()
    return {
        "kind": instrument.kind.code,
        "maker": instrument.maker,
        "model": instrument.model,
        "serial": instrument.serial,
        "range": instrument.range_text,
        "accuracy": instrument.accuracy,
        "type_approval": "",
        "last_certificate": last.certificate.number if last else "",
        "location": instrument.location,
    }
