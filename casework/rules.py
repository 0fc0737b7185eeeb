"""Guards and effects that moves of every workflow are composed of.

A guard raises CaseworkError with a sentence; an effect writes to the locked
case of the change. Names of inputs: text, reason, unit, assignee, days, root,
outcome, appeal, body_name, template.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateRange

from casework import deadlines
from casework.errors import CaseworkError, NotAllowed
from casework.models import Case, Extension, Message, MessageKind, Pause
from casework.workflow import CITIZEN, SYSTEM, Change, Rule
from organisation.models import Unit, User
from organisation.permissions import duties

MAX_EXTENSION_DAYS = 30


# --- guards ---------------------------------------------------------------------
def before_due(change: Change) -> None:
    """Only until the due date (law on petitions, art. 16)."""
    if change.case.is_late:
        raise NotAllowed(_("The due date has passed; it can no longer be extended."))


def has_clock(change: Change) -> None:
    """Only a case with a rule that allows extensions."""
    rule = change.case.deadline_rule
    if rule is None or not rule.extension_max:
        raise NotAllowed(_("The deadline of this kind of case cannot be extended."))


def not_extended_yet(change: Change) -> None:
    """A case is extended once at most."""
    if Extension.objects.filter(case=change.case).exists():
        raise NotAllowed(_("This case has been extended once already."))


def days_within_rule(change: Change) -> None:
    """Between 1 day and the longest extension of the rule."""
    rule = change.case.deadline_rule
    longest = min(rule.extension_max if rule else 0, MAX_EXTENSION_DAYS)
    days = change.data["days"]
    if not isinstance(days, int) or not 1 <= days <= longest:
        raise CaseworkError(
            _("Write a number of days from 1 to %(longest)d.") % {"longest": longest},
            field="days",
        )


def other_unit(change: Change) -> None:
    """Forwarding goes to another unit that works."""
    unit: Unit = change.data["unit"]
    if unit.pk == change.case.unit_id or not unit.is_active:
        raise CaseworkError(_("Choose another unit."), field="unit")


def assignee_of_unit(change: Change) -> None:
    """Who takes a case can see it."""
    user: User | None = change.data.get("assignee") or change.actor.user
    if user is None or not duties(user).roles_in(change.case.unit_id):
        raise CaseworkError(
            _("Choose somebody who works in this unit."), field="assignee"
        )


def root_is_open_and_near(change: Change) -> None:
    """A duplicate points at an open root of the same unit, never at itself.

    The root is locked, so that it is not answered at the same moment without
    telling this one.
    """
    root = _locked_root(change.data["root"])
    change.data["root"] = root
    fits = (
        root.pk != change.case.pk
        and root.workflow == change.case.workflow
        and root.unit_id == change.case.unit_id
        and root.duplicate_of_id is None
        and root.is_unresolved
    )
    if not fits:
        raise CaseworkError(
            _("Write the number of an open case of the same unit."), field="root"
        )


def _locked_root(root: Case) -> Case:
    try:
        locked = Case.objects.select_for_update(nowait=True, of=("self",))
        return locked.get(pk=root.pk)
    except OperationalError as error:
        raise CaseworkError(
            _("The main case is being changed just now; try again."), field="root"
        ) from error


def has_no_duplicates(change: Change) -> None:
    """A case others point at stays a root."""
    if change.case.duplicates.exists():
        raise NotAllowed(_("Other cases point at this one; it stays the main case."))


def citizen_reopens_once(change: Change) -> None:
    """The applicant reopens once, within the days allowed; a head any time."""
    if change.actor.kind != CITIZEN:
        return
    case = change.case
    since = timezone.now() - timedelta(days=settings.CASE_REOPEN_DAYS)
    if case.citizen_reopened:
        raise NotAllowed(_("This case has been reopened once already."))
    if case.answered_at is None or case.answered_at < since:
        raise NotAllowed(_("The time to reopen this case is over."))


def answer_days_passed(change: Change) -> None:
    """The system returns a question only after its days."""
    by = change.case.answer_by
    if change.actor.kind == SYSTEM and (by is None or by >= timezone.localdate()):
        raise NotAllowed(_("The time to answer is not over yet."))


def silence_passed(change: Change) -> None:
    """The system closes only after the silent days."""
    if change.actor.kind != SYSTEM:
        return
    answered = change.case.answered_at
    until = timezone.localdate() - timedelta(days=settings.CASE_SILENCE_DAYS)
    if answered is None or timezone.localdate(answered) > until:
        raise NotAllowed(_("The time to answer is not over yet."))


def acting_user(change: Change) -> User:
    """The person who acts; NotAllowed for the system and for number and code."""
    if change.actor.user is None:
        raise NotAllowed(_("Your role does not allow this."))
    return change.actor.user


# --- effects --------------------------------------------------------------------
def _message(change: Change, kind: MessageKind, body: str, **more: str) -> None:
    change.message = Message.objects.create(
        case=change.case,
        kind=kind,
        is_public=kind != MessageKind.NOTE,
        is_decision=kind == MessageKind.DECISION,
        author=change.actor.user,
        body=body,
        template=change.data.get("template"),
        client_key=change.client_key,
        created_at=timezone.now(),
        **more,
    )


def write_reply(change: Change) -> None:
    """A public reply."""
    _message(change, MessageKind.REPLY, change.data["text"])


def write_question(change: Change) -> None:
    """A public question, to be answered within the days allowed."""
    _message(change, MessageKind.QUESTION, change.data["text"])
    days = timedelta(days=settings.CASE_ANSWER_DAYS)
    change.case.answer_by = timezone.localdate() + days
    change.event_data["answer_by"] = f"{change.case.answer_by}"


def write_answer(change: Change) -> None:
    """The applicant's answer, with the files that came with it."""
    from casework.actions.talk import attach_staged

    _message(change, MessageKind.ANSWER, change.data["text"])
    if change.client_key:
        attach_staged(change.case, change.message, change.client_key)


