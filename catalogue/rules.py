"""What must hold of an edition before it is written; each breach is one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.dates import first_day
from catalogue.errors import CatalogueError
from catalogue.importing.faults import BadRow
from catalogue.importing.rows import date_of
from catalogue.models import Edition, LifecycleEvent, Relation
from catalogue.naming import Naming
from catalogue.querysets import BEGINNINGS, ENDS

EARLIEST_YEAR = 1850
YEARS_AHEAD = 10
# Along these a circle has no meaning; two documents may well cite each other.
ONE_WAY = (Relation.Kind.REPLACES, Relation.Kind.AMENDS, Relation.Kind.ADOPTS)


# --- designation ----------------------------------------------------------------
def check_is_new(naming: Naming, *, besides: int | None) -> None:
    """No other edition has the designation, in any spelling."""
    others = Edition.objects.exclude(pk=besides or 0)
    twin = others.filter(key=naming.key).first()
    twin = twin or others.filter(code=naming.code).first()
    if twin is not None:
        raise CatalogueError(
            _("%(code)s is in the catalogue already: “%(title)s”.")
            % {"code": twin.code, "title": twin.title or "—"},
            field="code",
        )


# --- dates ----------------------------------------------------------------------
def tidy_date(text: str, *, field: str = "") -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD of a date as people write it (2016.11.3).

    CatalogueError when there is no such date or it cannot be meant.
    """
    try:
        tidy = date_of(text.strip())
    except BadRow:
        raise CatalogueError(
            _("There is no such date. Write 2016, 2016-11 or 2016-11-03."), field=field
        ) from None
    day = first_day(tidy)
    if day is not None and not _is_meant(day):
        raise CatalogueError(_("The year cannot be right. Check it."), field=field)
    return tidy


def day_of(tidy: str) -> date:
    """The first day a tidy date can mean; CatalogueError when there is none."""
    day = first_day(tidy)
    if day is None:
        raise CatalogueError(_("Write when it happened."), field="date")
    return day


def _is_meant(day: date) -> bool:
    return EARLIEST_YEAR <= day.year <= timezone.localdate().year + YEARS_AHEAD


def check_order(events: Iterable[tuple[str, str]]) -> None:
    """No edition ends before it begins; `events` are kinds and dates.

    Dates of unlike precision are compared as far as both are known.
    """
    known = list(events)
    begins = [when for kind, when in known if kind in BEGINNINGS]
    ends = [(kind, when) for kind, when in known if kind in ENDS]
    for kind, end in ends:
        for begin in begins:
            exact = min(len(begin), len(end))
            if end[:exact] < begin[:exact]:
                raise CatalogueError(
                    _("%(what)s %(end)s is earlier than the beginning, %(begin)s.")
                    % {
                        "what": LifecycleEvent.Kind(kind).label,
                        "end": end,
                        "begin": begin,
                    }
                )


# --- relations ------------------------------------------------------------------
def check_relation(kind: str, from_key: str, to_key: str) -> None:
    """No edition is tied to itself, nor in a circle of one kind."""
    if from_key == to_key:
        raise CatalogueError(
            _("An edition cannot be related to itself. Check the other designation."),
            field="to_code",
        )
    if kind in ONE_WAY and _leads_to(kind, to_key, from_key):
        raise CatalogueError(
            _(
                "This makes a circle: the other edition already leads to this one by "
                "“%(kind)s”."
            )
            % {"kind": Relation.Kind(kind).label},
            field="to_code",
        )


def _leads_to(kind: str, start: str, end: str) -> bool:
    query = """
        WITH RECURSIVE chain (key) AS (
            SELECT %s::varchar
            UNION
            SELECT to_key FROM catalogue_relation JOIN chain ON from_key = key
            WHERE kind = %s
        )
        SELECT EXISTS (SELECT FROM chain WHERE key = %s)
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [start, kind, end])
        return bool(cursor.fetchone()[0])
