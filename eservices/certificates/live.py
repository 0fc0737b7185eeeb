"""What everybody may know of a certificate today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Event
from eservices.afterwards.confirmations import SERVICE, is_stale
from eservices.afterwards.stories import CONFIRMED
from eservices.certificates import document, states
from eservices.certificates.sealing import Checked, Verdict
from eservices.certificates.states import StateWords
from eservices.certificates.validity import Validity, validity
from eservices.models import Certificate, CertificateState, StandardAlert, Verification

ROWS_A_PAGE = 25


@dataclass(frozen=True)
class Happening:
    """A change of state that became public."""

    kind: str
    word: str
    at: datetime


@dataclass(frozen=True)
class Live:
    """A certificate as its page shows it; `page` is that of its longest table."""

    certificate: Certificate
    page_number: str | int = 1

    @property
    def words(self) -> StateWords:
        """The state of today in words."""
        certificate = self.certificate
        return states.words_of(
            certificate.public_state, is_positive=certificate.is_positive
        )

    @property
    def name(self) -> str:
        """What the document is called."""
        return document.name_of(self.certificate)

    @property
    def holder(self) -> list[tuple[str, str]]:
        """The company; a citizen is never named."""
        return document.holder_facts(self.certificate)

    @property
    def successor(self) -> Certificate | None:
        """What took its place."""
        return getattr(self.certificate, "replaced_by", None)

    @property
    def validity(self) -> Validity | None:
        """Its time on a ruler."""
        certificate = self.certificate
        return validity(
            certificate.issued_on, certificate.valid_to, timezone.localdate()
        )

    @property
    def verification(self) -> Verification | None:
        """The entry in the life of an instrument."""
        return getattr(self.certificate, "verification", None)

    @cached_property
    def history(self) -> list[Happening]:
        """What happened to it since its issue, oldest first; one query."""
        events = Event.objects.filter(
            case_id=self.certificate.application_id,
            kind__in=states.HAPPENED,
            data__numbers__contains=[self.certificate.number],
        ).order_by("seq")
        return [
            Happening(one.kind, str(states.HAPPENED[one.kind]), one.at)
            for one in events
        ]

    @property
    def is_unconfirmed(self) -> bool:
        """Whether a registration was not confirmed for longer than a year."""
        certificate = self.certificate
        if certificate.service.code != SERVICE or certificate.state != "valid":
            return False
        days = [
            timezone.localdate(each.at)
            for each in self.history
            if each.kind == CONFIRMED
        ]
        return is_stale(max(days, default=certificate.issued_on))

    @cached_property
    def alerts(self) -> list[StandardAlert]:
        """Standards it rests on that have changed since; one query."""
        open_ones = self.certificate.alerts.filter(settled_at__isnull=True)
        return list(open_ones.select_related("edition", "successor"))

    @cached_property
    def rows(self) -> Page[Any] | None:
        """A page over the rows of the longest table; None when it fits."""
        tables = [part["table"]["rows"] for part in self._whole if part["table"]]
        longest: list[Any] = max(tables, key=len, default=[])
        if len(longest) <= ROWS_A_PAGE:
            return None
        return Paginator(range(len(longest)), ROWS_A_PAGE).get_page(self.page_number)

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """What it says, with the rows of this page."""
        if self.rows is None:
            return self._whole
        first = self.rows.start_index() - 1
        return [_cut(part, first) for part in self._whole]

    @cached_property
    def _whole(self) -> list[dict[str, Any]]:
        return document.sections_of(self.certificate.content)


def _cut(section: dict[str, Any], first: int) -> dict[str, Any]:
    table = section["table"]
    if table is None:
        return section
    rows: Sequence[Any] = table["rows"][first : first + ROWS_A_PAGE]
    return section | {"table": table | {"rows": rows} if rows else None}


@dataclass(frozen=True)
class Proof:
    """A verdict on a signature, and the state of the certificate beside it."""

    checked: Checked
    certificate: Certificate | None  # the one that was signed, if we know it

    @property
    def is_good(self) -> bool:
        """Whether nothing speaks against the paper."""
        return self.tone == "success"

    @property
    def tone(self) -> str:
        """The class of its notice."""
        if self.checked.verdict is not Verdict.GENUINE or self.certificate is None:
            return "late"
        words = states.words_of(
            self.certificate.public_state, is_positive=self.certificate.is_positive
        )
        return words.notice

    @property
    def sentence(self) -> str:
        """What was found, in one sentence or two."""
        match self.checked.verdict:
            case Verdict.FORGED:
                return _(
                    "The signature is not genuine: the text was changed, or made by "
                    "somebody else. Do not trust the paper."
                )
            case Verdict.REPLAYED:
                return _(
                    "The signature was copied from another certificate, %(number)s. Do "
                    "not trust the paper."
                ) % {"number": self.checked.number}
            case Verdict.CHANGED:
                return _(
                    "The signature is genuine, but the document was changed after it "
                    "was signed. Do not trust it."
                )
        return self._sentence_of_genuine()

    def _sentence_of_genuine(self) -> str:
        if self.certificate is None:
            return _(
                "The signature is genuine, but the register does not hold this "
                "certificate. Please ask the agency."
            )
        if self.certificate.state == CertificateState.WITHDRAWN:
            return _(
                "The signature is genuine, but the agency has withdrawn this "
                "certificate: it is no longer valid."
            )
        return _("The signature is genuine: the agency issued exactly this.")
