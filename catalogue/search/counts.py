"""Counts of the commonest questions, kept until the catalogue changes.

Counting everything, or a word that thousands of titles have, takes longer than finding
it (research/catalogue.md 5.1, 6); those answers are kept ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from catalogue.models import Body, FacetCount, Ics, SearchEntry
from catalogue.search.facets import Counts, Row, count
from catalogue.search.question import VALID_WORD, Question
from catalogue.search.reading import Reading
from catalogue.search.understand import read
from catalogue.status import STATUS_NUMBERS

HEAD = 1000  # a word that so many editions have is kept counted
MOST_HEADS = 400
_WORD = "w:"
_LONGEST_KEY = 200
_EMPTY: dict[str, Any] = {
    "bodies": (),
    "statuses": (),
    "ics": "",
    "language": "",
    "year_from": None,
    "year_to": None,
}
# Facet -> the fields of a question that choose in it.
_FIELDS = {
    "body": ("bodies",),
    "status": ("statuses",),
    "ics": ("ics",),
    "year": ("year_from", "year_to"),
    "language": ("language",),
}


def of(
    question: Question, reading: Reading, *, matches: int, joined_by: str = "&"
) -> Counts:
    """The counts of a question, kept or made now.

    `matches` is how many titles are known to match: few are never kept.
    """
    question = question.with_()
    if question.text:
        may_be_kept = joined_by == "&" and matches >= HEAD
        key = key_of(question, reading) if may_be_kept else None
        return _kept([key]).get(key) or count(question, reading, joined_by=joined_by)
    others = {
        facet: key_of(_without(question, facet), reading)
        for facet, names in _FIELDS.items()
        if any(getattr(question, name) for name in names)
    }
    own = key_of(question, reading)
    kept = _kept([own, *others.values()])
    counts = kept.get(own) or count(question, reading)
    for facet, key in others.items():
        counts = _with_alternatives(counts, facet, kept.get(key))
    return counts


def key_of(question: Question, reading: Reading) -> str | None:
    """Under which name the counts of a question are kept, if at all."""
    key: str | None = None
    if reading.kind == "all":
        key = question.with_(text="").query()
    elif reading.kind == "words" and not question.has_filters:
        key = _WORD + reading.tsquery()
    return key if key is not None and len(key) <= _LONGEST_KEY else None


def forget_all() -> None:
    """Keep nothing: every question is counted when asked."""
    FacetCount.objects.all().delete()


def recount_all() -> None:
    """Count every question that is kept anew."""
    forget_all()
    for question in _kept_questions():
        _keep(question, read(question))


def renew() -> bool:
    """Count anew if something has become visible since, or nothing is kept.

    A duty of every day; whether there was anything to do.
    """
    everything = FacetCount.objects.filter(pk="").first()
    if everything and _is_current(everything):
        return False
    recount_all()
    return True


def among(edition_ids: list[int]) -> dict[str, Counts]:
    """What these editions add to each kept question of filters alone."""
    entries = SearchEntry.objects.filter(pk__in=edition_ids)
    keys = {key for entry in entries for key in _keys_of(entry)}
    nothing = Reading("all")
    return {
        question.query(): count(question, nothing, among=edition_ids)
        for question in _filter_questions()
        if question.query() in keys
    }


def forget_words(edition_ids: list[int]) -> None:
    """Keep no longer the counts of words that these editions have."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_WORDS, {"ids": edition_ids, "mark": _WORD})


_FORGET_WORDS = """
DELETE FROM catalogue_facetcount f
WHERE starts_with(f.question, %(mark)s) AND EXISTS (
    SELECT 1 FROM catalogue_searchentry e WHERE e.edition_id = ANY(%(ids)s)
    AND e.words @@ substr(f.question, 3)::tsquery)
"""


