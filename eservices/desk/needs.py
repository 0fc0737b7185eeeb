"""What needs the person now: the first thing the desk says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eservices.desk.mine import Mine
from eservices.engine import service_at
from eservices.models import Application, Certificate, Draft
from eservices.pages.journey import Journey

MOST = 5  # of one kind; the lists show all
SOON = timedelta(days=3)


@dataclass(frozen=True)
class Need:
    """One thing to do: what, until when, and where."""

    kind: str
    title: str
    text: str
    url: str
    action: str
    is_urgent: bool = False


def needs_of(mine: Mine, drafts: list[Draft]) -> list[Need]:
    """Questions and invoices first, then what ends, changed or is unfinished."""
    waiting = mine.applications().filter(phase="waiting").order_by("answer_by", "pk")
    return [
        *(_waiting(each) for each in waiting[:MOST]),
        *_ending(mine),
        *_changed(mine),
        *(_unfinished(each) for each in drafts[:MOST]),
    ]


def name_of(slug: str) -> str:
    """A service as people call it."""
    service = service_at(slug)
    return str(service.name) if service else slug


def _waiting(application: Application) -> Need:
    is_invoice = application.state == "awaiting_payment"
    return Need(
        kind="invoice" if is_invoice else "question",
        title=_("An invoice to pay") if is_invoice else _("We have a question"),
        text=_until(
            f"{name_of(application.kind)} · {application.number}", application.answer_by
        ),
        url=_invoice_or_question(application.number, is_invoice),
        action=_("Pay") if is_invoice else _("Answer"),
        is_urgent=_is_soon(application.answer_by),
    )


def _invoice_or_question(number: str, is_invoice: bool) -> str:
    if is_invoice:  # on a phone the card stands below the fold
        return f"{reverse('desk:application', args=[number])}#pay"
    return reverse("desk:answer", args=[number])


def _until(text: str, day: date | None) -> str:
    if day is None:
        return text
    return _("%(what)s — until %(day)s") % {
        "what": text,
        "day": date_format(day, "SHORT_DATE_FORMAT"),
    }


def _is_soon(day: date | None) -> bool:
    return day is not None and day <= timezone.localdate() + SOON


def _ending(mine: Mine) -> list[Need]:
    return [_ends_or_is_asked(each) for each in mine.ending()[:MOST]]


def _ends_or_is_asked(certificate: Certificate) -> Need:
    ends = certificate.valid_to is not None
    return Need(
        kind="ending" if ends else "confirmation",
        title=_("A certificate ends") if ends else _("Does it still hold?"),
        text=_until(
            f"{certificate.title} · {certificate.number}", certificate.valid_to
        ),
        url=reverse("desk:certificates"),
        action=_("Renew it") if ends else _("Confirm it"),
        is_urgent=_is_soon(certificate.valid_to),
    )


def _changed(mine: Mine) -> list[Need]:
    return [
        Need(
            kind="standard",
            title=_("A standard you apply has changed"),
            text=_changed_words(str(each.edition), each.successor),
            url=each.successor.get_absolute_url()
            if each.successor
            else reverse("desk:standards"),
            action=_("See what to use instead") if each.successor else _("See it"),
        )
        for each in mine.alerts()[:MOST]
    ]


def _changed_words(edition: str, successor: object | None) -> str:
    if successor is None:
        return _("%(standard)s is no longer in force.") % {"standard": edition}
    return _("%(standard)s is replaced by %(successor)s.") % {
        "standard": edition,
        "successor": successor,
    }


def _unfinished(draft: Draft) -> Need:
    holder = f" · {draft.company.name}" if draft.company else ""
    return Need(
        kind="draft",
        title=_("An application is not finished"),
        text=f"{name_of(draft.service)}{holder}",
        url=continue_url(draft),
        action=_("Continue"),
    )


def continue_url(draft: Draft) -> str:
    """Where a draft is gone on with: its first page that is not done."""
    service = service_at(draft.service)
    if service is None:
        return reverse("desk:applications")
    return Journey(service, draft, "").resume().url
