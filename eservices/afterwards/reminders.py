"""Reminders 60, 30 and 7 days before a certificate ends; each goes out once."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from eservices.afterwards.stories import ENDING
from eservices.afterwards.telling import lock_case, tell_holder
from eservices.models import Application, Certificate, CertificateState, Reminder

# Days before the end, and the fewest days that are left at this step. One found late
# gets the nearest reminder only.
STEPS = {60: 31, 30: 8, 7: 0}
# An application of these is no renewal any more.
_GIVEN_UP = ("refused", "withdrawn", "lapsed")


def remind_of_ends() -> int:
    """Today's reminders, one for each application; returns how many were sent."""
    today = timezone.localdate()
    return sum(
        _remind(case_id, step, today)
        for step in STEPS
        for case_id in list(
            ending(step, today)
            .order_by("application")
            .values_list("application", flat=True)
            .distinct()
        )
    )


def ending(step: int, today: date) -> QuerySet[Certificate]:
    """Certificates at this step that nobody was reminded of and nothing renews."""
    sent = Reminder.objects.filter(certificate=OuterRef("pk"), kind=f"{step}")
    return (
        Certificate.objects.filter(
            state=CertificateState.VALID,
            is_positive=True,
            valid_to__gte=today + timedelta(days=STEPS[step]),
            valid_to__lte=today + timedelta(days=step),
            # Whoever gets a shorter one knows its end.
            issued_on__lt=F("valid_to") - timedelta(days=step),
        )
        .filter(~Exists(sent), ~Exists(renewals()))
        .order_by("valid_to", "pk")
    )


def renewals() -> QuerySet[Application]:
    """Applications that renew the certificate of the outer query."""
    renewing = Application.objects.filter(renews=OuterRef("pk"))
    return renewing.exclude(state__in=_GIVEN_UP)


@transaction.atomic
def _remind(case_id: int, step: int, today: date) -> bool:
    case = lock_case(case_id)
    # As it is now that nobody else can remind.
    found = list(
        ending(step, today)
        .filter(application=case_id)
        .only("number", "valid_to", "application")
    )
    if not found:
        return False
    Reminder.objects.bulk_create(
        [Reminder(certificate=each, kind=f"{step}") for each in found],
        batch_size=1000,
    )
    facts = {
        "step": step,
        "count": len(found),
        "number": found[0].number,
        "until": f"{found[0].valid_to}",
    }
    tell_holder(case, ENDING, facts)
    return True
