"""Everything the page of a standard shows, put together from its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.models import Edition, Ics, Standard
from catalogue.pages.applied import Applied, applied
from catalogue.pages.facts import Fact, OtherTitle, facts, ics_path, other_titles
from catalogue.pages.history import History, history
from catalogue.pages.mirror import Adoption, Reflection, adoptions, reflections
from catalogue.pages.on_day import OnDay, on_day
from catalogue.pages.relations import Group, groups_of, picture
from catalogue.pages.rows import Rows
from catalogue.pages.stages import Happening, Strip, happenings, strip
from catalogue.pages.standing import Standing, standing
from catalogue.pages.where import Where, where


@dataclass(frozen=True)
class StandardPage:
    """One page; parts that have nothing to say are empty and left out."""

    standard: Standard
    edition: Edition
    current: Edition | None
    is_dated: bool
    standing: Standing
    facts: tuple[Fact, ...]
    ics: tuple[tuple[Ics, ...], ...]
    titles: tuple[OtherTitle, ...]
    history: History
    groups: tuple[Group, ...]
    picture: dict[str, tuple[Group, ...]]
    mirror: tuple[Reflection, ...]
    adoptions: tuple[Adoption, ...]
    strip: Strip | None
    happenings: list[Happening]
    on_day: OnDay | None
    base: Edition | None
    where: Where | None
    applied: Applied | None

    @property
    def is_current(self) -> bool:
        """Whether the shown edition is the one to use of its standard."""
        return self.current is not None and self.current.pk == self.edition.pk


def build(
    rows: Rows, *, today: date, day: date | None = None, shows_all: bool = False
) -> StandardPage:
    """The page of `rows`; with `day`, what was in force on it."""
    groups = groups_of(rows.shown, rows.relations, rows.held, shows_all=shows_all)
    return StandardPage(
        standard=rows.standard,
        edition=rows.shown,
        current=rows.current,
        is_dated=rows.is_dated,
        standing=standing(rows.shown, rows.current, groups),
        facts=facts(rows.shown, rows.events),
        ics=tuple(ics_path(code) for code in rows.ics),
        titles=other_titles(rows.shown, rows.titles),
        history=_history(rows, today, shows_all),
        groups=groups,
        picture=picture(groups),
        mirror=reflections(rows.shown, rows.relations, rows.originals),
        adoptions=adoptions(rows.relations, rows.held, rows.standard),
        strip=strip(rows.shown.stage),
        happenings=happenings(rows.shown.pk, rows.events),
        on_day=on_day(day, rows.family, rows.events) if day else None,
        base=rows.held.get(rows.shown.base_id or 0),
        where=where(rows.shown),
        applied=applied(rows.standard),
    )


def _history(rows: Rows, today: date, shows_all: bool) -> History:
    return history(
        rows.family,
        rows.events,
        current=rows.current,
        shown=rows.shown,
        today=today,
        shows_all=shows_all,
    )
