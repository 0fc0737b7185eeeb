"""One public status of an edition, from whatever its source says.

ISO stage codes: stage x substage (research/catalogue.md section 3). The source's own
words are kept beside it; where a source says nothing, so do we.
"""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """What a reader must know of an edition."""

    IN_FORCE = "in_force", _("In force")
    UNDER_REVIEW = "under_review", _("Under review")
    BEING_REVISED = "being_revised", _("Being revised")
    DRAFT = "draft", _("Draft")
    REPLACED = "replaced", _("Replaced")
    # Not the word of a petition its sender took back.
    WITHDRAWN = "withdrawn", pgettext_lazy("standard", "Withdrawn")
    UNKNOWN = "unknown", _("Status not stated")


# In force, whatever is being prepared beside it.
VALID = (Status.IN_FORCE, Status.UNDER_REVIEW, Status.BEING_REVISED)

# The small numbers of the search table; never renumbered.
STATUS_NUMBERS: dict[str, int] = {
    Status.IN_FORCE: 1,
    Status.UNDER_REVIEW: 2,
    Status.BEING_REVISED: 3,
    Status.DRAFT: 4,
    Status.REPLACED: 5,
    Status.WITHDRAWN: 6,
    Status.UNKNOWN: 7,
}

_BY_WORD: dict[str, Status] = {
    "published": Status.IN_FORCE,
    "valid": Status.IN_FORCE,
    "in force": Status.IN_FORCE,
    "withdrawn": Status.WITHDRAWN,
    "deleted": Status.WITHDRAWN,
    "replaced": Status.REPLACED,
    "under-development": Status.DRAFT,
    "under-publication": Status.DRAFT,
    # What estandard.gov.mn prints, and Rosstandart.
    "шинээр батлагдсан стандарт": Status.IN_FORCE,
    "шинэчлэгдсэн стандарт": Status.IN_FORCE,
    "нэмэлт өөрчлөлт орсон стандарт": Status.IN_FORCE,
    "хүчингүй болсон стандарт": Status.WITHDRAWN,
    "действует": Status.IN_FORCE,
    "действующий": Status.IN_FORCE,
    "принят": Status.DRAFT,
    "отменен": Status.WITHDRAWN,
    "отменён": Status.WITHDRAWN,
    "заменен": Status.REPLACED,
    "заменён": Status.REPLACED,
}

_ISO_STAGE = re.compile(r"^(\d\d)\.?(\d\d)$")
# Substages of the review stage (90): 92 to be revised, 93 confirmed, 99 withdrawal.
_REVIEW = {"92": Status.BEING_REVISED, "93": Status.IN_FORCE}


def derive(word: str, stage: str, *, is_replaced: bool = False) -> Status:
    """The public status from the source's status word and stage.

    An ISO stage tells more than the word: 90.92 is "published" and being revised.
    """
    status = _by_stage(stage) or _BY_WORD.get(word.strip().casefold(), Status.UNKNOWN)
    if status == Status.WITHDRAWN and is_replaced:
        return Status.REPLACED
    return status


def _by_stage(stage: str) -> Status | None:
    found = _ISO_STAGE.match(stage.strip())
    if not found:
        return None
    main, sub = found[1], found[2]
    if main == "95":
        return Status.WITHDRAWN
    if main == "90":
        return _REVIEW.get(sub, Status.UNDER_REVIEW)
    if main == "60":
        return Status.IN_FORCE if sub == "60" else Status.DRAFT
    return Status.DRAFT if main < "60" else None
