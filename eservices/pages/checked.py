"""What the engine says of a draft as it stands, for the pages that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from eservices.actions.submission import check_draft
from eservices.engine import Faults
from eservices.engine.lookups import Lookups
from eservices.models import Draft

# A page of 2,000 rows is turned without checking all of them again. Sending always
# checks anew.
KEPT = 600  # seconds


@dataclass(frozen=True)
class Judged:
    """The answers as they were understood, and what is wrong anywhere."""

    values: dict[str, Any]
    faults: Faults
    lookups: Lookups = field(default_factory=Lookups)  # for showing it, and not kept


def judge(draft: Draft) -> Judged:
    """The whole draft, checked; kept as long as nothing was changed."""
    key = _key(draft)
    kept: tuple[dict[str, Any], Faults] | None = cache.get(key)
    if kept is not None:
        return Judged(*kept)
    checked = check_draft(draft)
    cache.set(key, (checked.values, checked.faults), KEPT)
    return Judged(checked.values, checked.faults, checked.lookups)


def _key(draft: Draft) -> str:
    files = "-".join(str(file.pk) for file in draft.files.all())
    day = timezone.localdate().isoformat()
    return f"judged:{draft.uuid}:{draft.version}:{files}:{day}:{get_language()}"
