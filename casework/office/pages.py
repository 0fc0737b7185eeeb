"""Pages by key: where the last one ended, the next one begins.

No page is reached by counting rows from the start, and each stretch of a page is
one scan of one index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from casework.models import Case
from casework.office.rows import Row, make_row
from casework.querysets import CaseQuerySet
from organisation.models import User

PAGE = 25


def order_of(*, newest_first: bool, is_back: bool = False) -> list[str]:
    """The columns a list is ordered by; undated rows stand last, as in the index."""
    if newest_first:
        return ["id"] if is_back else ["-id"]
    return ["-due_on", "-id"] if is_back else ["due_on", "id"]


@dataclass(frozen=True)
class Cursor:
    """The row a page ends at: its due date, if any, and id."""

    due_on: date | None
    pk: int

    def __str__(self) -> str:
        return f"{self.due_on or ''}.{self.pk}"

    @classmethod
    def parse(cls, typed: str) -> Cursor | None:
        """The cursor of an address; None when it is none."""
        day, _dot, pk = typed.rpartition(".")
        # Django's BigAutoField and PostgreSQL's bigint end before 19 digits do.
        if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            return None
        try:
            return cls(date.fromisoformat(day) if day else None, int(pk))
        except ValueError:
            return None


def _after_by_due(rows: CaseQuerySet, cursor: Cursor) -> list[CaseQuerySet]:
    undated = rows.filter(due_on__isnull=True)
    if cursor.due_on is None:
        return [undated.filter(id__gt=cursor.pk)]
    # The plain bound is what the index is entered with.
    dated = rows.filter(due_on__gte=cursor.due_on).filter(
        Q(due_on__gt=cursor.due_on) | Q(id__gt=cursor.pk)
    )
    return [dated, undated]


def _before_by_due(rows: CaseQuerySet, cursor: Cursor) -> list[CaseQuerySet]:
    if cursor.due_on is None:
        undated = rows.filter(due_on__isnull=True, id__lt=cursor.pk)
        return [undated, rows.filter(due_on__isnull=False)]
    dated = rows.filter(due_on__lte=cursor.due_on).filter(
        Q(due_on__lt=cursor.due_on) | Q(id__lt=cursor.pk)
    )
    return [dated]


@dataclass(frozen=True)
class Step:
    """Where a page lies: after a row, before a row, or at the start."""

    cursor: Cursor | None = None
    is_back: bool = False

    def order(self, *, newest_first: bool) -> list[str]:
        """The order of walking."""
        return order_of(newest_first=newest_first, is_back=self.is_back)

    def cut(self, rows: CaseQuerySet, *, newest_first: bool) -> list[CaseQuerySet]:
        """The stretches of `rows` beyond the cursor, in the order of walking."""
        rows = rows.order_by(*self.order(newest_first=newest_first))
        if self.cursor is None:
            return [rows]
        if newest_first:
            beyond = "id__gt" if self.is_back else "id__lt"
            return [rows.filter(**{beyond: self.cursor.pk})]
        if self.is_back:
            return _before_by_due(rows, self.cursor)
        return _after_by_due(rows, self.cursor)


@dataclass(frozen=True)
class Page:
    """The rows of a page and the cursors of its neighbours; empty for none."""

    rows: list[Row]
    before: str = ""
    after: str = ""


def page_of(
    user: User, pieces: list[CaseQuerySet], step: Step, *, newest_first: bool
) -> Page:
    """One page; two queries, whatever it holds."""
    stretches = [
        stretch
        for piece in pieces
        for stretch in step.cut(piece, newest_first=newest_first)
    ]
    keys = _merged(stretches, step, newest_first=newest_first)
    has_more = len(keys) > PAGE
    keys = keys[:PAGE]
    if step.is_back:
        keys.reverse()
    if not keys:
        return Page([])
    has_before = has_more if step.is_back else step.cursor is not None
    has_after = True if step.is_back else has_more
    return Page(
        rows=_rows(user, [pk for pk, _due in keys]),
        before=str(Cursor(keys[0][1], keys[0][0])) if has_before else "",
        after=str(Cursor(keys[-1][1], keys[-1][0])) if has_after else "",
    )


def _merged(
    stretches: list[CaseQuerySet], step: Step, *, newest_first: bool
) -> list[tuple[int, date | None]]:
    if not stretches:
        return []
    parts = [stretch.values_list("id", "due_on")[: PAGE + 1] for stretch in stretches]
    if len(parts) == 1:
        return list(parts[0])
    merged = parts[0].union(*parts[1:], all=True)
    order = step.order(newest_first=newest_first)
    return list(merged.order_by(*order)[: PAGE + 1])


def _rows(user: User, ids: list[int]) -> list[Row]:
    # Once more through the one rule of who sees what.
    cases = (
        Case.objects.visible_to(user)
        .filter(pk__in=ids)
        .select_related("unit", "assignee")
        .defer("search_text", "code_hash", "head_hash")
    )
    found = {case.pk: case for case in cases}
    today = timezone.localdate()
    return [make_row(found[pk], today) for pk in ids if pk in found]
