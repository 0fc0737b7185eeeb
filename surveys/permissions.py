"""Who asks, and who reads what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organisation.models import Role
from organisation.permissions import duties

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from organisation.models import User
    from surveys.models import Survey

# Who asks for their own unit; who for every unit and for the agency; who only reads.
ASKERS = frozenset({Role.EDITOR, Role.HEAD})
EVERYWHERE = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
READERS = frozenset({Role.AUDITOR})


def asks_everywhere(user: User | AnonymousUser) -> bool:
    """Whether the person asks for every unit and for the whole agency."""
    return bool(duties(user).roles & EVERYWHERE)


def reads_everywhere(user: User | AnonymousUser) -> bool:
    """Whether the person sees the surveys of every unit."""
    return bool(duties(user).roles & (EVERYWHERE | READERS))


def units_asked_by(user: User | AnonymousUser) -> frozenset[int]:
    """The units the person asks for as one of them."""
    held = duties(user).by_unit
    return frozenset(unit for unit, roles in held.items() if roles & ASKERS)


def asks_at_all(user: User | AnonymousUser) -> bool:
    """Whether the person may make a survey."""
    return asks_everywhere(user) or bool(units_asked_by(user))


def reads_at_all(user: User | AnonymousUser) -> bool:
    """Whether the person sees any survey in the back office."""
    return reads_everywhere(user) or bool(units_asked_by(user))


def may_ask(user: User | AnonymousUser, survey: Survey) -> bool:
    """Whether this survey is the person's to write, publish and follow up."""
    return asks_everywhere(user) or survey.unit_id in units_asked_by(user)
