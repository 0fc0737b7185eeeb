"""What the status of an edition means for its reader, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.models import Edition
from catalogue.pages.family import is_supplement
from catalogue.pages.relations import End, Group
from catalogue.status import Status

SENTENCES = {
    Status.IN_FORCE: _("In force: this is the edition to use."),
    Status.UNDER_REVIEW: _(
        "In force: use it. Its publisher is reviewing whether it is still right."
    ),
    Status.BEING_REVISED: _("In force: use it. A new edition is being prepared."),
    Status.DRAFT: _("A draft: it may still change, so do not rely on it yet."),
    Status.REPLACED: _("No longer in force: another document has replaced it."),
    Status.WITHDRAWN: _("Withdrawn: it is no longer in force."),
    Status.UNKNOWN: _(
        "The source does not say whether it is in force. Ask its publisher before "
        "you rely on it."
    ),
}
TONES = {
    Status.REPLACED: "warning",
    Status.WITHDRAWN: "warning",
    Status.DRAFT: "warning",
    Status.UNKNOWN: "",
}


@dataclass(frozen=True)
class Standing:
    """The sentence, its tone as a notice, and what to use instead."""

    sentence: str
    tone: str
    instead: tuple[End, ...]


def standing(
    shown: Edition, current: Edition | None, groups: Iterable[Group]
) -> Standing:
    """What to make of the shown edition.

    Instead of one out of force: what is in force of the same standard, else what the
    source names as its replacement.
    """
    status = Status(shown.status)
    tone = TONES.get(status, "success")
    if shown.is_valid:
        return Standing(str(SENTENCES[status]), tone, ())
    own = _own(shown, current)
    return Standing(str(SENTENCES[status]), tone, own or _named(groups))


def _own(shown: Edition, current: Edition | None) -> tuple[End, ...]:
    if current is None or current.pk == shown.pk or not current.is_valid:
        return ()
    if is_supplement(current):
        return ()
    return (End(current.code, current.get_absolute_url(), current, "", ""),)


def _named(groups: Iterable[Group]) -> tuple[End, ...]:
    found = [
        group.ends for group in groups if group.kind == "replaces" and not group.is_left
    ]
    return found[0] if found else ()
