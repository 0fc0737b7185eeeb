"""The tables of the search, made from the catalogue: all anew, or for some editions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from catalogue.models import Edition, SearchEntry
from catalogue.search.analysis import Analyzer, EntryRow, TextRow
from catalogue.search.copying import copy
from catalogue.search.counts import among as counts_among
from catalogue.search.counts import correct, forget_all, forget_words, recount_all
from catalogue.search.lexicon import TABLE as WORDS
from catalogue.search.lexicon import add_words, write_words
from catalogue.search.sources import count, rows
from catalogue.search.swap import finish, fresh, replace

ENTRIES = "catalogue_searchentry"
TEXTS = "catalogue_searchtext"
# A write may be this much older than its commit; edits made while a rebuild reads
# are done again at its end.
_LONGEST_WRITE = timedelta(minutes=10)

Progress = Callable[[int, int], None]


def rebuild(*, progress: Progress | None = None) -> int:
    """Make all tables of the search anew; how many editions they hold.

    Readers see the old rows until the end, and writers are held up for a moment only.
    `progress` is told (done, total).
    """
    done = _rebuild(progress or _nobody)
    recount_all()
    return done


@transaction.atomic
def _rebuild(progress: Progress) -> int:
    since = timezone.now() - _LONGEST_WRITE
    total, done = count(), 0
    analyzer = Analyzer()
    tables = [fresh(table) for table in (ENTRIES, TEXTS)]
    for chunk in rows():
        _write(analyzer.rows(chunk), *tables)
        done += len(chunk)
        progress(done, total)
    write_words(analyzer, fresh(WORDS))
    _take_place(since)
    forget_all()
    return done


def _nobody(done: int, total: int) -> None:
    """Nobody wants to know."""


@transaction.atomic
def refresh(edition_ids: Iterable[int]) -> None:
    """Make the rows of these editions anew; they are found at once.

    Within the caller's transaction. An edition that is gone or not shown to the
    public loses its rows.
    """
    ids = sorted(set(edition_ids))
    if not ids:
        return
    # Two refreshes of one edition wait for each other here.
    list(Edition.objects.filter(pk__in=ids).order_by("pk").select_for_update())
    before = counts_among(ids)
    forget_words(ids)
    _empty(ids)
    analyzer = Analyzer()
    for chunk in rows(ids):
        _write(analyzer.rows(chunk, timezone.now()), ENTRIES, TEXTS)
    add_words(analyzer)
    forget_words(ids)
    correct(before, counts_among(ids))


def _write(
    rows: tuple[list[EntryRow], list[TextRow]], entries: str, texts: str
) -> None:
    copy(entries, EntryRow._fields, rows[0])
    copy(texts, TextRow._fields, rows[1])


def _empty(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        for table in (ENTRIES, TEXTS):
            cursor.execute(
                f"DELETE FROM {table} WHERE edition_id = ANY(%s)",  # noqa: S608
                [ids],
            )


def _take_place(since: datetime) -> None:
    """Put the new tables in place, and make up for what was edited meanwhile."""
    with connection.cursor() as cursor:
        for table in (ENTRIES, TEXTS):
            cursor.execute(
                f"DELETE FROM {table}_fresh f WHERE NOT EXISTS "  # noqa: S608
                "(SELECT 1 FROM catalogue_edition e "
                "WHERE e.id = f.edition_id AND e.is_published)"
            )
    tables = (ENTRIES, TEXTS, WORDS)
    for table in tables:
        finish(table)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
    edited = SearchEntry.objects.filter(refreshed_at__gte=since)
    ids = set(edited.values_list("pk", flat=True))
    for table in tables:
        replace(table)
    refresh(ids)
