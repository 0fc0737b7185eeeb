"""What is done with the standard of a row, as the catalogue judges it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.workflow import Text
from catalogue.checking import Checked, Verdict
from eservices.engine.definition import Faults

# Codes of RowWarning, worded for the officer.
WARNINGS: dict[str, Text] = {
    "status_unknown": gettext_lazy(
        "The catalogue does not say whether the standard is in force."
    ),
    "newer_edition": gettext_lazy("There is a newer edition of the standard."),
    "not_in_catalogue": gettext_lazy(
        "The standard is not in the catalogue: check its title page."
    ),
}
GOOD = (
    Verdict.IN_FORCE,
    Verdict.BEING_REVISED,
    Verdict.UNDER_REVIEW,
    Verdict.UNDATED,
)
_DOUBTFUL = {
    Verdict.UNKNOWN_STATUS: "status_unknown",
    Verdict.NEWER_EDITION: "newer_edition",
}


def judge(
    row: Mapping[str, Any], path: str, faults: Faults, *, may_be_unknown: bool
) -> None:
    """Refuse what is not in force, with its successor; warn of what is doubtful.

    `may_be_unknown`: a standard the catalogue does not hold goes to an officer.
    """
    checked: Checked | None = row["checked"]
    verdict = checked.verdict if checked else Verdict.NOT_A_DESIGNATION
    if verdict in GOOD:
        return
    if verdict in _DOUBTFUL:
        faults.warn(path, _DOUBTFUL[verdict])
    elif verdict not in {Verdict.NOT_FOUND, Verdict.NOT_A_DESIGNATION}:
        faults.add(path, _refusal(row["designation"], checked))
    elif may_be_unknown:
        faults.warn(path, "not_in_catalogue")
    else:
        faults.add(path, _unknown(row["designation"], verdict))
    _offer(path, checked, faults)


def _refusal(designation: str, checked: Checked | None) -> str:
    return _("%(standard)s cannot be chosen. %(sentence)s") % {
        "standard": designation,
        "sentence": checked.sentence if checked else "",
    }


def _unknown(designation: str, verdict: Verdict) -> str:
    if verdict == Verdict.NOT_A_DESIGNATION:
        return _(
            "No number of a standard was found in “%(typed)s”. Write it like "
            "MNS 5217:2012."
        ) % {"typed": designation[:40]}
    return _(
        "%(standard)s is not in the catalogue. Check its number and year; if they are "
        "right, write its publisher and add its title page."
    ) % {"standard": designation[:60]}


def _offer(path: str, checked: Checked | None, faults: Faults) -> None:
    if checked is not None and checked.replacement is not None:
        faults.offer(path, str(checked.replacement))
