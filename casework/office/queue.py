"""The queue of the back office: tabs, counts, search, pages; for a million cases.

What a person sees is cut into branches (each of their units, what they entered
elsewhere), and each branch into stretches, so that every piece is one scan of one
partial index of casework.models.case in the order shown. PostgreSQL merges the
pieces; no page is ever reached by counting rows from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import IntegerField, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actors import WORKING_ROLES
from casework.models import Case, Phase
from casework.numbers import parse_number
from casework.office.pages import Cursor, Page, Step, order_of, page_of
from casework.querysets import CaseQuerySet
from casework.workflow import Text
from mongolian.folding import fold
from mongolian.identity import IdentityError, parse_phone
from organisation.models import Role, User
from organisation.permissions import duties

COUNTED = 999  # more than this is shown as 999+
WEEK = 7  # days
SHORTEST_WORD = 3  # letters; the trigram index knows nothing shorter
LONGEST_SEARCH = 100
OWN_WORK = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER})


# --- what a person sees ---------------------------------------------------------
def branches_of(user: User) -> list[CaseQuerySet]:
    """Disjoint parts that together are Case.objects.visible_to(user)."""
    mine = duties(user)
    if mine.sees_all:
        return [Case.objects.all()]
    if not mine.unit_ids:
        return []
    own = own_units_of(user)
    elsewhere = Case.objects.filter(entered_by=user).exclude(unit__in=mine.unit_ids)
    return [*own, elsewhere]


def own_units_of(user: User) -> list[CaseQuerySet]:
    """The cases of each unit the person belongs to."""
    return [Case.objects.filter(unit=unit) for unit in sorted(duties(user).unit_ids)]


def assigned_to(user: User) -> list[CaseQuerySet]:
    """The cases the person works on."""
    return [Case.objects.filter(assignee=user)]


# --- tabs -----------------------------------------------------------------------
@dataclass(frozen=True)
class Tab:
    """A way of looking at the queue."""

    code: str
    label: Text
    branches: Callable[[User], list[CaseQuerySet]]
    narrow: Callable[[CaseQuerySet, date], CaseQuerySet]
    is_newest_first: bool = False
    is_alarming: bool = False  # its count is shown in red

    def pieces(self, user: User, today: date) -> list[CaseQuerySet]:
        """The tab's cases, branch by branch, in the order shown."""
        order = order_of(newest_first=self.is_newest_first)
        return [
            self.narrow(branch, today).order_by(*order)
            for branch in self.branches(user)
        ]


TABS = {
    tab.code: tab
    for tab in (
        Tab("mine", _("Mine"), assigned_to, lambda rows, today: rows.unresolved()),
        Tab("unit", _("My unit"), own_units_of, lambda rows, today: rows.unresolved()),
        Tab(
            "overdue",
            _("Overdue"),
            branches_of,
            lambda rows, today: rows.overdue(today),
            is_alarming=True,
        ),
        Tab(
            "week",
            _("Due this week"),
            branches_of,
            lambda rows, today: rows.due_within(today, WEEK),
        ),
        Tab(
            "waiting",
            _("Waiting for the citizen"),
            branches_of,
            lambda rows, today: rows.unresolved().filter(phase=Phase.WAITING),
        ),
        Tab(
            "suspected",
            _("Suspected spam"),
            branches_of,
            lambda rows, today: rows.unresolved().filter(is_suspected=True),
        ),
        Tab(
            "all",
            _("All"),
            branches_of,
            lambda rows, today: rows,
            is_newest_first=True,
        ),
    )
}


def default_tab(user: User) -> Tab:
    """Own work for those who answer cases, else what is visible."""
    mine = duties(user)
    if mine.roles & OWN_WORK:
        return TABS["mine"]
    return TABS["all"] if mine.sees_all else TABS["unit"]


