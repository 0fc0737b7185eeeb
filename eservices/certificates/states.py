"""The states of a certificate in words, for everybody and for its holder."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.workflow import Text
from eservices.afterwards.stories import CONFIRMED

SUSPENDED = "certificate_suspended"
RESUMED = "certificate_resumed"
WITHDRAWN = "certificate_withdrawn"
REISSUED = "certificate_reissued"
REPLACED = "certificate_replaced"

# What the holder reads; the number stands in the event's data.
STORIES: dict[str, Text] = {
    SUSPENDED: _("The certificate %(number)s was suspended."),
    RESUMED: _("The certificate %(number)s is valid again."),
    WITHDRAWN: _("The certificate %(number)s was withdrawn."),
    REISSUED: _("The certificate %(number)s was issued anew as %(new)s."),
}
# What became public, in one word each; REPLACED holds several numbers.
HAPPENED: dict[str, Text] = {
    SUSPENDED: pgettext_lazy("certificate", "Suspended"),
    RESUMED: pgettext_lazy("certificate", "Valid again"),
    WITHDRAWN: pgettext_lazy("certificate", "Withdrawn"),
    REISSUED: pgettext_lazy("certificate", "Replaced"),
    REPLACED: pgettext_lazy("certificate", "Replaced"),
    CONFIRMED: _("Confirmed by the company"),
}


@dataclass(frozen=True)
class StateWords:
    """A public state: its word, what it means, and how it is coloured."""

    word: Text
    sentence: Text
    badge: str  # class of a badge
    notice: str  # class of a notice


STATES: dict[str, StateWords] = {
    "valid": StateWords(
        pgettext_lazy("certificate", "Valid"),
        _("This certificate is genuine and valid today."),
        "status-in_force",
        "success",
    ),
    "failed": StateWords(
        pgettext_lazy("instrument", "Did not pass"),
        _("This is a notice that the instrument did not pass: it must not be used."),
        "late",
        "late",
    ),
    "suspended": StateWords(
        pgettext_lazy("certificate", "Suspended"),
        _("It must not be relied on until the agency says that it is valid again."),
        "status-being_revised",
        "warning",
    ),
    "withdrawn": StateWords(
        pgettext_lazy("certificate", "Withdrawn"),
        _("The agency has withdrawn it: it is no longer valid."),
        "late",
        "late",
    ),
    "expired": StateWords(
        pgettext_lazy("certificate", "Expired"),
        _("Its last day has passed."),
        "status-withdrawn",
        "warning",
    ),
    "replaced": StateWords(
        pgettext_lazy("certificate", "Replaced"),
        _("Another document has taken its place."),
        "status-replaced",
        "warning",
    ),
}


def words_of(state: str, *, is_positive: bool = True) -> StateWords:
    """The words of a public state; a standing notice of unfitness has its own."""
    return STATES["failed" if state == "valid" and not is_positive else state]
