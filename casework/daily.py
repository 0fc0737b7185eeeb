"""Time-driven duties; each looks for what is due, so a second run does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from casework import outbox, roots
from casework.actions import perform, record
from casework.actors import THE_SYSTEM
from casework.errors import CaseworkError
from casework.files import storage
from casework.models import Case, DailyRoot, Event, StagedFile
from casework.notice_texts import APPLICANT_REMINDED
from casework.querysets import CaseQuerySet
from casework.workflow import all_workflows, workflow_of
from organisation.models import Membership, Role, User

log = structlog.get_logger("portal.daily")

REMIND_AT = (7, 3, 1)  # days before the due date
LAST_REMINDER = 3  # days before the applicant's last day
STAGED_FILES_KEPT = timedelta(days=2)
# What other apps have to do every day, by name; each is idempotent.
_duties: dict[str, Callable[[], int]] = {}
_LOCK = 20201015  # an advisory lock of PostgreSQL: one daily run at a time


def also_do_daily(name: str, duty: Callable[[], int]) -> None:
    """Have a duty of another app done every day; it returns how much it did."""
    _duties[name] = duty


def run_daily_once() -> bool:
    """Do today's duties unless they are done; True when they were done now.

    The published root of the day is the mark that the day was looked after.
    """
    today = timezone.localdate()
    if DailyRoot.objects.filter(day=today).exists():
        return False
    run_daily()
    return True


def run_daily() -> dict[str, int]:
    """Every duty of the day; returns how much each one did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return {}
    try:
        done = {
            "closed_silent": close_silent(),
            "unanswered": go_on_unanswered(),
            "applicants_reminded": remind_applicants(),
            "told_late": tell_late(),
            "reminders": remind_staff(),
            "staged_files": clear_staged_files(),
            **{name: duty() for name, duty in _duties.items()},
        }
        roots.publish_root()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    log.info("daily", **done)
    return done


def close_silent() -> int:
    """Close decided cases after the silent days, where their workflow says so."""
    until = timezone.localdate() - timedelta(days=settings.CASE_SILENCE_DAYS)
    silent = Case.objects.filter(phase="answered", answered_at__date__lte=until)
    return sum(
        _move_all(silent.filter(workflow=workflow.code, state=state), move)
        for workflow in all_workflows()
        for state, move in workflow.when_silent.items()
    )


def go_on_unanswered() -> int:
    """Go on, or end it, where the applicant did not answer or pay in time."""
    today = timezone.localdate()
    waiting = Case.objects.filter(phase="waiting", answer_by__lt=today)
    return sum(
        _move_all(waiting.filter(workflow=workflow.code, state=state), move)
        for workflow in all_workflows()
        for state, move in workflow.when_unanswered.items()
    )


def _move_all(cases: CaseQuerySet, move: str) -> int:
    moved = 0
    for pk in list(cases.order_by("pk").values_list("pk", flat=True)):
        try:
            perform(case_id=pk, move=move, actor=THE_SYSTEM, version=None)
        except CaseworkError:
            # Somebody moved it since we looked; tomorrow looks again.
            continue
        moved += 1
    return moved


def tell_late() -> int:
    """Tell the applicant on the first day late, before anybody asks."""
    today = timezone.localdate()
    late = Case.objects.overdue(today).filter(is_suspected=False)
    told = Event.objects.filter(kind="late").values("case")
    ids = late.exclude(pk__in=told).order_by("pk").values_list("pk", flat=True)
    return sum(_tell_late(pk) for pk in list(ids))


@transaction.atomic
def _tell_late(pk: int) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
    if not case.is_late or case.events.filter(kind="late").exists():
        return False
    record(
        case,
        "late",
        THE_SYSTEM,
        is_visible=True,
        data={"due_on": f"{case.due_on}"},
    )
    case.save(update_fields=["event_count", "head_hash"])
    return True


