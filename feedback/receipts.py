"""What a receipt says, on the page, as PDF and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from casework import numbers
from casework.clock import DueDate
from casework.deadlines import explain
from casework.ledger import ClockView, LedgerLine, clock_view, ledger_lines
from casework.models import Contact
from casework.notice_texts import tracking_url
from casework.receipts.render import ReceiptData
from feedback.models import Petition, PetitionKind, Track
from mongolian.identity import mask_email, mask_phone


@dataclass(frozen=True)
class Receipt:
    """A petition and its code, which only its sender holds."""

    petition: Petition
    code: str  # nine digits

    @classmethod
    def of(cls, petition: Petition) -> Receipt:
        """For who sent it and so holds the client key the code comes from."""
        return cls(petition, numbers.code_of(petition))

    @property
    def grouped_code(self) -> str:
        """The code as it is shown."""
        return numbers.group_code(self.code)

    @property
    def tracking_url(self) -> str:
        """The status page, opened by itself through the fragment."""
        return tracking_url(self.petition.number, self.code)

    @property
    def tracking_path(self) -> str:
        """The same on this site and in this language."""
        fragment = self.tracking_url.partition("#")[2]
        return f"{reverse('casework:track')}#{fragment}"

    @property
    def is_statutory(self) -> bool:
        """Whether the legal deadline binds."""
        return self.petition.track == Track.STATUTORY

    @property
    def is_thanks(self) -> bool:
        """Thanks need no decision."""
        return self.petition.kind == PetitionKind.THANKS

    @cached_property
    def due(self) -> DueDate | None:
        """The due date with its steps; counted once for lines and clock."""
        if not self.petition.is_unmoved:  # else there are none, and nobody asks
            prefetch_related_objects([self.petition], "pauses")
        return explain(self.petition)

    @cached_property
    def lines(self) -> list[LedgerLine]:
        """How the due date was counted."""
        return ledger_lines(self.petition, self.due)

    @cached_property
    def clock(self) -> ClockView | None:
        """The drawn clock."""
        return clock_view(self.petition, self.due)

    @property
    def told(self) -> str:
        """Where the notices go, recognisable to their owner only."""
        contact = self.petition.contact
        if contact.reply_by == Contact.ReplyBy.PHONE:
            return mask_phone(contact.phone)
        if contact.reply_by == Contact.ReplyBy.EMAIL:
            return mask_email(contact.email)
        return ""

    def as_json(self) -> dict[str, Any]:
        """For the outbox on the phone."""
        petition = self.petition
        return {
            "number": petition.number,
            "code": self.grouped_code,
            "kind": petition.kind,
            "received_at": petition.received_at.isoformat(),
            "due_on": petition.due_on.isoformat() if petition.due_on else None,
            "tracking_url": self.tracking_url,
        }

    def for_print(self) -> ReceiptData:
        """What the PDF draws, in the petition's language."""
        petition = self.petition
        with override(petition.language):
            return ReceiptData(
                number=petition.number,
                code=self.grouped_code,
                kind_label=petition.get_kind_display(),
                received_at=petition.received_at,
                due_on=petition.due_on,
                ledger=[(line.label, line.value) for line in self.lines],
                unit_name=petition.unit.name,
                hotline=settings.HOTLINE,
                tracking_url=self.tracking_url,
                language=petition.language,
                agency_name=_("Agency for Standardization and Metrology"),
                sample=petition.is_sample,
            )
