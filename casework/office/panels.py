"""Which moves are offered on a case screen, and why some are not possible now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from casework.actors import staff
from casework.errors import CaseworkError
from casework.models import Case
from casework.office.move_forms import MoveForm, audience_of
from casework.workflow import Change, Move, workflow_of
from organisation.models import User


@dataclass(frozen=True)
class Panel:
    """One move as it is offered: its form, or the sentence why not now."""

    move: Move
    form: MoveForm | None
    audience: str  # public, internal, or empty
    refusal: str = ""
    address: str = ""  # of the page it is made on, when that is not this one
    is_open: bool = False


def panels_of(case: Case, user: User, *, tried: MoveForm | None = None) -> list[Panel]:
    """The moves the person may make now; `tried` is a form to be shown again."""
    actor = staff(user)
    moves = [
        move
        for move in workflow_of(case).moves_from(case.state)
        if actor.may(move, case)
    ]
    panels = [_panel(case, user, move, tried) for move in moves]
    if any(panel.is_open for panel in panels):
        return panels
    return _with_next_step_open(panels)


def _with_next_step_open(panels: list[Panel]) -> list[Panel]:
    """The first move that leads on is the usual next step, as the table is ordered."""
    for place, panel in enumerate(panels):
        if panel.form is not None and panel.move.target and not panel.move.is_grave:
            panels[place] = replace(panel, is_open=True)
            break
    return panels


def _panel(case: Case, user: User, move: Move, tried: MoveForm | None) -> Panel:
    refusal = refusal_of(case, user, move)
    if refusal:
        return Panel(move, None, "", refusal=refusal)
    if move.view:
        return Panel(move, None, "", address=reverse(move.view, args=[case.pk]))
    if tried is not None and tried.move == move:
        return Panel(move, tried, audience_of(move), is_open=True)
    form = MoveForm(case=case, user=user, move=move)
    return Panel(move, form, audience_of(move))


def refusal_of(case: Case, user: User, move: Move) -> str:
    """Why the move is not possible whatever is typed; empty when it may be."""
    change = Change(case, move, staff(user), {})
    for guard in move.guards:
        try:
            guard(change)
        except CaseworkError as error:
            if not error.field:
                return str(error)
        except KeyError:
            # The guard looks at what has not been typed yet.
            continue
    return ""
