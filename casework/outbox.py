"""The outbox: notices written with their event, sent by the worker.

A notice is claimed before it is sent and marked after; a worker killed in
between leaves it `sending`, and the reaper queues it again under the same key.
The key travels as Message-ID (mail) and Idempotency-Key (SMS), so a receiver
that saw the first attempt drops the second.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from casework.models import Case, Contact, Event, Notice, NoticeState
from casework.senders import SendFailure, send_email, send_sms
from organisation.models import User

# Waits after the 1st, 2nd, ... failed attempt; then the notice has failed.
BACK_OFF = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)
)
# A claim older than this belongs to a worker that is gone.
STALE_CLAIM = timedelta(seconds=settings.NOTICE_STALE_SECONDS)
# The task made with the notice has this long before the caretaker makes another.
FIRST_CHANCE = min(timedelta(minutes=2), STALE_CLAIM)
# How the applicant learns of what they did themselves.
ON_SCREEN = "screen"


def channels_for(contact: Contact | None) -> list[str]:
    """The channels on which the applicant wants to hear; empty: only the code."""
    if contact is None or contact.erased_at is not None:
        return []
    if contact.reply_by == Contact.ReplyBy.PHONE and contact.phone:
        return [Notice.Channel.SMS.value]
    if contact.reply_by == Contact.ReplyBy.EMAIL and contact.email:
        return [Notice.Channel.EMAIL.value]
    return []


def queue_for_applicant(
    *, case: Case, event: Event, channels: list[str], template: str
) -> None:
    """Put one notice a channel into the outbox; part of the event's transaction."""
    _queue(
        [
            Notice(case=case, event=event, channel=channel, template=template)
            for channel in channels
            if channel != ON_SCREEN
        ]
    )


def queue_for_staff(*, case: Case, event: Event, user: User, template: str) -> None:
    """Put one e-mail to a member of staff into the outbox."""
    _queue(
        [
            Notice(
                case=case,
                event=event,
                channel=Notice.Channel.EMAIL,
                recipient=f"staff:{user.pk}",
                staff=user,
                template=template,
            )
        ]
    )


def queue_for_person(*, case: Case, event: Event, user: User, template: str) -> None:
    """Put one e-mail to somebody the case concerns besides who sent it."""
    _queue(
        [
            Notice(
                case=case,
                event=event,
                channel=Notice.Channel.EMAIL,
                recipient=f"person:{user.pk}",
                staff=user,
                template=template,
            )
        ]
    )


def _queue(notices: list[Notice]) -> None:
    from casework.tasks import send_notice

    later = timezone.now() + FIRST_CHANCE
    for notice in notices:
        notice.next_try_at = later
        if notice.case.is_sample:  # nobody is written to about a sample
            notice.state = NoticeState.CANCELLED
    for notice in Notice.objects.bulk_create(notices):
        if notice.state == NoticeState.QUEUED:
            send_notice.enqueue(notice.pk)


def deliver(notice_id: int) -> bool:
    """Send one queued notice; False when there was nothing to do or it failed."""
    notice = _claim(notice_id)
    if notice is None:
        return False
    try:
        address = _address(notice)
        if notice.channel == Notice.Channel.SMS:
            send_sms(notice, address)
        else:
            send_email(notice, address)
    except SendFailure as failure:
        _failed(notice, failure)
        return False
    _settle(notice, state=NoticeState.SENT, sent_at=timezone.now(), failure="")
    return True


def _claim(notice_id: int) -> Notice | None:
    claimed = Notice.objects.filter(pk=notice_id, state=NoticeState.QUEUED).update(
        state=NoticeState.SENDING, claimed_at=timezone.now(), tries=F("tries") + 1
    )
    if not claimed:
        return None
    return Notice.objects.select_related("case__contact", "staff").get(pk=notice_id)


def _address(notice: Notice) -> str:
    if notice.staff is not None:
        address = notice.staff.email
    elif notice.channel == Notice.Channel.SMS:
        address = notice.case.contact.phone
    else:
        address = notice.case.contact.email
    if not address:
        raise SendFailure("no_address", is_final=True)
    return address


def _failed(notice: Notice, failure: SendFailure) -> None:
    if failure.is_final or notice.tries > len(BACK_OFF):
        _settle(notice, state=NoticeState.FAILED, failure=failure.code)
        return
    _settle(
        notice,
        state=NoticeState.QUEUED,
        failure=failure.code,
        next_try_at=timezone.now() + BACK_OFF[notice.tries - 1],
    )


def _settle(notice: Notice, **values: object) -> None:
    # Only the holder of the claim settles it.
    Notice.objects.filter(
        pk=notice.pk, state=NoticeState.SENDING, claimed_at=notice.claimed_at
    ).update(claimed_at=None, **values)


def requeue_stuck() -> int:
    """Queue again what a killed worker left half-sent; returns how many.

    What has taken a worker down at every try is not tried for ever.
    """
    stuck = Notice.objects.filter(
        state=NoticeState.SENDING, claimed_at__lt=timezone.now() - STALE_CLAIM
    )
    stuck.filter(tries__gt=len(BACK_OFF)).update(
        state=NoticeState.FAILED, claimed_at=None, failure="worker_lost"
    )
    return stuck.update(
        state=NoticeState.QUEUED, claimed_at=None, next_try_at=timezone.now()
    )


@transaction.atomic
def enqueue_due(*, at_most: int = 500) -> int:
    """Make tasks for notices whose time has come; returns how many."""
    from casework.tasks import send_notice

    now = timezone.now()
    due = (
        Notice.objects.select_for_update(skip_locked=True)
        .filter(state=NoticeState.QUEUED, next_try_at__lte=now)
        .order_by("next_try_at")[:at_most]
    )
    ids = [notice.pk for notice in due]
    Notice.objects.filter(pk__in=ids).update(next_try_at=now + STALE_CLAIM)
    for pk in ids:
        send_notice.enqueue(pk)
    return len(ids)
