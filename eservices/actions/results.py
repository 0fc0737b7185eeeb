"""Results of rows, entered by an officer."""

from __future__ import annotations

from casework.actions import perform
from casework.actors import staff
from casework.models import Case
from eservices.results import Given
from organisation.models import User


def enter_results(*, case_id: int, user: User, version: int, given: Given) -> Case:
    """Write the results of some lines; all of them or none.

    Raises StaleVersion, NotAllowed, and CaseworkError with the first wrong line.
    """
    return perform(
        case_id=case_id,
        move="results",
        actor=staff(user),
        version=version,
        data={"results": given},
    )
