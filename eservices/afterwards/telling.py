"""Telling who holds a certificate: the contact of its case, and the owners."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casework import outbox
from casework.actions import record
from casework.actors import THE_SYSTEM
from casework.models import Case, Contact
from eservices.models import Application, CompanyMember, CompanyRole
from organisation.models import User


def lock_case(case_id: int) -> Case:
    """The case of a certificate, locked: its events stand in one chain."""
    case: Case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    return case


def tell_holder(case: Case, kind: str, facts: dict[str, Any]) -> None:
    """An event of a locked case, and one e-mail to each whom it concerns."""
    facts = facts | {"case": case.number, "service": case.kind}
    event = record(case, kind, THE_SYSTEM, is_visible=True, data=facts)
    for person in _others(case, event.data["told"]):
        outbox.queue_for_person(case=case, event=event, user=person, template=kind)
    case.save(update_fields=["event_count", "head_hash"])


def _others(case: Case, told: list[str]) -> Iterator[User]:
    """The owners (of a citizen's: the applicant), but for an address written to."""
    contact = Contact.objects.filter(case=case).first()
    seen = {contact.email.lower()} if contact and "email" in told else set()
    for person in _responsible(case):
        address = person.email.lower()
        if address and address not in seen:
            seen.add(address)
            yield person


def _responsible(case: Case) -> Iterator[User]:
    application = Application.objects.select_related("applicant").get(pk=case.pk)
    if application.company_id is None:
        yield from filter(lambda user: user.is_active, [application.applicant])
        return
    owners = CompanyMember.objects.current().filter(
        company=application.company_id,
        role=CompanyRole.OWNER,
        user__is_active=True,
    )
    for member in owners.select_related("user").order_by("pk"):
        yield member.user
