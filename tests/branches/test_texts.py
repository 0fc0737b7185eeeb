"""A text of a unit, from the first word to the public and back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from branches.actions import texts
from branches.actions.locks import LOCK_FOR, take_lock
from branches.errors import PageRefused
from branches.models import EditLock, Page, PageKind, Place, Revision, RevisionState
from organisation.models import Role, Unit, User
from tests.branches.factories import content, make_text, publish
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(darkhan: Unit) -> User:
    return make_user(Role.EDITOR, darkhan)


@pytest.fixture
def head(darkhan: Unit) -> User:
    return make_user(Role.HEAD, darkhan)


@pytest.fixture
def stranger(reference: None) -> User:
    return make_user(Role.EDITOR, Unit.objects.get(code="uvs"))


def shown(now: datetime | None = None) -> list[str]:
    """The Mongolian titles everybody sees on the pages of units."""
    of_units = Page.objects.exclude(kind=PageKind.PAGE)
    live = of_units.live(now or timezone.now()).values("live_id")
    return sorted(
        Revision.objects.filter(pk__in=live).values_list("title_mn", flat=True)
    )


def test_an_editor_writes_and_the_head_lets_it_out(
    darkhan: Unit, editor: User, head: User
) -> None:
    page = make_text(darkhan, editor)
    assert publish(page, editor).state == RevisionState.SUBMITTED
    assert shown() == []
    revision = page.revisions.get()
    assert texts.approve(revision_id=revision.pk, user=head).decided_by == head
    assert shown() == ["Гарчиг"]


def test_an_editor_never_approves(darkhan: Unit, editor: User) -> None:
    page = make_text(darkhan, editor)
    revision = publish(page, editor)
    with pytest.raises(PageRefused):
        texts.approve(revision_id=revision.pk, user=editor)
    assert shown() == []


def test_a_unit_the_head_office_trusts_publishes_at_once(
    darkhan: Unit, editor: User
) -> None:
    Place.objects.create(unit=darkhan, publishes_directly=True)
    publish(make_text(darkhan, editor), editor)
    assert shown() == ["Гарчиг"]


def test_a_returned_text_says_why_and_can_be_handed_in_again(
    darkhan: Unit, editor: User, head: User
) -> None:
    page = make_text(darkhan, editor)
    revision = publish(page, editor)
    with pytest.raises(PageRefused):
        texts.return_to_author(revision_id=revision.pk, user=head, note=" ")
    texts.return_to_author(revision_id=revision.pk, user=head, note="Огноо буруу.")
    again = page.revisions.get()
    assert (again.state, again.note) == (RevisionState.RETURNED, "Огноо буруу.")
    assert publish(page, editor).state == RevisionState.SUBMITTED


def test_a_schedule_and_an_end_hold_to_the_minute(darkhan: Unit, head: User) -> None:
    begins = timezone.now() + timedelta(hours=2)
    ends = begins + timedelta(hours=1)
    page = make_text(darkhan, head, go_live_at=begins, expire_at=ends)
    publish(page, head)
    minute = timedelta(minutes=1)
    assert shown() == []
    assert shown(begins - minute) == []
    assert shown(begins) == ["Гарчиг"]
    assert shown(ends - minute) == ["Гарчиг"]
    assert shown(ends) == []


def test_a_scheduled_revision_leaves_the_shown_one_until_its_time(
    darkhan: Unit, head: User
) -> None:
    page = make_text(darkhan, head, title="Хуучин")
    publish(page, head)
    begins = timezone.now() + timedelta(days=1)
    texts.save_revision(
        page_id=page.pk,
        user=head,
        expected_no=1,
        content=content("Шинэ", go_live_at=begins),
    )
    publish(page, head)
    assert shown() == ["Хуучин"]
    assert shown(begins) == ["Шинэ"]


def test_a_draft_on_top_changes_nothing_for_the_public(
    darkhan: Unit, head: User
) -> None:
    page = make_text(darkhan, head, title="Нийтэлсэн")
    publish(page, head)
    texts.save_revision(
        page_id=page.pk, user=head, expected_no=1, content=content("Ноорог")
    )
    assert shown() == ["Нийтэлсэн"]


def test_restoring_is_a_new_revision(darkhan: Unit, head: User) -> None:
    page = make_text(darkhan, head, title="Нэг")
    texts.save_revision(
        page_id=page.pk, user=head, expected_no=1, content=content("Хоёр")
    )
    restored = texts.restore(page_id=page.pk, user=head, no=1)
    assert (restored.no, restored.restores, restored.title_mn) == (3, 1, "Нэг")
    assert [row.title_mn for row in page.revisions.order_by("no")] == [
        "Нэг",
        "Хоёр",
        "Нэг",
    ]


def test_two_people_never_overwrite_each_other(
    darkhan: Unit, editor: User, head: User
) -> None:
    page = make_text(darkhan, editor)
    texts.save_revision(
        page_id=page.pk, user=editor, expected_no=1, content=content("Эхнийх")
    )
    with pytest.raises(PageRefused):
        texts.save_revision(
            page_id=page.pk, user=head, expected_no=1, content=content("Хоёр дахь")
        )
    assert page.revisions.count() == 2


def test_who_writes_holds_the_text_until_the_lock_runs_out(
    darkhan: Unit, editor: User, head: User
) -> None:
    page = make_text(darkhan, editor)
    take_lock(page_id=page.pk, user=editor)
    assert take_lock(page_id=page.pk, user=head).user == editor
    with pytest.raises(PageRefused):
        texts.save_revision(
            page_id=page.pk, user=head, expected_no=1, content=content("Өөр")
        )
    EditLock.objects.update(until=timezone.now() - LOCK_FOR)
    assert take_lock(page_id=page.pk, user=head).user == head
    texts.save_revision(
        page_id=page.pk, user=head, expected_no=1, content=content("Өөр")
    )


@pytest.mark.parametrize(
    ("changes", "is_stale"),
    [
        ({"body": "Өөр утгатай бичвэр."}, True),
        ({"body": "Эх   бичвэр."}, False),
        ({"body": "**Эх** бичвэр."}, False),
        ({"body": "Эх бичвэр!", "is_minor": True}, False),
        ({"body": "Өөр бичвэр.", "body_en": "Another text."}, False),
    ],
    ids=["material", "spaces", "layout", "said to be small", "english follows"],
)
def test_a_translation_is_stale_only_after_a_material_change(
    darkhan: Unit, head: User, changes: dict[str, Any], is_stale: bool
) -> None:
    english = {"title_en": "Title", "body_en": "Text."}
    page = make_text(darkhan, head, **english)
    revision = texts.save_revision(
        page_id=page.pk,
        user=head,
        expected_no=1,
        content=content(**(english | changes)),
    )
    assert revision.is_translation_stale is is_stale


def test_a_stale_translation_stays_stale_until_it_follows(
    darkhan: Unit, head: User
) -> None:
    english = {"title_en": "Title", "body_en": "Text."}
    page = make_text(darkhan, head, **english)
    for no, body in enumerate(("Өөр утга.", "Өөр утга!"), start=1):
        stale = texts.save_revision(
            page_id=page.pk,
            user=head,
            expected_no=no,
            content=content(body=body, is_minor=no == 2, **english),
        )
        assert stale.is_translation_stale
    mended = texts.save_revision(
        page_id=page.pk,
        user=head,
        expected_no=3,
        content=content(body="Өөр утга!", title_en="Title", body_en="Other."),
    )
    assert not mended.is_translation_stale


def test_nobody_touches_the_texts_of_another_unit(
    darkhan: Unit, head: User, stranger: User
) -> None:
    page = make_text(darkhan, head)
    revision = page.revisions.get()
    with pytest.raises(PageRefused):
        make_text(darkhan, stranger, slug="other")
    for act in (
        lambda: texts.save_revision(
            page_id=page.pk, user=stranger, expected_no=1, content=content()
        ),
        lambda: texts.restore(page_id=page.pk, user=stranger, no=1),
        lambda: texts.remove(page_id=page.pk, user=stranger),
        lambda: texts.put_back(page_id=page.pk, user=stranger),
    ):
        with pytest.raises(Page.DoesNotExist):
            act()
    for act in (
        lambda: texts.submit(revision_id=revision.pk, user=stranger),
        lambda: texts.approve(revision_id=revision.pk, user=stranger),
        lambda: texts.return_to_author(
            revision_id=revision.pk, user=stranger, note="Үгүй"
        ),
    ):
        with pytest.raises(Revision.DoesNotExist):
            act()
    assert page.revisions.count() == 1


def test_the_head_office_writes_everywhere(darkhan: Unit) -> None:
    officer = make_user(Role.OFFICER, Unit.objects.head_office())
    publish(make_text(darkhan, officer), officer)
    assert shown() == ["Гарчиг"]


def test_pages_of_the_agency_belong_to_the_head_office(
    darkhan: Unit, head: User
) -> None:
    with pytest.raises(PageRefused):
        make_text(darkhan, head, kind=PageKind.PAGE, slug="about")


def test_a_removed_text_is_gone_at_once_and_can_come_back(
    darkhan: Unit, head: User
) -> None:
    page = make_text(darkhan, head)
    publish(page, head)
    texts.remove(page_id=page.pk, user=head)
    assert shown() == []
    texts.put_back(page_id=page.pk, user=head)
    assert shown() == ["Гарчиг"]


def test_the_database_keeps_what_was_said(darkhan: Unit, head: User) -> None:
    page = make_text(darkhan, head)
    revision = page.revisions.get()
    for attempt in (
        lambda: Revision.objects.filter(pk=revision.pk).update(body_mn="Өөр"),
        revision.delete,
    ):
        with pytest.raises(InternalError), transaction.atomic():
            attempt()
