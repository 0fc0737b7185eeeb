"""What the worker does besides tasks: reap, queue again, clear up, daily duties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from casework import outbox
from casework.daily import run_daily_once
from casework.ratelimit import forget_old_buckets

log = structlog.get_logger("portal.worker")

# A task runs for seconds; one that runs longer lost its worker.
STALE_TASK = timedelta(minutes=10)
KEPT_RESULTS = timedelta(days=2)


# What other apps have to look after in every round; each is idempotent and quick.
_duties: list[Callable[[], object]] = []


def also_look_after(duty: Callable[[], object]) -> None:
    """Have a duty of another app done in every round."""
    if duty not in _duties:
        _duties.append(duty)


def look_after() -> None:
    """One round; each duty is idempotent, so two workers do no harm."""
    outbox.requeue_stuck()
    outbox.enqueue_due()
    reap_tasks()
    run_daily_once()
    for duty in _duties:
        duty()


def reap_tasks() -> int:
    """Remove tasks whose worker was killed; returns how many.

    Nothing is lost with them: what they had to do stands in its own table and
    is enqueued from there again.
    """
    stale = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING,
        started_at__lt=timezone.now() - STALE_TASK,
    )
    return stale.delete()[0]


def clear_up() -> None:
    """Forget finished task results and full rate-limit buckets."""
    old = timezone.now() - KEPT_RESULTS
    finished = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    DBTaskResult.objects.filter(status__in=finished, finished_at__lt=old).delete()
    forget_old_buckets()
