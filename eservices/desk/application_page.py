"""The applicant's page of one application: where it stands, what can be done."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.applicant_acts import Act
from casework.applicant_forms import ActForm
from casework.models import Phase
from casework.status import OfferedAct, StatusPage
from casework.workflow import Text
from eservices.engine import Field, Rows, Step, service_of
from eservices.engine.showing import shown_answers
from eservices.models import (
    Application,
    ApplicationFile,
    Certificate,
    FieldTrip,
    InfoRequest,
    Invoice,
    RefusalReason,
    TripPlace,
)
from eservices.permissions import may_decide, may_write
from eservices.review import rows_of
from eservices.trips import (
    OF_TRIPS,
    TO_CHOOSE_AGAIN,
    may_join,
    place_of,
    trips_with_places,
)

SHOWN_ROWS = 50
SHOWN_CERTIFICATES = 20


class ApplicationPage(StatusPage):
    """The status page of a case, with what only an application has."""

    def __init__(
        self,
        application: Application,
        role: str,
        *,
        tried: tuple[Act, ActForm] | None = None,
    ) -> None:
        super().__init__(application, tried=tried)
        self.application = application
        self.service = service_of(application)
        self.role = role

    # --- where it stands ---
    def _waiting_words(self) -> str:
        if self.application.state != "awaiting_payment":
            return super()._waiting_words()
        words = _("The work begins when the invoice is paid.")
        if self.application.answer_by is None:
            return words
        by = _("Please pay by %(day)s.") % {
            "day": date_format(self.application.answer_by)
        }
        return f"{words} {by}"

    def _answered_words(self) -> str:
        if self.application.state == "granted":
            return _("It is granted. What was issued stands below.")
        return _("It is refused. The reason, and where to appeal, stand below.")

    @property
    def is_asked(self) -> bool:
        """Whether a question about fields waits; in no other state is one open."""
        return self.application.state == "info_requested"

    @cached_property
    def question(self) -> InfoRequest | None:
        """The open question about fields."""
        if not self.is_asked:
            return None
        asked = self.application.info_requests.filter(answered_at=None)
        return asked.select_related("message").first()

    @property
    def refusal_reason(self) -> RefusalReason | None:
        """Why it was refused; not told while it is only proposed."""
        if self.application.state != "refused":
            return None
        return self.application.refusal_reason

    @cached_property
    def invoice(self) -> Invoice | None:
        """The invoice that stands."""
        return self.application.invoices.filter(cancelled_at=None).first()

    @cached_property
    def certificates(self) -> list[Certificate]:
        """What was issued; the first of them when there are hundreds."""
        if self.application.state != "granted":
            return []
        issued = self.application.certificates.defer("content", "payload")
        return list(issued.order_by("pk")[: SHOWN_CERTIFICATES + 1])

    @property
    def has_more_certificates(self) -> bool:
        """Whether the page shows only some of them."""
        return len(self.certificates) > SHOWN_CERTIFICATES

    # --- what was said ---
    @cached_property
    def answers(self) -> list[tuple[Step, list[tuple[Field, str]]]]:
        """The answers by step, in words."""
        return list(shown_answers(self.service, self.application.answers))

    @cached_property
    def lists(self) -> list[tuple[Rows, int]]:
        """The lists with how many lines each has."""
        return [
            (rows, rows_of(self.application, key).count())
            for key, rows in self.service.rows.items()
        ]

    @cached_property
    def purposes(self) -> dict[int, Text]:
        """What each file is for."""
        named = self.service.documents
        kept = ApplicationFile.objects.filter(attachment__case=self.application.pk)
        return {
            each.attachment_id: named[each.purpose].label
            if each.purpose in named
            else each.purpose
            for each in kept
        }

    # --- what can be done ---
    @property
    def may_answer(self) -> bool:
        """Whether the person may answer the open question."""
        return self.is_asked and may_write(self.role)

    @property
    def may_pay(self) -> bool:
        """Whether an invoice waits."""
        return self.application.state == "awaiting_payment" and self.invoice is not None

    @cached_property
    def trip_place(self) -> TripPlace | None:
        """The place its instruments have on a field trip."""
        if self.application.kind != "verification":
            return None
        return place_of(self.application)

    @cached_property
    def trips(self) -> list[FieldTrip]:
        """The trips of the unit that could be joined."""
        if not (may_write(self.role) and may_join(self.application)):
            return []
        return list(trips_with_places(self.application.unit_id))

    @cached_property
    def lost_trip(self) -> str:
        """What took its place on a trip away, while another can be chosen."""
        if not may_join(self.application):
            return ""
        told = [entry for entry in self.timeline if entry.kind in OF_TRIPS]
        return told[0].text if told and told[0].kind in TO_CHOOSE_AGAIN else ""

    def _is_possible(self, move: str) -> bool:
        known = self.workflow.moves.get(move)
        return known is not None and self.application.state in known.sources

    @property
    def may_withdraw(self) -> bool:
        """Whether an owner may still take it back."""
        return may_decide(self.role) and self._is_possible("withdraw_application")

    @property
    def may_reopen(self) -> bool:
        """Whether a lapsed one can be taken up again."""
        return (
            may_write(self.role)
            and self._is_possible("reopen_lapsed")
            and not self.application.was_reopened
        )

    @property
    def may_try_again(self) -> bool:
        """Whether a new application can begin with what this one said."""
        ended = {"refused", "withdrawn", "lapsed"}
        return may_write(self.role) and self.application.state in ended

    @cached_property
    def acts(self) -> list[OfferedAct]:
        """Who only reads adds and rates nothing."""
        return super().acts if may_write(self.role) else []

    @property
    def is_over(self) -> bool:
        """Whether the agency owes nothing any more."""
        return self.application.phase in {Phase.ANSWERED, Phase.CLOSED}

    @property
    def url(self) -> str:
        """Its address."""
        return reverse("desk:application", args=[self.application.number])
