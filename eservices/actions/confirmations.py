"""A company says that what it registered still holds."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.actions import record
from casework.actors import applicant
from casework.errors import NotAllowed
from eservices.afterwards.confirmations import SERVICE
from eservices.afterwards.stories import CONFIRMED
from eservices.afterwards.telling import lock_case
from eservices.models import Certificate, CertificateState
from eservices.permissions import may_write, role_for
from organisation.models import User


@transaction.atomic
def confirm_registration(*, certificate_id: int, user: User) -> Certificate:
    """Write the yearly confirmation into the chain of its case. Raises NotAllowed."""
    certificate = Certificate.objects.select_related("service", "application").get(
        pk=certificate_id
    )
    case = lock_case(certificate.application_id)
    certificate.refresh_from_db(fields=["state"])
    if not may_write(role_for(user, certificate.application)):
        raise NotAllowed(_("Your role does not allow this."))
    if (certificate.service.code, certificate.state) != (
        SERVICE,
        CertificateState.VALID,
    ):
        raise NotAllowed(_("Only a registration that is valid can be confirmed."))
    facts = {"number": certificate.number, "numbers": [certificate.number]}
    record(case, CONFIRMED, applicant(user), is_visible=True, data=facts)
    case.save(update_fields=["event_count", "head_hash"])
    return certificate
