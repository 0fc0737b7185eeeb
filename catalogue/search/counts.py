"""Counts of the commonest questions, kept until the catalogue changes.

Counting everything, or a word that thousands of titles have, takes longer than finding
it (research/catalogue.md 5.1, 6); those answers are kept ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import connection
from django.utils import timezone

from catalogue.models import Body, FacetCount, Ics, SearchEntry
from catalogue.search import facets, understand
from catalogue.search.facets import Counts
from catalogue.search.question import VALID_WORD, Question
from catalogue.search.reading import Reading
from catalogue.status import STATUS_NUMBERS

HEAD = 1900  # a word that so many editions have is kept counted
MOST_HEADS = 150
MOST_RECOUNTED = 200  # editions; after a larger change counts are made anew
_WORD = "w:"
_LONGEST_KEY = 200
_EMPTY = {"bodies": (), "statuses": (), "ics": "", "language": ""} | {
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
        return _kept([key]).get(key) or facets.count(
            question, reading, joined_by=joined_by
        )
    others = {
        facet: key_of(_without(question, facet), reading)
        for facet, names in _FIELDS.items()
        if any(getattr(question, name) for name in names)
    }
    own = key_of(question, reading)
    kept = _kept([own, *others.values()])
    counts = kept.get(own) or facets.count(question, reading)
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


def recount_all() -> None:
    """Count every question that is kept anew."""
    FacetCount.objects.all().delete()
    for question in _kept_questions():
        _keep(question, understand.read(question))


def touched_by(edition_ids: list[int]) -> set[str]:
    """The kept questions that find one of these editions now."""
    if len(edition_ids) > MOST_RECOUNTED:
        return set(FacetCount.objects.values_list("pk", flat=True))
    entries = SearchEntry.objects.filter(pk__in=edition_ids)
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED_WORDS, {"ids": edition_ids, "mark": _WORD})
        words = {row[0] for row in cursor.fetchall()}
    return words | {key for entry in entries for key in _keys_of(entry)}


_TOUCHED_WORDS = """
SELECT f.question FROM catalogue_facetcount f
WHERE starts_with(f.question, %(mark)s) AND EXISTS (
    SELECT 1 FROM catalogue_searchentry e WHERE e.edition_id = ANY(%(ids)s)
    AND e.words @@ substr(f.question, 3)::tsquery)
"""


def recount(keys: set[str]) -> None:
    """Count the kept questions among these anew; those of words when next rebuilt."""
    FacetCount.objects.filter(pk__in=keys, pk__startswith=_WORD).delete()
    kept = set(FacetCount.objects.filter(pk__in=keys).values_list("pk", flat=True))
    for question in _filter_questions():
        if question.query() in kept:
            _keep(question, Reading("all"))


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
    found = facets.count(question, reading)
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
    today = timezone.localdate().isoformat()
    return {
        row.question: Counts(row.total, [tuple(one) for one in row.counts["rows"]])
        for row in FacetCount.objects.filter(pk__in=wanted)
        if row.counts["until"] is None or today < row.counts["until"]
    }


def _without(question: Question, facet: str) -> Question:
    return replace(question, **{name: _EMPTY[name] for name in _FIELDS[facet]})


def _with_alternatives(counts: Counts, facet: str, others: Counts | None) -> Counts:
    if others is None:
        return counts
    own = [row for row in counts.rows if row[0] != facet]
    return Counts(counts.total, own + [row for row in others.rows if row[0] == facet])
