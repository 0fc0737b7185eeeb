"""What stands in the place of replaced editions, through any number of steps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from catalogue.models import Edition
from catalogue.status import Status

# The longest chain in the international data has 12 steps; a ring of replacements,
# which the data hold too, ends here.
MAX_STEPS = 20

# `UNION` drops what was reached in the same number of steps before, so that a net of
# replacements costs no more than its editions times the steps. What the office has
# not published is passed over.
_LATER = """
WITH RECURSIVE later AS (
    SELECT to_key AS origin, to_key AS key, ''::varchar AS code,
        NULL::bigint AS id, 0 AS step
    FROM unnest(%(keys)s::varchar[]) AS cited(to_key)
    UNION
    SELECT later.origin, relation.from_key, relation.from_code,
        relation.from_edition_id, later.step + 1
    FROM later
    JOIN catalogue_relation AS relation
        ON relation.to_key = later.key AND relation.kind = 'replaces'
    LEFT JOIN catalogue_edition AS edition ON edition.id = relation.from_edition_id
    WHERE later.step < %(steps)s AND (
        edition.id IS NULL OR edition.is_published
        AND (edition.publish_on IS NULL OR edition.publish_on <= %(today)s)
    )
)
SELECT origin, key, code, id, min(step) FROM later
WHERE step > 0 AND key <> origin
GROUP BY origin, key, code, id
ORDER BY origin, min(step), key
"""


@dataclass(frozen=True, slots=True)
class _Later:
    key: str
    code: str
    edition: Edition | None
    step: int


class Successors:
    """The editions that came after others; two queries for any number of keys."""

    def __init__(self, keys: set[str]) -> None:
        rows = _rows(keys)
        editions = (
            Edition.objects.public()
            .select_related("standard__body")
            .in_bulk([row[3] for row in rows if row[3]])
        )
        self._later: dict[str, list[_Later]] = defaultdict(list)
        for origin, key, code, pk, step in rows:
            self._later[origin].append(_Later(key, code, editions.get(pk), step))

    def of(self, edition: Edition) -> Edition | str | None:
        """What to use instead: the nearest in force, one of unknown status, a code.

        None when nothing came after, or nothing of it is in force any more.
        """
        later = self._later.get(edition.key, [])
        held = [one.edition for one in later if one.edition is not None]
        in_force = next((one for one in held if one.is_valid), None)
        unknown = next((one for one in held if one.status == Status.UNKNOWN), None)
        return in_force or unknown or self._code(later)

    def _code(self, later: list[_Later]) -> str | None:
        """The last document of the chain, when we do not hold it."""
        codes = [one.code for one in later if one.edition is None]
        return codes[-1] if codes else None


def _rows(keys: set[str]) -> list[tuple[str, str, str, int | None, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _LATER,
            {
                "keys": sorted(keys),
                "steps": MAX_STEPS,
                "today": timezone.localdate(),
            },
        )
        rows: list[tuple[str, str, str, int | None, int]] = cursor.fetchall()
    return rows
