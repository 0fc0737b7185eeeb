"""Who may see and do what, asked of one object per user and request."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from organisation.models import (
    SEES_ALL_UNITS,
    SEES_NO_CASES,
    Membership,
    Role,
    User,
)


class StaffRequest(HttpRequest):
    """A request the back office let in: somebody is signed in. Only for annotations."""

    user: User


@dataclass(frozen=True)
class Duties:
    """A user's roles today, by unit."""

    by_unit: dict[int, frozenset[str]] = field(default_factory=dict)

    @property
    def roles(self) -> frozenset[str]:
        """Every role held anywhere."""
        return frozenset().union(*self.by_unit.values())

    @property
    def unit_ids(self) -> frozenset[int]:
        """Units whose cases the user sees; finance and editors see none."""
        return frozenset(
            unit for unit, held in self.by_unit.items() if held - SEES_NO_CASES
        )

    @property
    def sees_all(self) -> bool:
        """Whether cases of every unit are visible."""
        return bool(self.roles & SEES_ALL_UNITS)

    @property
    def sees_cases(self) -> bool:
        """Whether the user sees cases at all."""
        return self.sees_all or bool(self.unit_ids)

    @property
    def is_administrator(self) -> bool:
        """Whether users, units and reference data may be edited."""
        return Role.ADMINISTRATOR in self.roles

    def roles_in(self, unit_id: int) -> frozenset[str]:
        """Roles that count for a case of this unit.

        A head-office officer acts for every unit; others only in their own.
        """
        own = self.by_unit.get(unit_id, frozenset())
        return own | (self.roles & SEES_ALL_UNITS)


NO_DUTIES = Duties()


def duties(user: User | AnonymousUser) -> Duties:
    """The duties of `user` today; one query, kept on the user for the request."""
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return NO_DUTIES
    if user.known_duties is None:
        user.known_duties = _read_duties(user)
    return user.known_duties


def _read_duties(user: User) -> Duties:
    by_unit: dict[int, frozenset[str]] = {}
    rows = Membership.objects.valid_on(timezone.localdate()).filter(user=user)
    for unit_id, role in rows.values_list("unit_id", "role"):
        by_unit[unit_id] = by_unit.get(unit_id, frozenset()) | {role}
    return Duties(by_unit)
