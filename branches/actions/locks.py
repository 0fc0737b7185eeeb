"""One person writes a text at a time; the lock runs out by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from branches.models import EditLock, Page

if TYPE_CHECKING:
    from organisation.models import User

LOCK_FOR = timedelta(minutes=15)


@transaction.atomic
def take_lock(*, page_id: int, user: User) -> EditLock:
    """Take or prolong the lock; returns the lock as it stands, which may be
    somebody else's while it has not run out."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page_id)
    now = timezone.now()
    lock, is_new = EditLock.objects.get_or_create(
        page=page, defaults={"user": user, "until": now + LOCK_FOR}
    )
    if not is_new and (lock.user_id == user.pk or lock.until <= now):
        lock.user, lock.until = user, now + LOCK_FOR
        lock.save()
    return lock


def other_writer(page: Page, user: User) -> User | None:
    """Who else is writing just now; None when the person may save."""
    running = EditLock.objects.filter(page=page, until__gt=timezone.now())
    lock = running.exclude(user=user).select_related("user").first()
    return lock.user if lock else None


def release(*, page: Page, user: User) -> None:
    """Give the lock back."""
    EditLock.objects.filter(page=page, user=user).delete()
