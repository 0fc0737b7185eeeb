"""What the head of a unit does to an issued certificate: its state, never its text.

Each act is an event in the chain of the certificate's case, tells the holder, and is
public at once. The reason goes to the holder as a letter; the public sees the state.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions import record
from casework.actors import staff
from casework.errors import MissingInput, NotAllowed
from casework.models import Case, Message, MessageKind
from eservices.certificates import states
from eservices.certificates.issue import reissue
from eservices.models import Certificate, CertificateState
from organisation.models import Role, User
from organisation.permissions import duties

VALID, WAITING = CertificateState.VALID, CertificateState.SUSPENDED
# From where each act leads to where.
SOURCES: dict[str, tuple[CertificateState, ...]] = {
    states.SUSPENDED: (VALID,),
    states.RESUMED: (WAITING,),
    states.WITHDRAWN: (VALID, WAITING),
    states.REISSUED: (VALID, WAITING),
}
TARGETS = {
    states.SUSPENDED: CertificateState.SUSPENDED,
    states.RESUMED: CertificateState.VALID,
    states.WITHDRAWN: CertificateState.WITHDRAWN,
    states.REISSUED: CertificateState.REPLACED,
}


def may_act(user: User, certificate: Certificate) -> bool:
    """Whether the user heads the unit that issued it."""
    return Role.HEAD in duties(user).roles_in(certificate.unit_id)


def suspend_certificate(*, certificate_id: int, user: User, reason: str) -> Certificate:
    """Suspend a valid certificate. Raises NotAllowed, MissingInput."""
    return _move(certificate_id, user, reason, states.SUSPENDED)


def resume_certificate(*, certificate_id: int, user: User, reason: str) -> Certificate:
    """Make a suspended certificate valid again. Raises NotAllowed, MissingInput."""
    return _move(certificate_id, user, reason, states.RESUMED)


def withdraw_certificate(
    *, certificate_id: int, user: User, reason: str
) -> Certificate:
    """Withdraw a certificate for good. Raises NotAllowed, MissingInput."""
    return _move(certificate_id, user, reason, states.WITHDRAWN)


@transaction.atomic
def replace_certificate(*, certificate_id: int, user: User, reason: str) -> Certificate:
    """Issue it anew under a new number with the holder's name of today.

    Returns the new certificate. Raises NotAllowed, MissingInput.
    """
    old, case = _locked(certificate_id, user, reason, states.REISSUED)
    fresh = reissue(old=old, at=timezone.now())
    _enter(old, states.REISSUED)
    _tell(case, old, user, reason, states.REISSUED, new=fresh.number)
    return fresh


@transaction.atomic
def _move(certificate_id: int, user: User, reason: str, act: str) -> Certificate:
    certificate, case = _locked(certificate_id, user, reason, act)
    _enter(certificate, act)
    _tell(case, certificate, user, reason, act)
    return certificate


def _locked(
    certificate_id: int, user: User, reason: str, act: str
) -> tuple[Certificate, Case]:
    """The certificate and its case, locked in the order every act keeps."""
    case_id = Certificate.objects.values_list("application", flat=True).get(
        pk=certificate_id
    )
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("service", "unit", "company")
        .get(pk=certificate_id)
    )
    if not may_act(user, certificate):
        raise NotAllowed(_("Only the head of the unit that issued it may do this."))
    if certificate.state not in SOURCES[act]:
        raise NotAllowed(_("This cannot be done in the certificate's present state."))
    if not reason.strip():
        raise MissingInput(_("Please write the reason."), field="reason")
    return certificate, case


def _enter(certificate: Certificate, act: str) -> None:
    certificate.state = TARGETS[act]
    certificate.save(update_fields=["state"])


def _tell(
    case: Case, certificate: Certificate, user: User, reason: str, act: str, **more: str
) -> None:
    """The reason into the thread, the fact into the chain, a notice to the holder."""
    Message.objects.create(
        case=case,
        kind=MessageKind.REPLY,
        is_public=True,
        author=user,
        body=reason.strip(),
        created_at=timezone.now(),
    )
    facts = {
        "number": certificate.number,
        "numbers": [certificate.number],
        "state": str(TARGETS[act]),
        **more,
    }
    record(case, act, staff(user), is_visible=True, data=facts)
    case.save(update_fields=["event_count", "head_hash"])