class CappedCount(Subquery):
    """How many rows a sliced query gives, as a number beside others."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()


def counts_of(user: User, tabs: Sequence[Tab]) -> dict[str, int]:
    """How many cases each tab holds, at most COUNTED + 1; one query for all."""
    today = timezone.localdate()
    columns = {
        f"{tab.code}_{place}": CappedCount(piece.values("pk")[: COUNTED + 1])
        for tab in tabs
        for place, piece in enumerate(tab.pieces(user, today))
    }
    counts = {tab.code: 0 for tab in tabs}
    if not columns:
        return counts
    found: Mapping[str, Any] = User.objects.filter(pk=user.pk).values(**columns).get()
    for column, count in found.items():
        counts[column.rpartition("_")[0]] += count
    return counts


def shown_count(count: int) -> str:
    """The count as people read it."""
    return f"{COUNTED}+" if count > COUNTED else str(count)


# --- search ---------------------------------------------------------------------
@dataclass(frozen=True)
class Search:
    """What was typed into the search box, understood."""

    typed: str
    by: str  # "", number, phone, words, too_short
    condition: Q = Q()

    @property
    def is_on(self) -> bool:
        """Whether there is something to look for."""
        return self.by not in {"", "too_short"}


def read_search(typed: str) -> Search:
    """A case number in any spelling, else a phone number, else words."""
    typed = " ".join(typed.split())[:LONGEST_SEARCH]
    if not typed:
        return Search("", "")
    number = parse_number(typed)
    if number is not None:
        return Search(typed, "number", Q(number=number))
    phone = _phone(typed)
    if phone:
        return Search(typed, "phone", Q(contact__phone=phone))
    words = fold(typed).split()
    if all(len(word) < SHORTEST_WORD for word in words):
        return Search(typed, "too_short")
    condition = Q()
    for word in words:
        condition &= Q(search_text__contains=word)
    return Search(typed, "words", condition)


def _phone(typed: str) -> str:
    try:
        return parse_phone(typed)
    except IdentityError:
        return ""


# --- all together ---------------------------------------------------------------
@dataclass(frozen=True)
class TabLink:
    """A tab as it is shown above the queue."""

    code: str
    label: Text
    count: str
    is_here: bool
    is_alarm: bool


@dataclass(frozen=True)
class Queue:
    """Everything the queue's page shows."""

    tab: Tab
    tabs: list[TabLink]
    search: Search
    page: Page
    shows_units: bool


def tabs_of(user: User) -> list[Tab]:
    """The tabs that mean something to the person."""
    roles = duties(user).roles
    hidden = set() if roles & OWN_WORK else {"mine"}
    if not roles & WORKING_ROLES:
        hidden.add("unit")
    return [tab for tab in TABS.values() if tab.code not in hidden]


def tab_links(user: User, here: Tab | None) -> list[TabLink]:
    """The tabs with their counts; one query."""
    tabs = tabs_of(user)
    counts = counts_of(user, tabs)
    return [
        TabLink(
            code=tab.code,
            label=tab.label,
            count=shown_count(counts[tab.code]),
            is_here=tab == here,
            is_alarm=tab.is_alarming and counts[tab.code] > 0,
        )
        for tab in tabs
    ]


def read_queue(user: User, asked: Mapping[str, str]) -> Queue:
    """The queue a person asked for; what cannot be read is left out, never an error."""
    search = read_search(asked.get("q", ""))
    tab = TABS.get(asked.get("tab", ""), default_tab(user))
    if search.is_on:
        tab = TABS["all"]
    pieces = [] if search.by == "too_short" else tab.pieces(user, timezone.localdate())
    pieces = [piece.filter(search.condition) for piece in pieces]
    mine = duties(user)
    return Queue(
        tab=tab,
        tabs=tab_links(user, tab),
        search=search,
        page=page_of(user, pieces, _step(asked), newest_first=tab.is_newest_first),
        shows_units=mine.sees_all or len(mine.unit_ids) > 1,
    )


def _step(asked: Mapping[str, str]) -> Step:
    before = Cursor.parse(asked.get("before", ""))
    if before is not None:
        return Step(before, is_back=True)
    return Step(Cursor.parse(asked.get("after", "")))
