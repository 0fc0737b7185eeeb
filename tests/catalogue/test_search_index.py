"""The tables of the search follow the catalogue."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from catalogue.models import (
    Edition,
    FacetCount,
    Ics,
    LexiconWord,
    SearchEntry,
    SearchText,
    Title,
)
from catalogue.search import Question, editions, search
from catalogue.search.counts import renew
from catalogue.search.index import rebuild, refresh
from catalogue.status import Status
from tests.catalogue.factories import make_edition

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [hit.edition.code for hit in search(Question(text)).hits]


def test_an_edit_is_found_at_once_and_its_old_words_no_more():
    edition = make_edition("MNS 900:2018", title_mn="Талх")
    rebuild()
    edition.title_mn = "Боов"
    edition.save()
    refresh([edition.pk])
    assert (found("талх"), found("боов")) == ([], ["MNS 900:2018"])
    assert found("boov") == ["MNS 900:2018"]


def test_what_is_not_shown_is_not_found():
    hidden = make_edition("MNS 1:2018", is_published=False)
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = make_edition("MNS 2:2018", publish_on=tomorrow)
    shown = make_edition("MNS 3:2018", publish_on=timezone.localdate())
    rebuild()
    assert search(Question()).total == 1
    assert found("") == ["MNS 3:2018"]
    refresh([hidden.pk, later.pk, shown.pk])
    assert found("") == ["MNS 3:2018"]
    shown.is_published = False
    shown.save()
    refresh([shown.pk])
    assert found("") == []


def test_an_entry_says_what_the_search_asks():
    parent = Ics.objects.create(code="13", level=1)
    field = Ics.objects.create(code="13.060", level=2, parent=parent)
    edition = make_edition("MNS ISO 05667-1:2018", languages=["mn"])
    edition.ics.add(field)
    refresh([edition.pk])
    entry = SearchEntry.objects.get()
    assert (entry.number, entry.part, entry.year) == ("5667", "1", 2018)
    assert entry.publishers == ["MNS", "ISO"]
    assert (entry.ics, entry.ics_fields) == (["13", "13.060"], [13])
    assert (entry.force_from, entry.force_until) == (date(2018, 1, 1), None)


def test_worth_is_validity_then_publisher_then_base_then_age():
    wanted = [
        make_edition("MNS 1:2001"),
        make_edition("MNS 2:2000", status=Status.UNKNOWN),
        make_edition("ISO 3:2020"),
        make_edition("ISO 3:2010"),
        make_edition("ISO 3:2010/Amd 1:2024"),
        make_edition("JIS A 4:2024"),
        make_edition("ISO 5:2024", status=Status.DRAFT),
        make_edition("MNS 6:2024", status=Status.REPLACED),
    ]
    rebuild()
    in_order = SearchEntry.objects.order_by("-prior").values_list("pk", flat=True)
    assert list(in_order) == [edition.pk for edition in wanted]


def test_a_rebuild_keeps_names_and_constraints():
    def shape() -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN "
                "('catalogue_searchentry', 'catalogue_searchtext',"
                " 'catalogue_lexiconword') UNION ALL "
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid IN ('catalogue_searchentry'::regclass,"
                " 'catalogue_searchtext'::regclass, 'catalogue_lexiconword'::regclass)"
            )
            return sorted(cursor.fetchall())

    make_edition()
    before = shape()
    rebuild()
    rebuild()
    assert shape() == before


def test_a_rebuild_leaves_nothing_of_what_is_gone():
    edition = make_edition("MNS 1:2001", title_mn="Талх")
    Title.objects.create(edition=edition, language="fr", script="Latn", text="Pain")
    rebuild()
    assert (SearchEntry.objects.count(), SearchText.objects.count()) == (1, 1)
    Edition.objects.all().delete()
    rebuild()
    assert (SearchEntry.objects.count(), SearchText.objects.count()) == (0, 0)
    assert not LexiconWord.objects.exists()


def test_an_edit_during_a_rebuild_is_not_lost():
    edition = make_edition("MNS 1:2001", title_mn="Талх")

    def edit(done: int, total: int) -> None:
        Edition.objects.filter(pk=edition.pk).update(title_mn="Боов")
        refresh([edition.pk])

    assert rebuild(progress=edit) == 1
    assert (found("талх"), found("боов")) == ([], ["MNS 1:2001"])


def test_progress_is_told_and_the_command_says_how_many():
    make_edition("MNS 1:2001")
    told: list[tuple[int, int]] = []
    rebuild(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert out.getvalue() == "1 editions can be found\n"


def test_counts_are_kept_and_follow_an_edit():
    first = make_edition("MNS 1:2001")
    make_edition("ISO 2:2002", status=Status.WITHDRAWN)
    rebuild()
    assert FacetCount.objects.get(pk="").total == 2
    assert FacetCount.objects.get(pk="body=mns").total == 1
    first.is_published = False
    first.save()
    refresh([first.pk])
    assert FacetCount.objects.get(pk="").total == 1
    assert FacetCount.objects.get(pk="body=mns").total == 0
    assert FacetCount.objects.get(pk="status=withdrawn").total == 1
    assert search(Question()).total == 1


def test_kept_counts_end_on_the_day_something_appears():
    make_edition("MNS 1:2001")
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_edition("MNS 2:2001", publish_on=tomorrow)
    rebuild()
    kept = FacetCount.objects.get(pk="")
    assert kept.counts["until"] == tomorrow.isoformat()
    SearchEntry.objects.update(visible_from=timezone.localdate())
    assert search(Question()).total == 1  # kept
    kept.counts["until"] = timezone.localdate().isoformat()
    kept.save()
    assert search(Question()).total == 2
    refresh([Edition.objects.get(code="MNS 1:2001").pk])  # corrects no old count
    assert search(Question()).total == 2
    assert renew()
    assert FacetCount.objects.get(pk="").total == 2
    assert not renew()


def test_a_chosen_filter_without_words_still_shows_its_alternatives():
    make_edition("MNS 1:2001")
    make_edition("ISO 2:2002")
    rebuild()
    facets = search(Question(bodies=("iso",))).facets
    assert [(one.value, one.count) for one in facets[0].options] == [
        ("iso", 1),
        ("mns", 1),
    ]


def test_all_that_is_found_can_be_had_as_editions():
    for code in ("MNS 900:2001", "MNS 900:2018", "ISO 900:2001"):
        make_edition(code, title_mn="Ундны ус")
    rebuild()
    everything = [edition.code for edition in editions(Question("ус"))]
    assert everything == ["MNS 900:2018", "MNS 900:2001", "ISO 900:2001"]
    assert [edition.code for edition in editions(Question("мнс 900 2001"))] == [
        "MNS 900:2001"
    ]
    assert list(editions(Question("the of"))) == []
