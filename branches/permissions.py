"""Who may edit and publish the page of which unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organisation.models import Role
from organisation.permissions import duties

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from organisation.models import User

# Who writes for their own unit; and who for every unit.
WRITERS = frozenset({Role.EDITOR, Role.HEAD})
EVERYWHERE = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


def writes_everywhere(user: User | AnonymousUser) -> bool:
    """Whether the person edits the pages of every unit (head office)."""
    return bool(duties(user).roles & EVERYWHERE)


def units_written_by(user: User | AnonymousUser) -> frozenset[int]:
    """The units whose pages the person edits as one of them."""
    held = duties(user).by_unit
    return frozenset(unit for unit, roles in held.items() if roles & WRITERS)


def may_write(user: User | AnonymousUser, unit_id: int) -> bool:
    """Whether the person may edit the page of this unit."""
    return writes_everywhere(user) or unit_id in units_written_by(user)


def may_approve(user: User | AnonymousUser, unit_id: int) -> bool:
    """Whether the person publishes for this unit: its head, or the head office."""
    own = duties(user).by_unit.get(unit_id, frozenset())
    return writes_everywhere(user) or Role.HEAD in own
