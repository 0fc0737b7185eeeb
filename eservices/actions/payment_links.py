"""Invoices at a payment provider: made known there, and asked about.

Nothing the outside says is believed before the provider itself has been asked.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.errors import CaseworkError, NotAllowed
from eservices.actions.payments import received, record_payment
from eservices.models import Invoice, Payment, PaymentLink
from eservices.payments.base import ProviderDown, provider

log = structlog.get_logger("portal.payments")

# The provider calls us; who does not hear of a payment asks again after this long.
RECHECK = timedelta(minutes=10)
# Between two questions about one invoice, however often we are called.
LEAST = timedelta(seconds=5)
# Money may still come for an invoice that was paid, or is not valid any more.
LOOKED_AFTER = timedelta(days=3)
AT_ONCE = 20


def open_link(*, invoice: Invoice) -> PaymentLink:
    """The QR code of an open invoice, made once.

    Raises NotAllowed when the full sum is not to be paid (any more), or nobody takes
    it; and CaseworkError when the provider does not answer, or is just being asked.
    """
    used = provider()
    if used is None or not invoice.is_open or received(invoice):
        raise NotAllowed(_("This invoice cannot be paid by QR code."))
    made, _is_new = PaymentLink.objects.get_or_create(
        invoice=invoice, provider=used.code
    )
    with transaction.atomic():
        # Pressed twice, the provider hears of it once.
        waiting = PaymentLink.objects.select_for_update(skip_locked=True)
        link = waiting.filter(pk=made.pk).first()
        if link is None:
            raise CaseworkError(_("The QR code is just being made. Try again."))
        if link.key:
            return link
        try:
            offer = used.create(link, callback_url(link))
        except ProviderDown as error:
            log.warning("payment_link", failure=str(error), invoice=invoice.pk)
            raise CaseworkError(
                _("QPay does not answer now. Try again later, or pay by bank transfer.")
            ) from error
        link.key, link.qr_text = offer.key, offer.qr_text
        link.apps = [list(app) for app in offer.apps]
        link.checked_at = timezone.now()
        link.save(update_fields=["key", "qr_text", "apps", "checked_at"])
    return link


def callback_url(link: PaymentLink) -> str:
    """What the provider calls when something was paid."""
    return f"{settings.SITE_URL}{reverse('qpay_callback', args=[link.token])}"


def check_link(*, link_id: int) -> list[Payment]:
    """Ask the provider what was paid, and record it; what is known stays as it is.

    Raises ProviderDown. The provider is asked outside of any transaction.
    """
    link = PaymentLink.objects.select_related("invoice").get(pk=link_id)
    used = provider()
    if used is None or used.code != link.provider or not link.key:
        return []
    try:
        told = used.check(link)
    except ProviderDown as error:
        log.warning("payment_check", failure=str(error), invoice=link.invoice_id)
        raise
    return [
        record_payment(
            invoice=link.invoice,
            provider=link.provider,
            provider_id=paid.provider_id,
            amount=paid.amount,
            paid_on=paid.paid_on,
        )
        for paid in told
    ]


def claim_link(*, link_id: int, after: timedelta = LEAST) -> bool:
    """Whether it is time to ask about an invoice; True for one caller only."""
    now = timezone.now()
    due = PaymentLink.objects.filter(pk=link_id).filter(
        Q(checked_at__isnull=True) | Q(checked_at__lte=now - after)
    )
    return bool(due.update(checked_at=now))


def ask_about_open_links() -> int:
    """Have every invoice that may have been paid asked about; how many.

    A duty of the worker: it only queues the questions.
    """
    from eservices.tasks import check_payment_link

    due = _may_have_been_paid().order_by("checked_at")[:AT_ONCE]
    claimed = [
        pk
        for pk in due.values_list("pk", flat=True)
        if claim_link(link_id=pk, after=RECHECK)
    ]
    for pk in claimed:
        check_payment_link.enqueue(pk)
    return len(claimed)


def _may_have_been_paid() -> QuerySet[PaymentLink]:
    used = provider()
    since = timezone.now() - LOOKED_AFTER
    return PaymentLink.objects.filter(
        Q(invoice__paid_at__isnull=True) | Q(invoice__paid_at__gte=since),
        Q(invoice__cancelled_at__isnull=True) | Q(invoice__cancelled_at__gte=since),
        Q(checked_at__isnull=True) | Q(checked_at__lte=timezone.now() - RECHECK),
        provider=used.code if used is not None else "",
        key__gt="",
    ).exclude(provider="fake")
