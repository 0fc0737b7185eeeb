"""Once a year a company confirms that what it registered (S1) still holds."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from casework.models import Event
from eservices.afterwards.stories import CONFIRMATION_ASKED, CONFIRMED
from eservices.afterwards.telling import lock_case, tell_holder
from eservices.models import Certificate, CertificateState, Reminder
from eservices.services.verified import months_after

SERVICE = "S1"
ASKED_AFTER = 12  # months
STALE_AFTER = 13  # months; from then on the register says so
OFFERED_AFTER = 11  # months: the button is there a little before we ask


def confirmed_on(path: str = "") -> Coalesce:
    """The day of the last confirmation, else of issue; `path` leads to certificates."""
    events = Event.objects.filter(
        case=OuterRef(f"{path}application"), kind=CONFIRMED
    ).order_by("-seq")
    return Coalesce(Subquery(events.values("at__date")[:1]), F(f"{path}issued_on"))


def is_stale(day: date) -> bool:
    """Whether nobody has confirmed it for too long."""
    return months_after(day, STALE_AFTER) < timezone.localdate()


def months_ago(months: int) -> date:
    """The same day so many months ago."""
    return months_after(timezone.localdate(), -months)


def ask_for_confirmations() -> int:
    """Ask about registrations a year old, once a year; returns how many."""
    asked = _to_ask().order_by("application").values_list("application", flat=True)
    return sum(_ask(case_id) for case_id in list(asked.distinct()))


def _to_ask() -> QuerySet[Certificate]:
    year_ago = months_ago(ASKED_AFTER)
    lately = Reminder.objects.filter(
        certificate=OuterRef("pk"),
        kind__startswith="yearly-",
        sent_at__date__gt=year_ago,
    )
    return (
        Certificate.objects.filter(
            service__code=SERVICE,
            state=CertificateState.VALID,
            issued_on__lte=year_ago,
        )
        .annotate(confirmed_on=confirmed_on())
        .filter(~Exists(lately), confirmed_on__lte=year_ago)
    )


@transaction.atomic
def _ask(case_id: int) -> bool:
    case = lock_case(case_id)
    found = _to_ask().filter(application=case_id).order_by("-pk").first()
    if found is None:
        return False
    year = timezone.localdate().year
    Reminder.objects.create(certificate=found, kind=f"yearly-{year}")
    tell_holder(case, CONFIRMATION_ASKED, {"number": found.number})
    return True
