"""What belongs to a person and the companies they act for; few queries each."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from eservices.afterwards import confirmations
from eservices.afterwards.confirmations import confirmed_on
from eservices.afterwards.reminders import renewals
from eservices.models import (
    Application,
    Certificate,
    CertificateState,
    CitedStandard,
    CompanyMember,
    Draft,
    Instrument,
    Invoice,
    StandardAlert,
    Verification,
)
from eservices.permissions import WRITERS
from organisation.models import User

ENDING_DAYS = 60


class Mine:
    """Everything of one person; the memberships are read once."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.memberships: list[CompanyMember] = list(
            CompanyMember.objects.of(user)
            .select_related("company")
            .order_by("company__name")
        )

    @property
    def companies(self) -> list[int]:
        """The companies the person acts for."""
        return [each.company_id for each in self.memberships]

    @property
    def written_for(self) -> list[int]:
        """Those the person may write for."""
        return [each.company_id for each in self.memberships if each.role in WRITERS]

    def may_write_for(self, company_id: int | None) -> bool:
        """Whether the person may write for a company; None is themselves."""
        return company_id is None or company_id in self.written_for

    def _own(self, person: str) -> Q:
        own = Q(company__isnull=True, **{person: self.user})
        return own | Q(company__in=self.companies)

    def drafts(self) -> QuerySet[Draft]:
        """What is being written, last changed first."""
        found = Draft.objects.filter(self._own("owner")).select_related("company")
        return found.defer("rows").order_by("-changed_at")

    def applications(self) -> QuerySet[Application]:
        """What was sent, newest first."""
        return (
            Application.objects.filter(self._own("applicant"))
            .select_related("company", "unit")
            .defer("answers", "search_text")
            .order_by("-pk")
        )

    def certificates(self) -> QuerySet[Certificate]:
        """What was issued, newest first."""
        return (
            Certificate.objects.filter(self._own("application__applicant"))
            .select_related("company", "service", "unit")
            .defer("content", "payload", "search_text")
            .annotate(confirmed_on=confirmed_on())
            .order_by("-pk")
        )

    def ending(self) -> QuerySet[Certificate]:
        """Valid certificates that end soon and that nothing renews yet.

        And registrations (S1) that are to be confirmed again: those have no end.
        """
        today = timezone.localdate()
        ends = Q(
            valid_to__gte=today, valid_to__lte=today + timedelta(days=ENDING_DAYS)
        ) & ~Exists(renewals())
        to_confirm = Q(
            service__code=confirmations.SERVICE,
            confirmed_on__lte=confirmations.months_ago(confirmations.ASKED_AFTER),
        )
        return (
            self.certificates()
            .filter(state=CertificateState.VALID, is_positive=True)
            .filter(ends | to_confirm, replaced_by__isnull=True)
            .order_by("valid_to", "pk")
        )

    def alerts(self) -> QuerySet[StandardAlert]:
        """Standards under certificates that were replaced or withdrawn."""
        return (
            StandardAlert.objects.filter(
                certificate__in=self.certificates().order_by().values("pk"),
                certificate__state=CertificateState.VALID,
                settled_at__isnull=True,
            )
            .select_related("certificate", "edition", "successor")
            .order_by("-raised_at")
        )

    def standards(self) -> QuerySet[CitedStandard]:
        """The standards registered as applied, with what has become of them."""
        alerts = StandardAlert.objects.filter(settled_at__isnull=True)
        return (
            CitedStandard.objects.filter(
                certificate__in=self.certificates().order_by().values("pk"),
                certificate__service__slug="standards-registration",
                certificate__state=CertificateState.VALID,
            )
            .select_related("certificate__company", "edition")
            .prefetch_related(
                Prefetch(
                    "certificate__alerts",
                    alerts.select_related("successor"),
                    to_attr="open_alerts",
                )
            )
            .order_by("designation", "pk")
        )

    def instruments(self) -> QuerySet[Instrument]:
        """Instruments, with their last verification; those due first stand first."""
        own = Verification.objects.filter(
            certificate__company__isnull=True,
            certificate__application__applicant=self.user,
        )
        last = Verification.objects.filter(instrument=OuterRef("pk")).order_by(
            "-done_on", "-id"
        )
        return (
            Instrument.objects.filter(
                Q(company__in=self.companies)
                | Q(company__isnull=True, pk__in=own.values("instrument"))
            )
            .select_related("kind", "company")
            .annotate(
                due_on=Subquery(last.values("due_on")[:1]),
                done_on=Subquery(last.values("done_on")[:1]),
                verdict=Subquery(last.values("verdict")[:1]),
                certificate_id=Subquery(last.values("certificate")[:1]),
                certificate_number=Subquery(last.values("certificate__number")[:1]),
            )
            .order_by("due_on", "-pk")
        )

    def invoices(self) -> QuerySet[Invoice]:
        """Invoices, newest first."""
        mine = Application.objects.filter(self._own("applicant")).values("pk")
        return (
            Invoice.objects.filter(application__in=mine)
            .select_related("application__company", "unit")
            .order_by("-pk")
        )
