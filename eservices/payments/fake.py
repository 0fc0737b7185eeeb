"""A pretended provider for demonstrations: no money moves."""

from __future__ import annotations

from django.conf import settings

from eservices.models import PaymentLink
from eservices.payments.base import Offer, Paid, Provider


class Fake(Provider):
    """It is paid with a button on the invoice's page."""

    code = "fake"

    def create(self, link: PaymentLink, callback_url: str) -> Offer:
        """A code that leads nowhere but to the portal."""
        return Offer(f"demo-{link.token}", settings.SITE_URL)

    def check(self, link: PaymentLink) -> list[Paid]:
        """The button tells it by itself."""
        return []
