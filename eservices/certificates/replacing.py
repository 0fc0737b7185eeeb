"""What a new certificate takes the place of, and that the old one says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.actions import record
from casework.actors import THE_SYSTEM
from casework.models import Case
from eservices.certificates import states
from eservices.certificates.passports import Life
from eservices.engine.definition import CertificateDraft
from eservices.models import Application, Certificate, CertificateState, Verification

# Only what still stands can be replaced; a withdrawn one stays withdrawn.
STANDING = (CertificateState.VALID, CertificateState.SUSPENDED)


def predecessors(
    application: Application, drafts: Sequence[CertificateDraft], life: Life
) -> list[Certificate | None]:
    """For each draft the certificate it replaces, locked with its case.

    An instrument's new certificate, passed or not, takes the place of the last one
    for the same work; any other service's first one takes that of the certificate
    the application renews.
    """
    wanted = _last_of_instruments(life)
    found: list[int | None] = []
    for draft in drafts:
        instrument = life.of(draft)
        # Taken out: two documents never replace the same one.
        found.append(wanted.pop(instrument.pk, None) if instrument else None)
    if application.renews_id and not life.instruments:
        found[0] = application.renews_id
    locked = lock_standing(pk for pk in found if pk is not None)
    return [locked.get(pk) if pk is not None else None for pk in found]


def lock_standing(ids: Iterable[int]) -> dict[int, Certificate]:
    """Lock certificates that still stand, their cases first; by their ids."""
    certificates = Certificate.objects.filter(
        pk__in=list(ids), state__in=STANDING, replaced_by__isnull=True
    )
    cases = certificates.values("application")
    list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk"))
    locked = certificates.select_for_update(of=("self",)).order_by("pk")
    return {certificate.pk: certificate for certificate in locked}


def mark_replaced(old: Sequence[Certificate]) -> None:
    """Say of locked certificates that they are replaced, in the chains of their cases.

    Their holder asked for it, so nobody is written to.
    """
    Certificate.objects.filter(pk__in=[one.pk for one in old]).update(
        state=CertificateState.REPLACED
    )
    by_case: dict[int, list[str]] = {}
    for certificate in old:
        by_case.setdefault(certificate.application_id, []).append(certificate.number)
    for case in Case.objects.filter(pk__in=by_case).order_by("pk"):
        facts = {"numbers": by_case[case.pk], "state": CertificateState.REPLACED.value}
        record(case, states.REPLACED, THE_SYSTEM, data=facts)
        case.save(update_fields=["event_count", "head_hash"])


def _last_of_instruments(life: Life) -> dict[int, int]:
    """The newest standing certificate of each instrument for this work."""
    rows = (
        Verification.objects.filter(
            instrument__in=list(life.instruments.values()),
            work=life.work,
            certificate__state__in=STANDING,
        )
        .order_by("instrument_id", "-done_on", "-id")
        .distinct("instrument_id")
        .values_list("instrument_id", "certificate_id")
    )
    return dict(rows)
