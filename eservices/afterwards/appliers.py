"""How many companies apply a standard, for its page in the catalogue."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from catalogue.models import Standard
from catalogue.pages.applied import Counted
from eservices.afterwards.confirmations import SERVICE
from eservices.models import CertificateState, CitedStandard


def count_appliers(standard: OuterRef) -> Subquery:
    """Companies with a standing registration (S1) of any edition of the standard."""
    found = (
        CitedStandard.objects.filter(
            edition__standard=standard,
            certificate__service__code=SERVICE,
            certificate__state=CertificateState.VALID,
        )
        .order_by()
        .values("edition__standard")
        .annotate(companies=Count("certificate__company", distinct=True))
    )
    return Subquery(found.values("companies"))


def appliers_url(standard: Standard) -> str:
    """Where they are listed."""
    return reverse("registers:standard", args=[standard.slug])


COUNTED = Counted(count_appliers, appliers_url)
