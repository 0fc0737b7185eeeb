"""Finding editions and standards in the office's lists: drafts too, by the indexes."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue import designations
from catalogue.models import Edition, SearchEntry, Standard
from catalogue.search import Question, editions
from catalogue.status import VALID
from mongolian.folding import clean_text

MOST = 200  # rows a search brings; who needs more types more


def edition_ids(typed: str) -> list[int]:
    """Editions by designation in any spelling or by words; held back ones first."""
    typed = " ".join(clean_text(typed).split())
    if not any(map(str.isalnum, typed)):
        return []
    shown = editions(Question(text=typed[:MOST])).values_list("pk", flat=True)
    return [*_held_back(typed), *shown[:MOST]]


def _held_back(typed: str) -> QuerySet[Edition, int]:
    """Drafts and what is not shown yet: few, and not in the index of the search."""
    hidden = Edition.objects.filter(
        Q(is_published=False) | Q(publish_on__isnull=False)
    ).exclude(is_published=True, publish_on__lte=timezone.localdate())
    found = Q(title_mn__icontains=typed) | Q(title_en__icontains=typed)
    read = designations.understand(typed)
    if read and read.publishers:
        found |= Q(standard__key=designations.standard_key(typed))
    elif read:
        found |= Q(standard__number=read.number)
    return hidden.filter(found).values_list("pk", flat=True)[:MOST]


def standard_ids(typed: str) -> list[int]:
    """Standards by designation in any spelling, with or without a year."""
    typed = clean_text(typed)
    key = designations.standard_key(typed)
    own = Standard.objects.filter(key__startswith=key).values_list("pk", flat=True)
    return [*own[:MOST], *_by_number(typed)]


def _by_number(typed: str) -> list[int]:
    """Where only the number is typed."""
    read = designations.understand(typed)
    if read is None or read.publishers:
        return []
    entries = SearchEntry.objects.filter(number=read.number.lstrip("0").lower() or "0")
    return list(entries.values_list("edition__standard_id", flat=True)[:MOST])


def still_in_force(edition: Edition) -> list[str]:
    """Codes of the editions it replaces that are shown as in force all the same."""
    if not edition.is_published:
        return []
    replaced = edition.relations_from.filter(
        kind="replaces", to_edition__status__in=VALID
    )
    return list(replaced.values_list("to_edition__code", flat=True))
