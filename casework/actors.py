"""Who acts on a case: a member of staff, the applicant, or the system."""

from __future__ import annotations

from dataclasses import dataclass

from casework.models.case import Case
from casework.workflow import CITIZEN, SYSTEM, Move
from organisation.models import Role, User
from organisation.permissions import duties

STAFF = "staff"
# Who works on cases; the others only look.
WORKING_ROLES: frozenset[str] = frozenset(
    {Role.CLERK, Role.HEAD, Role.OPERATOR, Role.OFFICER}
)


@dataclass(frozen=True)
class Actor:
    """The one who acts; `user` for staff, and for an applicant who is signed in."""

    kind: str
    user: User | None = None

    @property
    def is_applicant(self) -> bool:
        """Whether the applicant acts, by code or signed in."""
        return self.kind == CITIZEN

    def roles_for(self, case: Case) -> frozenset[str]:
        """The roles that count in this case."""
        if self.user is None or self.kind != STAFF:
            return frozenset({self.kind})
        return duties(self.user).roles_in(case.unit_id)

    def may(self, move: Move, case: Case) -> bool:
        """Whether the actor's role allows the move."""
        return bool(move.who & self.roles_for(case))

    def works_on(self, case: Case) -> bool:
        """Whether it is the actor's duty to work on the case, not only to look."""
        return bool(WORKING_ROLES & self.roles_for(case))


APPLICANT = Actor(CITIZEN)
THE_SYSTEM = Actor(SYSTEM)


def staff(user: User) -> Actor:
    """The member of staff `user` as an actor."""
    return Actor(STAFF, user)


def applicant(user: User) -> Actor:
    """The applicant `user`, signed in; whose case it is, the caller has checked."""
    return Actor(CITIZEN, user)
