"""What a workflow is: states and moves as plain data, readable as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import Promise

from casework.models.case import Phase

if TYPE_CHECKING:
    from casework.actors import Actor
    from casework.models import Case, Message
    from casework.querysets import CaseQuerySet
    from casework.subjects import Subject
    from organisation.models import User

Text = str | Promise
# A sentence, with %(name)s of an event's data, or what makes it from the data.
Story = Text | Callable[[Mapping[str, Any]], str]
Rule = Callable[["Change"], None]

CITIZEN = "citizen"
SYSTEM = "system"


@dataclass(frozen=True)
class State:
    """A state: the clerk's word; the citizen's word follows from the phase."""

    code: str
    label: Text
    phase: Phase


@dataclass(frozen=True)
class Need:
    """One input a move asks for; `name` is also its form field."""

    name: str
    required: bool = True


@dataclass
class Change:
    """One move being made: what the guards check and the effects write to.

    `event_data` becomes the event's data (codes and numbers only); `message`
    is the text the move puts into the thread, if any.
    """

    case: Case
    move: Move
    actor: Actor
    data: dict[str, Any]
    client_key: UUID | None = None
    event_data: dict[str, Any] = field(default_factory=dict)
    message: Message | None = None


@dataclass(frozen=True)
class Move:
    """An allowed change.

    `target` None keeps the state. `story` is the sentence of the applicant's
    timeline; a move without a story is not shown to the applicant and tells
    nobody.
    """

    code: str
    label: Text
    sources: tuple[str, ...]
    target: str | None
    who: frozenset[str]
    needs: tuple[Need, ...] = ()
    guards: tuple[Rule, ...] = ()
    effects: tuple[Rule, ...] = ()
    story: Text = ""
    notice: str = ""
    is_grave: bool = False  # shown apart and confirmed: it ends the case
    # The view of the back office it is made in, when a form beside the case is too
    # small for it; takes the case's id.
    view: str = ""


@dataclass(frozen=True)
class OfficePart:
    """What a child app shows of its cases on the case screen, below the matter.

    `context` is given the case, the member of staff, what the address asks for,
    and the forms of the moves that are offered, by code.
    """

    template: str
    shows_files: bool  # itself, each beside what it is for
    context: Callable[
        [Case, User, Mapping[str, str], Mapping[str, Any]], dict[str, Any]
    ]


@dataclass(frozen=True)
class Workflow:
    """A kind of case: its states, moves and words."""

    code: str
    label: Text
    initial: str
    states: dict[str, State]
    moves: dict[str, Move]
    kinds: dict[str, Text] = field(default_factory=dict)
    # Lines for the case screen and status page that only the child app knows.
    details: Callable[[Case], list[tuple[Text, str]]] = lambda case: []
    # How a matter may end, for the decision.
    outcomes: dict[str, Text] = field(default_factory=dict)
    # Sentences of visible events that are not moves; %(name)s of the event's data.
    stories: dict[str, Story] = field(default_factory=dict)
    # Where the applicant acts on such an event, given its data; else the case's page.
    story_pages: dict[str, Callable[[Mapping[str, Any]], str]] = field(
        default_factory=dict
    )
    # What the applicant wrote about, such as a certificate.
    subject: Callable[[Case], Subject | None] = lambda case: None
    # What each code in Case.suspicions means.
    suspicions: dict[str, Text] = field(default_factory=dict)
    # The text the applicant sent in, which only the child app keeps.
    text: Callable[[Case], str] = lambda case: case.summary
    # Narrows cases to those with the very same text.
    same_text: Callable[[Case, CaseQuerySet], CaseQuerySet] = lambda _case, cases: (
        cases.none()
    )
    # Codes of what it is about, by which reply templates are offered.
    topics: Callable[[Case], frozenset[str]] = lambda case: frozenset()
    # The view in which a clerk corrects what only the child app keeps.
    correction_view: str = ""
    # Adds name and address to a case sent in without; None where they never matter.
    complete_contact: Callable[..., Case] | None = None
    # Blanks the texts only the child app keeps.
    erase: Callable[[Case], None] = lambda case: None
    # What the system does, by state: after the days to answer, after the silent days.
    when_unanswered: dict[str, str] = field(default_factory=dict)
    when_silent: dict[str, str] = field(default_factory=dict)
    # In which states the applicant is reminded, half way and three days before the
    # day to answer; the sentence names the %(day)s.
    reminders: dict[str, Text] = field(default_factory=dict)
    # Form fields of inputs that only this workflow has, or has in its own way, as
    # casework.office.move_forms.FIELDS.
    fields: dict[str, Callable[..., Any]] = field(default_factory=dict)
    # What the case screen shows besides.
    office_part: OfficePart | None = None
    # The applicant's own page of the case, in place of the one by number and code.
    page: Callable[[Case], str] | None = None
    # The key of the deadline rule for this case.
    deadline_key: Callable[[Case], str] = lambda case: case.kind

    def tell(self, kind: str, data: Mapping[str, Any]) -> str:
        """The sentence of a visible event that is no move."""
        story = self.stories[kind]
        return story(data) if callable(story) else str(story) % data

    def reminder(self, state: str, day: str) -> str:
        """The sentence that reminds the applicant; empty for a state without."""
        words = self.reminders.get(state, "")
        return str(words) % {"day": day} if words else ""

    def moves_from(self, state: str) -> list[Move]:
        """Moves that start in `state`, in the order they were declared."""
        return [move for move in self.moves.values() if state in move.sources]


_registry: dict[str, Workflow] = {}


def register(workflow: Workflow) -> None:
    """Make a workflow known; called by the app that owns it when it is ready.

    Raises ValueError when a move names an unknown state.
    """
    for move in workflow.moves.values():
        named = {*move.sources, *([move.target] if move.target else [])}
        unknown = named - set(workflow.states)
        if unknown:
            raise ValueError(f"{workflow.code}.{move.code}: no state {unknown}")
    _registry[workflow.code] = workflow


def workflow_of(case: Case) -> Workflow:
    """The workflow of a case."""
    return _registry[case.workflow]


def all_workflows() -> list[Workflow]:
    """Every registered workflow."""
    return list(_registry.values())
