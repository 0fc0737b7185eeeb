"""What every payment provider can do, and which one the portal uses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from eservices.models import PaymentLink


class ProviderDown(Exception):
    """The provider did not answer, or not as agreed; the code is for the log."""


@dataclass(frozen=True)
class Offer:
    """An invoice at a provider."""

    key: str  # the provider's own number of it
    qr_text: str
    apps: tuple[tuple[str, str], ...] = ()  # name of a bank, link into its app


@dataclass(frozen=True)
class Paid:
    """A payment as the provider knows it."""

    provider_id: str
    amount: int  # whole ₮
    paid_on: date


class Provider(ABC):
    """A way to pay by QR code."""

    code: str

    @abstractmethod
    def create(self, link: PaymentLink, callback_url: str) -> Offer:
        """Make the invoice known to the provider. Raises ProviderDown."""

    @abstractmethod
    def check(self, link: PaymentLink) -> list[Paid]:
        """Every payment that came for it. Raises ProviderDown."""


def provider() -> Provider | None:
    """QPay when it is configured; a pretended one in demo mode; else none."""
    from eservices.payments.fake import Fake
    from eservices.payments.qpay import QPay

    if settings.QPAY is not None:
        return QPay(**settings.QPAY)
    return Fake() if settings.DEMO_MODE else None
