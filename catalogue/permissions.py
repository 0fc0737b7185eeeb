"""Who may do what with the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organisation.models import Role
from organisation.permissions import duties

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from organisation.models import User

EDITORS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
READERS_OF_DRAFTS = EDITORS | {Role.AUDITOR}


def may_edit(user: User | AnonymousUser) -> bool:
    """Whether the user keeps the catalogue: edits, imports, rebuilds."""
    return bool(duties(user).roles & EDITORS)


def may_see_drafts(user: User | AnonymousUser) -> bool:
    """Whether the user sees what the public does not yet."""
    return bool(duties(user).roles & READERS_OF_DRAFTS)
