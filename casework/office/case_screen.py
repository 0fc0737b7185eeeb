"""Everything about one case on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from casework import chain
from casework.actors import staff
from casework.deadlines import explain
from casework.ledger import clock_view, ledger_lines
from casework.models import Attachment, Case, Contact, Event, Message
from casework.office.history import history_of
from casework.office.move_forms import MoveForm, NoteForm
from casework.office.panels import Panel, panels_of
from casework.office.rows import Row, make_row, urgency_of
from casework.workflow import OfficePart, Text, workflow_of
from mongolian.identity import MASK, mask_email, mask_phone
from organisation.models import User

NEAREST = 3
# Only the newest cases of the unit are compared: that is where a second sender
# of the same matter is found, and it costs the same at any size.
COMPARED = 150
ALIKE = 0.45  # trigram similarity, 0 to 1
OTHERS_SHOWN = 10


def case_for(user: User, case_id: int) -> Case:
    """A case the person may see; Http404 for one that is absent or not theirs."""
    cases = Case.objects.visible_to(user).select_related(
        "unit__parent",
        "assignee",
        "entered_by",
        "deadline_rule",
        "duplicate_of",
        "contact",
        "extension",
    )
    try:
        return cases.get(pk=case_id)
    except (Case.DoesNotExist, OverflowError) as error:
        raise Http404 from error


# --- the person -----------------------------------------------------------------
@dataclass(frozen=True)
class Person:
    """What is shown of the applicant: masked until it is opened."""

    name: str
    phone: str
    email: str
    address: str
    is_open: bool
    is_anonymous: bool


def person_of(case: Case, *, is_open: bool) -> Person:
    """The applicant, with every letter that names them hidden unless opened."""
    contact: Contact = case.contact
    if is_open:
        return Person(
            contact.name, contact.phone, contact.email, contact.address, True, False
        )
    return Person(
        name=_masked(contact.name),
        phone=mask_phone(contact.phone) if contact.phone else "",
        email=mask_email(contact.email) if contact.email else "",
        address=MASK * 4 if contact.address else "",
        is_open=False,
        is_anonymous=contact.is_anonymous and not contact.address,
    )


def _masked(name: str) -> str:
    return " ".join(f"{word[0]}{MASK * 3}" for word in name.split())


def other_cases_of(case: Case, user: User) -> list[Row]:
    """Other cases with the same phone or e-mail that the person may see."""
    contact: Contact = case.contact
    same = Q()
    if contact.phone:
        same |= Q(contact__phone=contact.phone)
    if contact.email:
        same |= Q(contact__email=contact.email)
    if not same:
        return []
    cases = Case.objects.visible_to(user).filter(same).exclude(pk=case.pk)
    return _rows(cases.order_by("-id")[:OTHERS_SHOWN])


# --- what else there is ---------------------------------------------------------
def possibly_the_same(case: Case, user: User) -> list[Row]:
    """The few cases of the unit that look most alike, the very same texts first."""
    if case.erased_at is not None:
        return []
    near = Case.objects.visible_to(user).filter(unit=case.unit_id).exclude(pk=case.pk)
    same = workflow_of(case).same_text(case, near).order_by("-id")[:NEAREST]
    newest = near.order_by("-id").values("pk")[:COMPARED]
    alike = (
        near.filter(pk__in=newest)
        .annotate(alike=TrigramSimilarity("search_text", case.search_text))
        .filter(alike__gte=ALIKE)
        .order_by("-alike", "-id")[:NEAREST]
    )
    found = {each.pk: each for each in [*_light(same), *_light(alike)]}
    found.pop(case.duplicate_of_id, None)
    return _rows(list(found.values())[:NEAREST])


def _light(cases: Any) -> Any:
    return cases.select_related("unit", "assignee").defer("search_text")


def _rows(cases: Any) -> list[Row]:
    today = timezone.localdate()
    return [make_row(each, today) for each in cases]


@dataclass(frozen=True)
class Entry:
    """A text of the thread with its files."""

    message: Message
    files: list[Attachment]


def thread_of(case: Case) -> tuple[list[Entry], list[Attachment]]:
    """The messages with their files, and the files that came with the case."""
    files = list(case.attachments.all())
    messages = case.messages.select_related("author")
    entries = [
        Entry(message, [file for file in files if file.message_id == message.pk])
        for message in messages
    ]
    return entries, [file for file in files if file.message_id is None]


# --- the screen -----------------------------------------------------------------
@dataclass(frozen=True)
class Moves:
    """The moves offered, the grave ones apart."""

    usual: list[Panel]
    grave: list[Panel]
    tried: MoveForm | None
    lost: MoveForm | None  # a form whose move is not possible any more


def moves_of(case: Case, user: User, tried: MoveForm | None) -> Moves:
    """What the person can do now."""
    panels = panels_of(case, user, tried=tried)
    is_shown = any(panel.form is tried for panel in panels)
    return Moves(
        usual=[panel for panel in panels if not panel.move.is_grave],
        grave=[panel for panel in panels if panel.move.is_grave],
        tried=tried if is_shown else None,
        lost=None if is_shown else tried,
    )


def screen(
    case: Case,
    user: User,
    *,
    tried: MoveForm | None = None,
    note: NoteForm | None = None,
    is_person_open: bool = False,
    asked: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The context of the case screen."""
    workflow = workflow_of(case)
    part = workflow.office_part
    events = list(case.events.select_related("user"))
    due = explain(case)
    entries, files = thread_of(case)
    works = staff(user).works_on(case)
    moves = moves_of(case, user, tried)
    return {
        "case": case,
        "workflow": workflow,
        "kind": workflow.kinds.get(case.kind, case.kind),
        "state": workflow.states[case.state].label,
        "outcome": workflow.outcomes.get(case.outcome, ""),
        "urgency": urgency_of(case, timezone.localdate()),
        "clock": clock_view(case, due),
        "ledger": ledger_lines(case, due),
        "details": workflow.details(case),
        "subject": workflow.subject(case),
        "suspicions": _suspicions(case, workflow.suspicions),
        "text": workflow.text(case),
        "person": person_of(case, is_open=is_person_open),
        "others": other_cases_of(case, user) if is_person_open else [],
        "thread": entries,
        "files": [] if part and part.shows_files else files,
        "history": history_of(case, events)[::-1],
        "is_chain_whole": _is_whole(case, events),
        "notices": list(case.notices.select_related("staff").order_by("-id")),
        "duplicates": _rows(case.duplicates.select_related("unit", "assignee")),
        "alike": possibly_the_same(case, user),
        "ratings": list(case.ratings.order_by("round")),
        "moves": moves,
        "part": _part(part, case, user, asked or {}, moves),
        "note": (note or NoteForm()) if works else None,
        "may_correct": works and case.is_unresolved and bool(workflow.correction_view),
    }


def _part(
    part: OfficePart | None,
    case: Case,
    user: User,
    asked: Mapping[str, str],
    moves: Moves,
) -> dict[str, Any] | None:
    """What the child app shows, with the name of its template."""
    if part is None:
        return None
    panels = [*moves.usual, *moves.grave]
    forms = {panel.move.code: panel.form for panel in panels if panel.form}
    return {"template": part.template, **part.context(case, user, asked, forms)}


def _suspicions(case: Case, words: dict[str, Text]) -> list[Text]:
    codes = filter(None, case.suspicions.split(","))
    return [words.get(code, code) for code in codes]


def _is_whole(case: Case, events: Sequence[Event]) -> bool:
    if not any(chain.faults_of(case, list(events))):
        return True
    # Somebody may have written between our two reads: look once more.
    now = Case.objects.get(pk=case.pk)
    return not any(chain.faults_of(now, list(now.events.all())))
