"""Erasure: personal data and texts of old closed cases; numbers and dates stay."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from casework.actions import record
from casework.actors import THE_SYSTEM
from casework.files import storage
from casework.models import (
    Attachment,
    Case,
    Contact,
    Extension,
    Message,
    Notice,
    NoticeState,
    Phase,
    Rating,
    RetentionRule,
)
from casework.workflow import workflow_of

ERASED = "—"
SPAM = "spam"


def erase_expired() -> int:
    """Erase every closed case past its keeping time; returns how many."""
    return sum(_erase(pk, rule) for rule, pk in _expired())


def _expired() -> list[tuple[RetentionRule, int]]:
    found = []
    for rule in RetentionRule.objects.all():
        before = timezone.now() - timedelta(days=rule.days)
        closed = Case.objects.filter(
            phase=Phase.CLOSED, closed_at__lt=before, erased_at__isnull=True
        )
        ids = closed.filter(_bound_by(rule)).order_by("pk").values_list("pk", flat=True)
        found += [(rule, pk) for pk in ids]
    return found


def _bound_by(rule: RetentionRule) -> Q:
    """Spam has a keeping time of its own; everything else goes by kind."""
    workflow, _dot, kind = rule.kind.partition(".")
    if kind == SPAM:
        return Q(workflow=workflow, outcome=SPAM)
    return Q(workflow=workflow, kind=kind) & ~Q(outcome=SPAM)


@transaction.atomic
def _erase(pk: int, rule: RetentionRule) -> bool:
    """Look again under the lock: a case reopened since is left alone."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
    before = timezone.now() - timedelta(days=rule.days)
    gone = case.phase == Phase.CLOSED and case.closed_at and case.closed_at < before
    if not gone or case.erased_at is not None:
        return False
    now = timezone.now()
    Contact.objects.filter(case=case).update(
        name="", address="", phone="", email="", erased_at=now
    )
    Message.objects.filter(case=case).update(body=ERASED, erased_at=now)
    Rating.objects.filter(case=case).update(comment="")
    Extension.objects.filter(case=case).update(reason=ERASED)
    Notice.objects.filter(case=case, state=NoticeState.QUEUED).update(
        state=NoticeState.CANCELLED
    )
    _erase_files(case)
    workflow_of(case).erase(case)
    case.summary, case.search_text, case.erased_at = "", case.number, now
    record(case, "erased", THE_SYSTEM, data={"rule": rule.kind, "days": rule.days})
    case.save()
    return True


def _erase_files(case: Case) -> None:
    files = list(Attachment.objects.filter(case=case, erased_at__isnull=True))
    for file in files:
        file.original_name, file.erased_at = ERASED, timezone.now()
        file.save(update_fields=["original_name", "erased_at"])
        # After the commit: a file gone and a row left is the lesser fault.
        transaction.on_commit(partial(storage.delete, file.path))
