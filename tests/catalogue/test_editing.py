"""Edits of the office: derived facts, refusals with one sentence, history, links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from catalogue.actions.editing import Parts, save_edition, save_standard
from catalogue.actions.restoring import restore_edition
from catalogue.errors import CatalogueError
from catalogue.models import (
    Edition,
    Ics,
    Identifier,
    LifecycleEvent,
    Relation,
    SearchEntry,
    Standard,
    Title,
)
from catalogue.office.history import history_of
from organisation.models import Role, User
from tests.catalogue.factories import make_body, make_edition, relate
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are compared as they are written in the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, make_unit())


def new_edition(code: str, **facts: Any) -> Edition:
    """An edition as the form hands it over: nothing derived yet."""
    return Edition(**{"code": code, "title_mn": "Ундны ус", "published": ""} | facts)


def refused(officer: User, edition: Edition, parts: Parts | None = None) -> str:
    """The sentence with which a write is refused."""
    with pytest.raises(CatalogueError) as caught:
        save_edition(user=officer, edition=edition, parts=parts)
    return str(caught.value)


# --- what follows from the designation ------------------------------------------
def test_a_new_edition_brings_its_standard_and_publisher(officer: User) -> None:
    saved = save_edition(user=officer, edition=new_edition("MNS  ISO 9001:2026"))
    assert (saved.code, saved.key, saved.slug, saved.year, saved.is_edited) == (
        "MNS ISO 9001:2026",
        "mns iso 9001:2026",
        "mns-iso-9001-2026",
        2026,
        True,
    )
    standard = Standard.objects.get()
    assert (standard.designation, standard.slug, standard.body.code) == (
        "MNS ISO 9001",
        "mns-iso-9001",
        "MNS",
    )


def test_a_joint_document_is_of_the_joint_publisher(officer: User) -> None:
    saved = save_edition(user=officer, edition=new_edition("ISO/IEC 17025:2017"))
    assert saved.standard.body.code == "ISO/IEC"


def test_the_next_edition_joins_its_standard(officer: User) -> None:
    old = make_edition("MNS 5217:2012")
    saved = save_edition(user=officer, edition=new_edition("МНС 5217-2026"))
    assert saved.standard == old.standard


def test_an_address_that_is_taken_gets_a_number(officer: User) -> None:
    make_edition("MNS 5217:2012", slug="mns-900-2026")
    saved = save_edition(user=officer, edition=new_edition("MNS 900:2026"))
    assert saved.slug == "mns-900-2026-2"


def test_a_corrected_designation_carries_everything_with_it(officer: User) -> None:
    wrong = make_edition("MNS 5217:2021")
    successor = make_edition("MNS 5217:2026")
    relate(successor, "replaces", wrong)
    relate(wrong, "adopts", "ISO 9")
    wrong.code = "MNS 5271:2012"
    save_edition(user=officer, edition=wrong)
    ties = Relation.objects.order_by("kind").values_list("from_code", "to_code")
    assert list(ties) == [
        ("MNS 5271:2012", "ISO 9"),
        ("MNS 5217:2026", "MNS 5271:2012"),
    ]
    assert wrong.slug == "mns-5271-2012"
    assert wrong.standard.designation == "MNS 5271"
    known = Identifier.objects.order_by("kind")
    assert list(known.values_list("edition__code", "kind", "value")) == [
        ("MNS 5271:2012", "address", "mns-5217-2021"),
        ("MNS 5271:2012", "old", "MNS 5217:2021"),
    ]


def test_the_address_of_before_leads_to_the_one_of_now(
    officer: User, client: Client
) -> None:
    wrong = make_edition("MNS 5217:2021")
    wrong.code = "MNS 5271:2012"
    save_edition(user=officer, edition=wrong)
    moved = client.get("/standards/mns-5217-2021/")
    assert (moved.status_code, moved["Location"]) == (301, "/standards/mns-5271-2012/")
    wrong.is_published = False
    save_edition(user=officer, edition=wrong)
    assert client.get("/standards/mns-5217-2021/").status_code == 404


def test_a_standard_left_without_editions_goes(officer: User) -> None:
    wrong = make_edition("MNS 5218:2012")
    wrong.code = "MNS 5217:2012"
    save_edition(user=officer, edition=wrong)
    assert list(Standard.objects.values_list("designation", flat=True)) == ["MNS 5217"]


# --- refusals -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ундны ус", "This designation cannot be read."),
        ("5217:2012", "This designation cannot be read."),
        ("XYZ 12:2020", "No publisher “XYZ” is known."),
        ("MNS 52 17:2012", "“17:2012” in this designation is not understood."),
        ("mns 5217-2012", "MNS 5217:2012 is in the catalogue already"),
    ],
)
def test_a_designation_that_cannot_be(officer: User, code: str, sentence: str) -> None:
    make_edition("MNS 5217:2012")
    assert refused(officer, new_edition(code)).startswith(sentence)
    assert Edition.objects.count() == 1
    assert Standard.objects.count() == 1


def test_an_unknown_publisher_can_be_added_first(officer: User) -> None:
    make_body("XYZ")
    saved = save_edition(user=officer, edition=new_edition("XYZ 12:2020"))
    assert saved.standard.body.code == "XYZ"


def test_an_edition_has_a_title(officer: User) -> None:
    edition = new_edition("MNS 1:2020", title_mn="")
    assert refused(officer, edition) == "Write the title in Mongolian or in English."


@pytest.mark.parametrize(
    ("typed", "kept", "day"),
    [
        ("2016", "2016", "2016-01-01"),
        ("2016.11", "2016-11", "2016-11-01"),
        (" 2016.11.3 ", "2016-11-03", "2016-11-03"),
    ],
)
def test_a_date_of_three_precisions(
    officer: User, typed: str, kept: str, day: str
) -> None:
    saved = save_edition(
        user=officer, edition=new_edition("MNS 1:2016", published=typed)
    )
    event = saved.events.get()
    assert (saved.published, str(saved.published_on)) == (kept, day)
    assert (event.kind, event.date, str(event.day)) == ("published", kept, day)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2016-02-30", "There is no such date."),
        ("удахгүй", "There is no such date."),
        ("1016", "The year cannot be right."),
        ("2916", "The year cannot be right."),
    ],
)
def test_a_date_that_cannot_be(officer: User, typed: str, sentence: str) -> None:
    edition = new_edition("MNS 1:2016", published=typed)
    assert refused(officer, edition).startswith(sentence)
    assert Edition.objects.count() == 0


def test_nothing_ends_before_it_begins(officer: User) -> None:
    edition = make_edition("MNS 1:2016", published="2016-11")
    ends = LifecycleEvent(kind="withdrawn", date="2016-10-30")
    sentence = refused(officer, edition, Parts(saved=[ends]))
    assert sentence == "withdrawn 2016-10-30 is earlier than the beginning, 2016-11."
    assert edition.events.count() == 1
    same_year = LifecycleEvent(kind="withdrawn", date="2016")
    save_edition(user=officer, edition=edition, parts=Parts(saved=[same_year]))
    assert edition.events.count() == 2


def test_the_event_of_publication_follows_the_date(officer: User) -> None:
    edition = make_edition("MNS 1:2016", published="2016")
    edition.published = "2016-05-01"
    save_edition(user=officer, edition=edition)
    assert list(edition.events.values_list("kind", "date")) == [
        ("published", "2016-05-01")
    ]


def test_no_edition_relates_to_itself(officer: User) -> None:
    edition = make_edition("MNS 1:2016")
    parts = Parts(saved=[Relation(kind="replaces", to_code="мнс 1 : 2016")])
    assert refused(officer, edition, parts).startswith("An edition cannot be related")


def test_successors_make_no_circle(officer: User) -> None:
    first, second = make_edition("MNS 1:2001"), make_edition("MNS 1:2002")
    third = make_edition("MNS 1:2003")
    relate(second, "replaces", first)
    relate(third, "replaces", second)
    parts = Parts(saved=[Relation(kind="replaces", to_code="MNS 1:2003")])
    assert refused(officer, first, parts).startswith("This makes a circle")
    cites = Parts(saved=[Relation(kind="cites", to_code="MNS 1:2003")])
    save_edition(user=officer, edition=first, parts=cites)
    assert Relation.objects.count() == 3


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.OPERATOR])
def test_only_the_office_of_standards_writes(role: Role) -> None:
    edition = make_edition()
    user = make_user(role, make_unit())
    assert refused(user, edition) == "Your role does not allow this."
    with pytest.raises(CatalogueError):
        save_standard(user=user, standard=edition.standard)


# --- links ----------------------------------------------------------------------
def test_a_relation_waits_for_its_other_end(officer: User) -> None:
    edition = make_edition("MNS 1:2016")
    parts = Parts(
        saved=[
            Relation(kind="replaces", to_code="MNS 1:1999"),
            Relation(kind="adopts", to_code="ISO 1"),
        ]
    )
    save_edition(user=officer, edition=edition, parts=parts)
    assert not Relation.objects.exclude(to_edition=None).exists()
    old = save_edition(user=officer, edition=new_edition("мнс 1-1999"))
    original = save_edition(user=officer, edition=new_edition("ISO 1:2015"))
    adopted, replaced = Relation.objects.order_by("kind")
    assert (adopted.to_standard, replaced.to_edition) == (original.standard, old)


def test_a_supplement_finds_its_base_whichever_comes_first(officer: User) -> None:
    first = save_edition(user=officer, edition=new_edition("ISO 9001:2015/Amd 1:2024"))
    base = save_edition(user=officer, edition=new_edition("ISO 9001:2015"))
    second = save_edition(user=officer, edition=new_edition("ISO 9001:2015/Amd 2:2025"))
    first.refresh_from_db()
    assert (first.base, second.base, base.base) == (base, base, None)


def test_a_successor_tells_when_the_older_was_replaced(officer: User) -> None:
    old = make_edition("MNS 1:1999", status="replaced")
    new = new_edition("MNS 1:2016", published="2016-05")
    tie = Relation(kind="replaces", to_code="MNS 1:1999")
    save_edition(user=officer, edition=new, parts=Parts(saved=[tie]))
    ended = old.events.get(kind="replaced")
    assert (ended.date, ended.is_derived) == ("2016-05", True)
    assert str(SearchEntry.objects.get(pk=old.pk).force_until) == "2016-05-01"
    save_edition(user=officer, edition=new, parts=Parts(removed=[tie]))
    assert not old.events.filter(kind="replaced").exists()


def test_a_draft_successor_tells_nothing(officer: User) -> None:
    old = make_edition("MNS 1:1999", status="replaced")
    new = new_edition("MNS 1:2016", published="2016", is_published=False)
    tie = Relation(kind="replaces", to_code="MNS 1:1999")
    save_edition(user=officer, edition=new, parts=Parts(saved=[tie]))
    assert not old.events.filter(kind="replaced").exists()


# --- history --------------------------------------------------------------------
def changes_of(edition: Edition) -> list[list[tuple[str, str, str]]]:
    """Label, before and after of every change, the newest save first."""
    return [
        [(change.label, change.before, change.after) for change in line.changes]
        for line in history_of(edition)
    ]


def test_history_tells_who_changed_what(officer: User) -> None:
    edition = make_edition("MNS 1:2016", title_mn="Ус", status="in_force")
    edition.title_mn = "Ундны ус"
    edition.status = "withdrawn"
    parts = Parts(saved=[Title(language="ru", script="Cyrl", text="Вода")])
    save_edition(user=officer, edition=edition, parts=parts)
    (line,) = history_of(edition)
    assert (line.who, line.act) == (officer.display_name, "edited")
    assert changes_of(edition) == [
        [
            ("Title (Mongolian)", "Ус", "Ундны ус"),
            ("Status", "In force", "Withdrawn"),
            ("Title in another language", "", "ru · Cyrillic · Вода"),
        ]
    ]


def test_the_first_state_of_an_imported_row_is_not_lost(officer: User) -> None:
    edition = make_edition("MNS 1:2016", title_mn="Ус")
    for title in ("Ундны ус", "Ундны цэвэр ус"):
        edition.title_mn = title
        save_edition(user=officer, edition=edition)
    assert changes_of(edition) == [
        [("Title (Mongolian)", "Ундны ус", "Ундны цэвэр ус")],
        [("Title (Mongolian)", "Ус", "Ундны ус")],
    ]


def test_history_begins_with_who_made_it(officer: User) -> None:
    edition = save_edition(user=officer, edition=new_edition("MNS 1:2016"))
    (line,) = history_of(edition)
    assert (line.who, line.act, line.moment) == (officer.display_name, "made", "")


def test_ics_and_removed_parts_are_in_the_history(officer: User) -> None:
    edition = make_edition("MNS 1:2016")
    field = Ics.objects.create(code="13", level=1, title_mn="Байгаль орчин")
    title = Title.objects.create(
        edition=edition, language="ru", script="Cyrl", text="В"
    )
    save_edition(user=officer, edition=edition, parts=Parts([field], [], [title]))
    assert changes_of(edition) == [
        [
            ("Title in another language", "ru · Cyrillic · В", ""),
            ("ICS", "", "13"),
        ]
    ]


def test_history_costs_the_same_for_many_changes(officer: User) -> None:
    edition = make_edition("MNS 1:2016")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            history_of(edition)
        return len(captured)

    for title in ("а", "б", "в"):
        edition.title_mn = title
        save_edition(user=officer, edition=edition)
        if title == "а":
            once = queries()
    assert queries() == once


# --- bringing back --------------------------------------------------------------
def test_an_older_state_comes_back_whole_as_a_new_change(officer: User) -> None:
    edition = make_edition("MNS 1:2016", title_mn="Ус", published="2016")
    field = Ics.objects.create(code="13", level=1)
    edition.ics.add(field)
    title = Title.objects.create(
        edition=edition, language="ru", script="Cyrl", text="В"
    )
    edition.title_mn, edition.published = "Бохир ус", "2017"
    added = Relation(kind="replaces", to_code="MNS 1:1999")
    save_edition(user=officer, edition=edition, parts=Parts([], [added], [title]))
    moment = history_of(edition)[0].moment
    restored = restore_edition(user=officer, edition_id=edition.pk, moment=at(moment))
    assert (restored.title_mn, restored.published) == ("Ус", "2016")
    assert list(restored.ics.all()) == [field]
    assert list(restored.titles.values_list("text", flat=True)) == ["В"]
    assert not restored.relations_from.exists()
    assert list(restored.events.values_list("kind", "date")) == [("published", "2016")]
    lines = history_of(restored)
    assert [line.act for line in lines] == ["brought back an older state", "edited"]


def at(moment: str) -> Any:
    """The moment a history line names."""
    return datetime.fromisoformat(moment)


def test_a_state_that_cannot_be_any_more_is_refused(officer: User) -> None:
    edition = make_edition("MNS 1:2016")
    edition.code = "MNS 2:2016"
    save_edition(user=officer, edition=edition)
    make_edition("MNS 1:2016")
    moment = at(history_of(edition)[0].moment)
    with pytest.raises(CatalogueError, match="is in the catalogue already"):
        restore_edition(user=officer, edition_id=edition.pk, moment=moment)
    edition.refresh_from_db()
    assert edition.code == "MNS 2:2016"


# --- search ---------------------------------------------------------------------
def test_an_edit_is_in_the_index_when_it_is_written(officer: User) -> None:
    edition = save_edition(user=officer, edition=new_edition("MNS 1:2016"))
    assert SearchEntry.objects.get().edition == edition
    edition.is_published = False
    save_edition(user=officer, edition=edition)
    assert not SearchEntry.objects.exists()


def test_a_changed_publisher_moves_the_editions(officer: User) -> None:
    edition = save_edition(user=officer, edition=new_edition("MNS 1:2016"))
    edition.standard.body = make_body("ISO")
    save_standard(user=officer, standard=edition.standard)
    assert SearchEntry.objects.get().body == edition.standard.body_id
