"""The receipt of an application: on the page and as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from casework import numbers
from casework.clock import DueDate
from casework.deadlines import explain
from casework.ledger import ClockView, LedgerLine, clock_view, ledger_lines
from casework.notice_texts import tracking_url
from casework.receipts.render import ReceiptData
from casework.workflow import Text
from eservices.engine import service_of
from eservices.models import Application, Certificate
from eservices.pages.fee import is_free


@dataclass(frozen=True)
class Receipt:
    """An application and its code, for those it belongs to."""

    application: Application

    @property
    def service_name(self) -> Text:
        """What was asked for."""
        return service_of(self.application).name

    @cached_property
    def code(self) -> str:
        """The code as it is shown; with the number it opens the status page."""
        return numbers.group_code(numbers.code_of(self.application))

    @property
    def has_fee(self) -> bool:
        """Whether an invoice may come."""
        return not is_free(service_of(self.application))

    @property
    def tracking_url(self) -> str:
        """The status page, opened by itself through the fragment."""
        return tracking_url(self.application.number, self.code.replace("-", ""))

    @property
    def tracking_path(self) -> str:
        """The same on this site and in this language."""
        fragment = self.tracking_url.partition("#")[2]
        return f"{reverse('casework:track')}#{fragment}"

    @property
    def is_granted(self) -> bool:
        """Whether it was granted at once."""
        return self.application.state == "granted"

    @cached_property
    def certificates(self) -> list[Certificate]:
        """What was issued already."""
        return list(self.application.certificates.all())

    @cached_property
    def due(self) -> DueDate | None:
        """The due date with its steps; counted once for lines and clock."""
        prefetch_related_objects([self.application], "pauses")
        return explain(self.application)

    @cached_property
    def lines(self) -> list[LedgerLine]:
        """How the due date was counted."""
        return ledger_lines(self.application, self.due)

    @cached_property
    def clock(self) -> ClockView | None:
        """The drawn clock."""
        return clock_view(self.application, self.due)

    def for_print(self) -> ReceiptData:
        """What the PDF draws, in the application's language."""
        application = self.application
        with override(application.language):
            return ReceiptData(
                number=application.number,
                code=self.code,
                kind_label=str(self.service_name),
                received_at=application.received_at,
                due_on=application.due_on,
                ledger=[(line.label, line.value) for line in self.lines],
                unit_name=application.unit.name,
                hotline=settings.HOTLINE,
                tracking_url=self.tracking_url,
                language=application.language,
                agency_name=_("Agency for Standardization and Metrology"),
                sample=application.is_sample,
            )