# --- who let us wait ------------------------------------------------------------
def remind_applicants() -> int:
    """Remind who has to answer or pay: half way, and three days before the day."""
    waiting = Case.objects.filter(phase="waiting", answer_by__isnull=False)
    return sum(
        remind_applicant(pk)
        for workflow in all_workflows()
        for state in workflow.reminders
        for pk in list(
            waiting.filter(workflow=workflow.code, state=state)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )


@transaction.atomic
def remind_applicant(pk: int) -> bool:
    """The next reminder whose day has come; one a day at most."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
    today = timezone.localdate()
    if case.state not in workflow_of(case).reminders or case.answer_by is None:
        return False
    sent = list(reminders_sent(case))
    days = _days_to_remind(case, case.answer_by)[len(sent) :]
    if not days or days[0] > today or today in map(_day_of, sent):
        return False
    facts = {"state": case.state, "answer_by": f"{case.answer_by}"}
    record(case, APPLICANT_REMINDED, THE_SYSTEM, is_visible=True, data=facts)
    case.save(update_fields=["event_count", "head_hash"])
    return True


def reminders_sent(case: Case) -> QuerySet[Event]:
    """The reminders of what is waited for now, oldest first."""
    facts = {"state": case.state, "answer_by": f"{case.answer_by}"}
    return case.events.filter(kind=APPLICANT_REMINDED, data__contains=facts).order_by(
        "seq"
    )


def _days_to_remind(case: Case, answer_by: date) -> tuple[date, date]:
    asked = case.events.filter(to_state=case.state).order_by("-seq")[0]
    half_way = _day_of(asked) + (answer_by - _day_of(asked)) / 2
    last = answer_by - timedelta(days=LAST_REMINDER)
    return min(half_way, last), last


def _day_of(event: Event) -> date:
    return timezone.localdate(event.at)


# --- who works on it ------------------------------------------------------------
def remind_staff() -> int:
    """Remind who works on a case 7, 3 and 1 days before it is due, and when late."""
    today = timezone.localdate()
    near = Case.objects.unresolved().filter(
        due_on__lte=today + timedelta(days=max(REMIND_AT)), is_suspected=False
    )
    ids = near.order_by("pk").values_list("pk", flat=True)
    return sum(_remind(pk, today) for pk in list(ids))


def step_for(due_on: date, today: date) -> int:
    """Which reminder is due: 7, 3, 1, or 0 for a late case."""
    left = (due_on - today).days
    if left < 0:
        return 0
    return min(step for step in REMIND_AT if left <= step)


@transaction.atomic
def _remind(pk: int, today: date) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
    if case.due_on is None or not case.is_unresolved:
        return False
    facts = {"step": step_for(case.due_on, today), "due_on": f"{case.due_on}"}
    if case.events.filter(kind="reminder", data__contains=facts).exists():
        return False
    people = list(_responsible(case))
    event = record(
        case,
        "reminder",
        THE_SYSTEM,
        data={**facts, "staff": [user.pk for user in people]},
    )
    template = "reminder_late" if facts["step"] == 0 else "reminder"
    for user in people:
        outbox.queue_for_staff(case=case, event=event, user=user, template=template)
    case.save(update_fields=["event_count", "head_hash"])
    return True


def _responsible(case: Case) -> Iterator[User]:
    """The assignee; without one, or when late, the heads of the unit too."""
    if case.assignee is not None and case.assignee.is_active:
        yield case.assignee
        if not case.is_late:
            return
    heads = Membership.objects.valid_on(timezone.localdate()).filter(
        unit=case.unit_id, role=Role.HEAD, user__is_active=True
    )
    for membership in heads.select_related("user"):
        if membership.user != case.assignee:
            yield membership.user


def clear_staged_files() -> int:
    """Delete uploads whose form was never sent."""
    old = StagedFile.objects.filter(created_at__lt=timezone.now() - STAGED_FILES_KEPT)
    gone = 0
    for file in list(old):
        file.delete()
        storage.delete(file.path)
        gone += 1
    return gone
