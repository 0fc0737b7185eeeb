"""A draft becomes one application, or several when its list goes to several units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from casework.actions import open_case, perform
from casework.actors import THE_SYSTEM, applicant
from casework.files import storage
from casework.models import Attachment, Channel, Contact, DeadlineRule
from eservices.actions.drafts import writable_draft
from eservices.engine.checking import Checked, check
from eservices.engine.definition import Faults, RowWarning, ServiceDefinition
from eservices.engine.registry import service_at
from eservices.errors import NotComplete, ServiceClosed, StaleDraft
from eservices.models import Application, ApplicationFile, Draft, DraftFile, Service
from eservices.rows.saved import save_rows
from organisation.models import Unit, User

CONSENT_VERSION = "2026-11"
LONGEST_SUMMARY = 200
# The answers that say whom the case is with.
CONTACT_KEYS = frozenset({"contact_name", "sum", "address", "phone", "email"})

Rows = Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True)
class _Part:
    """What one unit gets."""

    place: int  # from 0
    unit: Unit
    rows: Rows


def submit(*, draft_id: int, user: User, version: int) -> list[Application]:
    """Check everything, open a case for every unit concerned, and drop the draft.

    What the system may grant by itself is granted in the same transaction. Raises
    NotComplete with the faults, StaleDraft, ServiceClosed, and Draft.DoesNotExist
    when it was sent already: its applications bear the draft's uuid as `bundle`.
    """
    copies: list[str] = []
    try:
        return _submit(draft_id, user, version, copies)
    except BaseException:
        for path in copies:
            storage.delete(path)
        raise


@transaction.atomic
def _submit(
    draft_id: int, user: User, version: int, copies: list[str]
) -> list[Application]:
    """As `submit`; the files it copied are named in `copies`."""
    draft = writable_draft(draft_id, user)
    if draft.version != version:
        raise StaleDraft
    service = _open_service(draft)
    files = list(draft.files.all())
    checked = _checked(service, draft, files)
    parts = _parts(service, checked)
    sent = [_open(draft, service, checked, part, len(parts), user) for part in parts]
    _attach(sent[0], [file.path for file in files], files)
    for application in sent[1:]:
        # Erasing one part must not take the file from another.
        own = [_copied(file.path, copies) for file in files]
        _attach(application, own, files)
    draft.delete()
    return [_granted_if_clean(service, application) for application in sent]


def submitted(bundle: UUID, user: User) -> list[Application]:
    """What became of a draft, for those who may see it."""
    mine = Application.objects.of_applicant(user)
    return list(mine.filter(bundle=bundle).select_related("unit").order_by("pk"))


def check_draft(draft: Draft) -> Checked:
    """Everything a draft says, and what is wrong with it."""
    service = service_at(draft.service)
    if service is None:
        raise ServiceClosed
    return _check(service, draft, list(draft.files.all()))


def _open_service(draft: Draft) -> ServiceDefinition:
    service = service_at(draft.service)
    is_open = Service.objects.filter(slug=draft.service, is_open=True).exists()
    if service is None or not is_open:
        raise ServiceClosed
    return service


def _check(
    service: ServiceDefinition, draft: Draft, files: Sequence[DraftFile]
) -> Checked:
    return check(
        service,
        answers=draft.answers,
        rows=draft.rows,
        file_keys={file.purpose for file in files},
        today=timezone.localdate(),
        company=draft.company,
        renews=draft.renews,
    )


def _checked(
    service: ServiceDefinition, draft: Draft, files: Sequence[DraftFile]
) -> Checked:
    checked = _check(service, draft, files)
    if checked.faults:
        raise NotComplete(checked.faults)
    return checked


def _parts(service: ServiceDefinition, checked: Checked) -> list[_Part]:
    divided = service.route(checked.values, checked.rows, Faults())
    ordered = sorted(divided.items(), key=lambda pair: pair[0].code)
    return [_Part(place, unit, rows) for place, (unit, rows) in enumerate(ordered)]


def _open(
    draft: Draft,
    service: ServiceDefinition,
    checked: Checked,
    part: _Part,
    parts: int,
    user: User,
) -> Application:
    warnings = _warnings_of(part, checked.faults.warnings)
    application = _application(draft, service, checked, part, user, warnings)
    lists = {key: len(rows) for key, rows in part.rows.items()}
    company = draft.company
    searched = f"{company.name} {company.register_no}" if company else ""
    open_case(
        case=application,
        contact=_contact(checked.values),
        actor=applicant(user),
        rule=DeadlineRule.objects.in_force(
            f"application.{service.slug}", timezone.localdate()
        ),
        is_accepted=False,
        searched=searched,
        event_data={
            "unit": part.unit.pk,
            "company": company.pk if company else None,
            "rows": lists,
            "part": part.place + 1,
            "parts": parts,
            "warnings": len(warnings),
            "declared": True,
        },
    )
    for key, rows in part.rows.items():
        save_rows(application, service.rows[key], rows)
    return application


def _application(
    draft: Draft,
    service: ServiceDefinition,
    checked: Checked,
    part: _Part,
    user: User,
    warnings: list[dict[str, str]],
) -> Application:
    key = uuid5(draft.uuid, str(part.place)) if part.place else draft.uuid
    return Application(
        workflow="application",
        kind=service.slug,
        summary=_summary(draft, service, checked, part),
        language=(get_language() or "mn")[:2],
        channel=Channel.WEB,
        client_key=key,
        unit=part.unit,
        received_at=timezone.now(),
        is_sample=bool(draft.company and draft.company.is_sample),
        company=draft.company,
        applicant=user,
        answers=checked.values,
        bundle=draft.uuid,
        warnings=warnings,
        renews=draft.renews,
    )


def _summary(
    draft: Draft, service: ServiceDefinition, checked: Checked, part: _Part
) -> str:
    # For the staff, so in Mongolian whatever the applicant reads.
    with override("mn"):
        who = draft.company.name if draft.company else _("Citizen")
        what = service.subject(checked.values, part.rows)
    return f"{who}: {what}"[:LONGEST_SUMMARY]


def contact_facts(values: Mapping[str, Any]) -> dict[str, str]:
    """Whom the case is with, out of the checked answers."""
    address = (values.get("sum", ""), values.get("address", ""))
    return {
        "name": values["contact_name"],
        "address": ", ".join(filter(None, address))[:300],
        "phone": values["phone"],
        "email": values["email"],
    }


def _contact(values: Mapping[str, Any]) -> Contact:
    return Contact(
        **contact_facts(values),
        reply_by=Contact.ReplyBy.EMAIL,
        consent_version=CONSENT_VERSION,
        consent_at=timezone.now(),
    )


def _warnings_of(part: _Part, warnings: Sequence[RowWarning]) -> list[dict[str, str]]:
    """The warnings of a part, their lines numbered as its rows are."""
    places = {
        f"rows.{key}.{row['line']}": f"rows.{key}.{position}"
        for key, rows in part.rows.items()
        for position, row in enumerate(rows, start=1)
    }
    found = []
    for warning in warnings:
        head, _dot, column = warning.path.rpartition(".")
        if not warning.path.startswith("rows."):
            found.append({"path": warning.path, "code": warning.code})
        elif head in places:
            path = f"{places[head]}.{column}"
            found.append({"path": path, "code": warning.code})
    return found


def _attach(
    application: Application, paths: Sequence[str], files: Sequence[DraftFile]
) -> None:
    """The documents of the draft as those of the case, stored under `paths`."""
    made = Attachment.objects.bulk_create(
        Attachment(
            case=application,
            path=path,
            original_name=file.original_name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            scan_state=file.scan_state,
        )
        for path, file in zip(paths, files, strict=True)
    )
    ApplicationFile.objects.bulk_create(
        ApplicationFile(attachment=attachment, purpose=file.purpose)
        for attachment, file in zip(made, files, strict=True)
    )


def _copied(path: str, copies: list[str]) -> str:
    with storage.open(path) as source:
        copies.append(storage.save(source.read()))
    return copies[-1]


def _granted_if_clean(
    service: ServiceDefinition, application: Application
) -> Application:
    if not (service.is_automatic and service.may_grant_at_once(application)):
        return application
    perform(
        case_id=application.pk,
        move="grant_automatically",
        actor=THE_SYSTEM,
        version=None,
    )
    return Application.objects.get(pk=application.pk)
