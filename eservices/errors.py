"""Refusals of the services: each carries one sentence for the person who acted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError, NotAllowed, StaleVersion
from eservices.engine.definition import Faults

__all__ = [
    "NoTariff",
    "NotAllowed",
    "NotComplete",
    "RowsUnreadable",
    "ServiceClosed",
    "StaleDraft",
]


class NotComplete(CaseworkError):
    """An application that cannot be sent yet; `faults` say where and why."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(
            _("Something is missing or wrong. Mend what is marked and send it again.")
        )
        self.faults = faults


class RowsUnreadable(CaseworkError):
    """A pasted text or a file that holds no table of ours."""


class StaleDraft(StaleVersion):
    """The draft was changed on another device or by another person."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This application was changed on another device. What is saved is "
                "shown now; look at it and enter your change again."
            )
        )


class ServiceClosed(CaseworkError):
    """The service does not take applications now."""

    def __init__(self) -> None:
        super().__init__(
            _("This service does not take applications online now. Please call us.")
        )


class NoTariff(CaseworkError):
    """No price is in force for something that has to be paid."""