def correct(before: dict[str, Counts], after: dict[str, Counts]) -> None:
    """Take off what some editions added before an edit, and add what they do now."""
    kept = FacetCount.objects.filter(pk__in=before.keys() | after.keys())
    until = _until()
    for row in kept.order_by("pk").select_for_update():
        if not _is_current(row):
            row.delete()
            continue
        counts = Counts(row.total, [_row(one) for one in row.counts["rows"]])
        for change, sign in ((before.get(row.pk), -1), (after.get(row.pk), 1)):
            counts = _added(counts, change, sign) if change else counts
        row.total, row.counts = counts.total, {"rows": counts.rows, "until": until}
        row.save()


def _added(counts: Counts, change: Counts, sign: int) -> Counts:
    numbers = {(row[0], row[1]): row for row in counts.rows}
    for facet, value, name_mn, name_en, number in change.rows:
        own = numbers.get((facet, value), (facet, value, name_mn, name_en, 0))
        numbers[facet, value] = (*own[:4], own[4] + sign * number)
    rows = [row for row in numbers.values() if row[4] > 0]
    return Counts(counts.total + sign * change.total, rows)


def _keys_of(entry: SearchEntry) -> set[str]:
    words = {number: word for word, number in STATUS_NUMBERS.items()}
    bodies = dict(Body.objects.values_list("pk", "slug"))
    found = [
        Question(),
        Question(bodies=(bodies[entry.body],)),
        Question(statuses=(words[entry.status],)),
        Question(statuses=(VALID_WORD,)),
        *(Question(ics=f"{field:02d}") for field in entry.ics_fields),
    ]
    return {question.query() for question in found}


def _kept_questions() -> Iterator[Question]:
    yield from _filter_questions()
    for word in _head_words():
        yield Question(text=word)


def _filter_questions() -> Iterator[Question]:
    yield Question()
    for slug in Body.objects.values_list("slug", flat=True):
        yield Question(bodies=(slug,))
    for status in (*STATUS_NUMBERS, VALID_WORD):
        yield Question(statuses=(status,))
    for code in Ics.objects.filter(level=1).values_list("code", flat=True):
        yield Question(ics=code)


def _head_words() -> list[str]:
    """One form of each lexeme that many editions have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (array_agg(word ORDER BY documents DESC))[1] "
            "FROM catalogue_lexiconword GROUP BY stem HAVING sum(documents) >= %s "
            "ORDER BY sum(documents) DESC LIMIT %s",
            [HEAD, MOST_HEADS],
        )
        return [row[0] for row in cursor.fetchall()]


def _keep(question: Question, reading: Reading) -> None:
    key = key_of(question, reading)
    if key is None:
        return
    found = count(question, reading)
    FacetCount.objects.update_or_create(
        question=key,
        defaults={
            "total": found.total,
            "counts": {"rows": found.rows, "until": _until()},
        },
    )


def _until() -> str | None:
    """The next day on which something becomes visible."""
    later = SearchEntry.objects.filter(visible_from__gt=timezone.localdate())
    day = later.order_by("visible_from").values_list("visible_from", flat=True).first()
    return day.isoformat() if day else None


def _kept(keys: Iterable[str | None]) -> dict[str | None, Counts]:
    wanted = [key for key in keys if key is not None]
    if not wanted:
        return {}
    return {
        row.question: Counts(row.total, [_row(one) for one in row.counts["rows"]])
        for row in FacetCount.objects.filter(pk__in=wanted)
        if _is_current(row)
    }


def _is_current(row: FacetCount) -> bool:
    """Whether nothing has become visible since it was counted."""
    until: str | None = row.counts["until"]
    return until is None or timezone.localdate().isoformat() < until


def _row(kept: list[Any]) -> Row:
    """A row as JSON kept it."""
    facet, value, name_mn, name_en, number = kept
    return facet, value, name_mn, name_en, number


def _without(question: Question, facet: str) -> Question:
    return question.with_(**{name: _EMPTY[name] for name in _FIELDS[facet]})


def _with_alternatives(counts: Counts, facet: str, others: Counts | None) -> Counts:
    if others is None:
        return counts
    own = [row for row in counts.rows if row[0] != facet]
    return Counts(counts.total, own + [row for row in others.rows if row[0] == facet])