def write_decision(change: Change) -> None:
    """The decision with its outcome and where to appeal."""
    _message(
        change,
        MessageKind.DECISION,
        change.data["text"],
        appeal=change.data["appeal"],
    )
    change.case.outcome = change.data["outcome"]
    change.event_data["outcome"] = change.case.outcome


def write_reason(change: Change) -> None:
    """A public text that says why."""
    _message(change, MessageKind.REPLY, change.data["reason"])


def write_where_sent(change: Change) -> None:
    """Which body it was sent to, and why; public."""
    body, reason = change.data["body_name"].strip(), change.data["reason"]
    _message(change, MessageKind.REPLY, f"{body}\n\n{reason}")


def write_internal_reason(change: Change) -> None:
    """A note that says why; not shown to the applicant."""
    if change.data.get("reason"):
        _message(change, MessageKind.NOTE, change.data["reason"])


def write_applicant_reason(change: Change) -> None:
    """The applicant's own words on why."""
    if change.actor.kind == CITIZEN and change.data.get("reason"):
        _message(change, MessageKind.ADDITION, change.data["reason"])
    elif change.data.get("reason"):
        _message(change, MessageKind.REPLY, change.data["reason"])


def assign(change: Change) -> None:
    """The case gets its clerk: the one named, or who acts."""
    assignee: User = change.data.get("assignee") or acting_user(change)
    change.case.assignee = assignee
    change.event_data["assignee"] = assignee.pk


def move_to_unit(change: Change) -> None:
    """Another unit works on it; the clock goes on."""
    unit: Unit = change.data["unit"]
    change.event_data |= {"from_unit": change.case.unit_id, "to_unit": unit.pk}
    change.case.unit = unit
    change.case.assignee = None


def extend(change: Change) -> None:
    """Write the extension and let the clock count it."""
    case = change.case
    Extension.objects.create(
        case=case,
        days=change.data["days"],
        reason=change.data["reason"],
        decided_by=acting_user(change),
        decided_on=timezone.localdate(),
    )
    change.event_data |= {"days": change.data["days"], "from": f"{case.due_on}"}
    deadlines.refresh_due(case)
    change.event_data["to"] = f"{case.due_on}"


def start_pause(change: Change) -> None:
    """From tomorrow we wait for the applicant's answer."""
    _pause(change.case, "question")


def start_payment_pause(change: Change) -> None:
    """From tomorrow we wait for the applicant's payment."""
    _pause(change.case, "payment")


def _pause(case: Case, reason: str) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    if not case.pauses.filter(days__endswith__isnull=True).exists():
        Pause.objects.create(case=case, days=DateRange(tomorrow, None), reason=reason)


def end_pause(change: Change) -> None:
    """The waiting is over today; a pause of no day disappears."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    for pause in change.case.pauses.filter(days__endswith__isnull=True):
        if pause.days.lower >= tomorrow:
            pause.delete()
        else:
            pause.days = DateRange(pause.days.lower, tomorrow)
            pause.save(update_fields=["days"])
    change.case.answer_by = None
    if deadlines.refresh_due(change.case):
        change.event_data["due_on"] = f"{change.case.due_on}"


def clear_suspicion(change: Change) -> None:
    """A clerk looked: it is no spam."""
    change.case.is_suspected = False


def point_at_root(change: Change) -> None:
    """One answer to the root will answer this one too."""
    root: Case = change.data["root"]
    change.case.duplicate_of = root
    change.event_data["root"] = root.number


def let_go_of_root(change: Change) -> None:
    """The case stands alone again."""
    change.case.duplicate_of = None


def answer_duplicates(change: Change) -> None:
    """The same decision goes to everyone who said the same (research F-8)."""
    from casework.actions.moves import perform
    from casework.actors import THE_SYSTEM

    if change.message is None:
        return
    same = {
        "text": change.message.body,
        "outcome": change.case.outcome,
        "appeal": change.message.appeal,
    }
    waiting = change.case.duplicates.filter(state="duplicate")
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        perform(
            case_id=pk,
            move="answer_with_root",
            actor=THE_SYSTEM,
            version=None,
            data=same,
        )


def release_duplicates(change: Change) -> None:
    """A root that ends without a decision lets its duplicates go on alone."""
    from casework.actions.moves import perform
    from casework.actors import THE_SYSTEM

    waiting = change.case.duplicates.filter(state="duplicate")
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        perform(case_id=pk, move="separate", actor=THE_SYSTEM, version=None)


def new_round(change: Change) -> None:
    """A reopening: new round and internal target; the legal dates stay."""
    case = change.case
    case.round += 1
    case.citizen_reopened = case.citizen_reopened or change.actor.kind == CITIZEN
    days = timedelta(days=settings.CASE_REOPENED_TARGET_DAYS)
    case.target_on = timezone.localdate() + days
    case.answered_at = None
    change.event_data |= {"round": case.round, "target_on": f"{case.target_on}"}


def outcome(code: str) -> Rule:
    """An effect that sets this outcome."""

    def set_outcome(change: Change) -> None:
        change.case.outcome = code

    set_outcome.__name__ = f"outcome_{code}"
    return set_outcome
