"""The applicant's page of one case, put together for the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import staging
from casework.applicant_acts import Act, offered_acts
from casework.applicant_forms import ActForm
from casework.clock import DueDate
from casework.deadlines import explain
from casework.ledger import (
    ClockView,
    LedgerLine,
    clock_view,
    days_late,
    ledger_lines,
)
from casework.models import (
    Attachment,
    Case,
    Message,
    MessageKind,
    Phase,
    Rating,
    StagedFile,
)
from casework.subjects import Subject
from casework.timeline import Entry, timeline_of
from casework.workflow import workflow_of


@dataclass(frozen=True)
class Said:
    """A text of the thread with its files."""

    message: Message
    files: list[Attachment]


@dataclass(frozen=True)
class OfferedAct:
    """An act with its form, blank or as it was sent."""

    act: Act
    form: ActForm
    is_open: bool

    @property
    def is_bound(self) -> bool:
        """Whether it comes back to be corrected."""
        return self.form.is_bound

    @property
    def kept_files(self) -> list[StagedFile]:
        """The files sent with a form that comes back."""
        return staging.staged(self.form.key) if self.form.is_bound else []


class StatusPage:
    """What the template shows of a case found by number and code.

    `tried` is a form that was sent and is to be corrected.
    """

    def __init__(self, case: Case, *, tried: tuple[Act, ActForm] | None = None) -> None:
        prefetch_related_objects([case], "pauses", "ratings")
        self.case = case
        self.workflow = workflow_of(case)
        self.tried = tried

    # --- where it stands ---
    @property
    def word(self) -> str:
        """One of the five words."""
        return str(Phase(self.case.phase).label)

    @property
    def sentence(self) -> str:
        """What it means, what comes next and when."""
        case = self.case
        match case.phase:
            case Phase.RECEIVED:
                return f"{_at_unit(case)} {self._due_words()}".strip()
            case Phase.STUDYING if case.duplicate_of_id:
                return _(
                    "Others wrote about the same, and one answer goes to all. Your "
                    "number and code stay as they are."
                )
            case Phase.STUDYING:
                return f"{_being_studied(case)} {self._due_words()}".strip()
            case Phase.WAITING:
                return self._waiting_words()
            case Phase.ANSWERED:
                return self._answered_words()
        return self._closed_words()

    def _due_words(self) -> str:
        case, rule = self.case, self.case.deadline_rule
        if case.round > 1 and case.target_on:
            return _("It was reopened; we aim to answer by %(day)s.") % {
                "day": date_format(case.target_on)
            }
        if case.due_on is None or rule is None or self.days_late:
            return ""
        if rule.is_legal:
            words = _("The last day to answer is %(day)s.")
        else:
            words = _("We aim to answer by %(day)s.")
        return words % {"day": date_format(case.due_on)}

    def _waiting_words(self) -> str:
        words = _("We need your answer to go on.")
        if self.case.answer_by is None:
            return words
        by = _("Please answer by %(day)s.") % {"day": date_format(self.case.answer_by)}
        return f"{words} {by}"

    def _answered_words(self) -> str:
        if self.case.state not in self.workflow.when_silent:
            return _("Our decision is below.")
        words = _("Our answer is below. Tell us whether it solves the matter.")
        if self.case.answered_at is None:
            return words
        days = timedelta(days=settings.CASE_SILENCE_DAYS)
        closing = timezone.localdate(self.case.answered_at) + days
        until = _("If we hear nothing, it is closed on %(day)s.")
        return f"{words} {until % {'day': date_format(closing)}}"

    def _closed_words(self) -> str:
        """The sentence of the move that closed it, when the applicant sees it."""
        closing = (
            entry.text
            for entry in self.timeline
            if (move := self.workflow.moves.get(entry.kind))
            and move.target == self.case.state
        )
        return next(closing, _("We no longer work on it."))

    @property
    def outcome(self) -> str:
        """How the matter ended, in words."""
        return str(self.workflow.outcomes.get(self.case.outcome, ""))

    @property
    def own_page(self) -> str:
        """Where the applicant does more, signed in; empty where there is no such."""
        page = self.workflow.page
        return page(self.case) if page is not None else ""

    # --- the clock ---
    @cached_property
    def due(self) -> DueDate | None:
        """The due date with its steps."""
        return explain(self.case)

    @cached_property
    def clock(self) -> ClockView | None:
        """The drawn clock."""
        return clock_view(self.case, self.due)

    @cached_property
    def ledger(self) -> list[LedgerLine]:
        """How the due date was counted."""
        return ledger_lines(self.case, self.due)

    @cached_property
    def days_late(self) -> int:
        """Days over the last day; 0 while in time."""
        return days_late(self.case)

    @property
    def is_legal(self) -> bool:
        """Whether the law sets the last day, and a decision has not been given."""
        rule = self.case.deadline_rule
        return rule is not None and rule.is_legal

    @property
    def appeal_text(self) -> str:
        """A ready text to the higher unit; holds nothing personal."""
        case, last = self.case, self.case.binding_day
        words = ngettext(
            "I sent petition %(number)s on %(received)s. It went to: %(unit)s. The "
            "last day to answer was %(due)s; it is %(days)s day late and I have no "
            "answer. Please see to it that it is decided, and tell me why it is late.",
            "I sent petition %(number)s on %(received)s. It went to: %(unit)s. The "
            "last day to answer was %(due)s; it is %(days)s days late and I have no "
            "answer. Please see to it that it is decided, and tell me why it is late.",
            self.days_late,
        )
        return words % {
            "number": case.number,
            "received": date_format(case.received_on, "SHORT_DATE_FORMAT"),
            "due": date_format(last, "SHORT_DATE_FORMAT") if last else "",
            "unit": case.unit.name,
            "days": self.days_late,
        }

    # --- what happened and was said ---
    @cached_property
    def timeline(self) -> list[Entry]:
        """The visible events, newest first."""
        return timeline_of(self.case)

    @property
    def own_text(self) -> str:
        """What the applicant sent in first."""
        return self.workflow.text(self.case)

    @cached_property
    def subject(self) -> Subject | None:
        """What the applicant wrote about."""
        return self.workflow.subject(self.case)

    @property
    def own_files(self) -> list[Attachment]:
        """The files that came with it."""
        return [file for file in self._files if file.message_id is None]

    @cached_property
    def _files(self) -> list[Attachment]:
        return list(self.case.attachments.all())

    @cached_property
    def thread(self) -> list[Said]:
        """The public messages with their files, oldest first."""
        return [
            Said(
                message, [file for file in self._files if file.message_id == message.pk]
            )
            for message in self.case.messages.filter(is_public=True)
        ]

    @property
    def highlight(self) -> Said | None:
        """The text the page is about now: the open question, or the decision."""
        wanted = {
            Phase.WAITING.value: MessageKind.QUESTION,
            Phase.ANSWERED.value: MessageKind.DECISION,
            Phase.CLOSED.value: MessageKind.DECISION,
        }.get(self.case.phase)
        fitting = [said for said in self.thread if said.message.kind == wanted]
        return fitting[-1] if fitting else None

    @property
    def earlier(self) -> list[Said]:
        """The rest of the thread."""
        return [said for said in self.thread if said != self.highlight]

    @property
    def rating(self) -> Rating | None:
        """What the applicant said of this round's answer."""
        ratings = self.case.ratings.all()
        return next((each for each in ratings if each.round == self.case.round), None)

    # --- what can be done ---
    @cached_property
    def acts(self) -> list[OfferedAct]:
        """What can be done now, and a form that came back, with its errors."""
        acts = [self._offer(act) for act in offered_acts(self.case)]
        if self.tried and self.tried[0].code not in {each.act.code for each in acts}:
            acts.append(self._offer(self.tried[0]))
        return acts

    def _offer(self, act: Act) -> OfferedAct:
        if self.tried and self.tried[0] == act:
            return OfferedAct(act, self.tried[1], is_open=True)
        unsolved = self.rating is not None and not self.rating.is_solved
        is_open = act.is_first or (act.code == "reopen" and unsolved)
        return OfferedAct(act, act.form(act=act.code), is_open=is_open)

    @property
    def first_acts(self) -> list[OfferedAct]:
        """What we ask the applicant for."""
        return [each for each in self.acts if each.act.is_first]

    @property
    def other_acts(self) -> list[OfferedAct]:
        """What they may do besides."""
        return [each for each in self.acts if not each.act.is_first]


def _at_unit(case: Case) -> str:
    return _("It is with: %(unit)s. A specialist will take it into work.") % {
        "unit": case.unit.name
    }


def _being_studied(case: Case) -> str:
    return _("It is being studied by: %(unit)s.") % {"unit": case.unit.name}
