"""The editor's page of a text: preview, comparison, bringing back, the lock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from branches.actions import texts
from branches.actions.locks import LOCK_FOR
from branches.models import EditLock, Page, PageKind, RevisionState
from branches.office.differences import differences
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
def text(darkhan: Unit, editor: User) -> Page:
    """A text in two revisions."""
    page = make_text(darkhan, editor, title="Хуучин", body="Шалгалт даваа гарагт.")
    texts.save_revision(
        page_id=page.pk,
        user=editor,
        expected_no=1,
        content=content("Шинэ", "Шалгалт мягмар гарагт."),
    )
    return page


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def path_of(page: Page, rest: str = "change/") -> str:
    return f"/admin/branches/page/{page.pk}/{rest}"


def written(no: int, **more: str) -> dict[str, str]:
    """What the form sends."""
    return {"expected_no": f"{no}", "title_mn": "Гарчиг", "body_mn": "Бичвэр"} | more


# --- beginning and saving ---------------------------------------------------------
def test_a_text_is_begun_with_its_address(darkhan: Unit, editor: User) -> None:
    desk, path = desk_of(editor), "/admin/branches/page/add/"
    form = {"unit": darkhan.pk, "kind": "news", "slug": "шинэ", "title_mn": "Шинэ"}
    assert desk.post(path, form).status_code == 422
    begun = desk.post(path, form | {"slug": "shine"})
    page = Page.objects.get(unit=darkhan)
    assert begun["Location"] == path_of(page)
    again = desk.post(path, form | {"slug": "shine"})
    assert list(again.context["form"].errors) == ["slug"]
    agency = desk.post(path, form | {"slug": "about", "kind": "page"})
    assert list(agency.context["form"].errors) == ["kind"]
    assert Page.objects.filter(unit=darkhan).count() == 1


def test_the_draft_is_saved_and_handed_in(text: Page, editor: User) -> None:
    desk = desk_of(editor)
    assert desk.post(path_of(text), written(2)).status_code == 302
    desk.post(path_of(text), written(3, _submit="1"))
    states = text.revisions.order_by("no").values_list("state", flat=True)
    assert list(states) == ["draft", "draft", "draft", "submitted"]


def test_what_was_typed_stays_when_it_cannot_be_saved(text: Page, editor: User) -> None:
    desk = desk_of(editor)
    late = desk.post(path_of(text), written(1, body_mn="Миний урт бичвэр"))
    empty = desk.post(path_of(text), written(2, title_mn="", body_mn="Миний урт"))
    times = {"go_live_at": "2026-12-02T10:00", "expire_at": "2026-12-01T10:00"}
    turned = desk.post(path_of(text), written(2, **times))
    assert [each.status_code for each in (late, empty, turned)] == [422, 422, 422]
    assert "Миний урт бичвэр</textarea>" in late.content.decode()
    assert "Миний урт</textarea>" in empty.content.decode()
    assert list(turned.context["form"].errors) == ["expire_at"]
    assert 'value="2026-12-02T10:00"' in turned.content.decode()
    assert text.revisions.count() == 2


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_beyond_the_calendar_is_never_kept(
    text: Page, editor: User, moment: str
) -> None:
    answer = desk_of(editor).post(path_of(text), written(2, expire_at=moment))
    assert (answer.status_code, list(answer.context["form"].errors)) == (
        422,
        ["expire_at"],
    )
    assert text.revisions.count() == 2


# --- the lock ---------------------------------------------------------------------
def test_others_are_told_who_writes_and_cannot_save(
    text: Page, editor: User, head: User, time_machine: Any
) -> None:
    other = make_user(Role.EDITOR, text.unit, first_name="Болд", last_name="Ганаа")
    assert desk_of(editor).get(path_of(text)).context["writer"] is None
    assert EditLock.objects.count() == 0  # looking holds nothing
    held = desk_of(editor).post(path_of(text, "lock/"))
    assert held.json() == {"writer": ""}
    assert desk_of(other).post(path_of(text, "lock/")).json() == {
        "writer": editor.display_name
    }
    told = desk_of(other).get(path_of(text))
    assert told.context["writer"] == editor
    assert editor.display_name in told.content.decode()
    refused = desk_of(other).post(path_of(text), written(2, body_mn="Надаас"))
    assert refused.status_code == 422
    assert "Надаас</textarea>" in refused.content.decode()
    assert text.revisions.count() == 2
    time_machine.move_to(EditLock.objects.get().until + timedelta(seconds=1))
    assert desk_of(other).get(path_of(text)).context["writer"] is None
    assert desk_of(other).post(path_of(text), written(2)).status_code == 302
    assert EditLock.objects.get().user == other  # who saves a draft goes on writing
    assert timedelta(minutes=15) == LOCK_FOR


# --- preview ----------------------------------------------------------------------
@pytest.mark.parametrize("kind", [PageKind.NEWS, PageKind.PROFILE])
def test_the_preview_is_the_real_page_and_nobody_keeps_it(
    client: Client, darkhan: Unit, editor: User, kind: str
) -> None:
    page = make_text(darkhan, editor, kind=kind, title="Зөвхөн ноорог")
    shown = desk_of(editor).get(path_of(page, "1/preview/"))
    html = shown.content.decode()
    assert "Зөвхөн ноорог" in html
    assert 'class="site-footer"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert shown["Cache-Control"] == "no-store"
    public = f"/branches/{darkhan.code}/"
    assert "Зөвхөн ноорог" not in client.get(public).content.decode()


def test_only_who_may_edit_it_sees_the_preview(text: Page, reference: None) -> None:
    path = path_of(text, "2/preview/")
    uvs = Unit.objects.get(code="uvs")
    found = {
        "stranger": desk_of(make_user(Role.EDITOR, uvs)).get(path).status_code,
        "clerk": desk_of(make_user(Role.CLERK, text.unit)).get(path).status_code,
        "auditor": desk_of(make_user(Role.AUDITOR, uvs)).get(path).status_code,
        "nobody": Client().get(path).status_code,
    }
    assert found == {"stranger": 404, "clerk": 403, "auditor": 403, "nobody": 302}


def test_the_text_beside_the_box_is_drawn_without_harm(editor: User) -> None:
    desk, path = desk_of(editor), "/admin/branches/page/draw/"
    drawn = desk.post(path, {"text": "**тод** <script>1</script>"}).content.decode()
    assert drawn.strip() == (
        "<p><strong>тод</strong> &lt;script&gt;1&lt;/script&gt;</p>"
    )
    assert desk.get(path).status_code == 405


# --- comparing and bringing back --------------------------------------------------
def test_what_changed_is_shown_word_by_word(text: Page, editor: User) -> None:
    html = desk_of(editor).get(path_of(text, "2/compare/")).content.decode()
    for piece in (
        "<del>Хуучин</del><ins>Шинэ</ins>",
        "Шалгалт <del>даваа</del><ins>мягмар</ins> гарагт.",
    ):
        assert piece in html
    first = desk_of(editor).get(path_of(text, "1/compare/"))
    assert (first.status_code, "<del>" in first.content.decode()) == (200, False)


def test_an_old_revision_comes_back_as_a_new_draft(text: Page, editor: User) -> None:
    desk_of(editor).post(path_of(text, "1/restore/"))
    newest = text.revisions.order_by("-no")[0]
    assert (newest.no, newest.title_mn, newest.restores, newest.state) == (
        3,
        "Хуучин",
        1,
        RevisionState.DRAFT,
    )


# --- deciding ---------------------------------------------------------------------
def test_the_head_decides_and_the_editor_cannot(
    client: Client, text: Page, editor: User, head: User
) -> None:
    publish(text, editor)
    told = desk_of(editor).post(path_of(text, "2/approve/"), follow=True)
    assert [message.level_tag for message in told.context["messages"]] == ["error"]
    path = f"/branches/{text.unit.code}/news/{text.slug}/"
    assert client.get(path).status_code == 404
    unsaid = desk_of(head).post(path_of(text, "2/return/"), follow=True)
    assert [message.level_tag for message in unsaid.context["messages"]] == ["error"]
    desk_of(head).post(path_of(text, "2/return/"), {"note": "Огноо буруу."})
    assert "Огноо буруу." in desk_of(editor).get(path_of(text)).content.decode()
    desk_of(editor).post(path_of(text, "2/submit/"))
    desk_of(head).post(path_of(text, "2/approve/"))
    assert client.get(path).status_code == 200
    desk_of(editor).post(path_of(text, "remove/"))
    assert client.get(path).status_code == 200
    desk_of(head).post(path_of(text, "remove/"))
    assert client.get(path).status_code == 404
    desk_of(head).post(path_of(text, "put-back/"))
    assert client.get(path).status_code == 200


def test_acts_are_sent_never_followed(text: Page, head: User) -> None:
    desk = desk_of(head)
    for rest in ("2/approve/", "1/restore/", "remove/", "put-back/"):
        assert desk.get(path_of(text, rest)).status_code == 405
    for rest in ("2/erase/", "erase/", "9/approve/"):
        assert desk.post(path_of(text, rest)).status_code == 404


def test_a_stale_translation_is_told(text: Page, editor: User, head: User) -> None:
    desk = desk_of(editor)
    english = {"title_en": "New", "body_en": "Text"}
    desk.post(path_of(text), written(2, **english))
    assert desk.get(path_of(text)).context["newest"].is_translation_stale is False
    desk.post(path_of(text), written(3, **english, body_mn="Өөр бичвэр"))
    newest = desk.get(path_of(text)).context["newest"]
    assert (newest.no, newest.is_translation_stale) == (4, True)


def test_who_translates_sees_all_that_changed_since_the_english(
    text: Page, editor: User
) -> None:
    desk = desk_of(editor)
    english = {"title_en": "New", "body_en": "Text"}
    for no, body in enumerate(("Нэг хоёр гурав", "Нэг 2 гурав", "Нэг 2 3"), start=2):
        desk.post(path_of(text), written(no, **english, body_mn=body))
    page = desk.get(path_of(text)).content.decode()
    link = path_of(text, "5/compare/") + "?since=english"
    assert f'href="{link}"' in page
    shown = desk.get(link)
    assert shown.context["before"].no == 3
    piece = "Нэг <del>хоёр гурав</del><ins>2 3</ins>"
    assert piece in shown.content.decode()
    assert piece not in desk.get(path_of(text, "5/compare/")).content.decode()


def test_what_is_brought_back_is_as_stale_as_it_was(text: Page, editor: User) -> None:
    desk = desk_of(editor)
    desk.post(path_of(text), written(2, title_en="New", body_en="Text"))
    desk.post(path_of(text), written(3, title_en="New", body_en="Text", body_mn="Өөр"))
    desk.post(path_of(text), written(4, title_en="Newer", body_en="Other"))
    desk.post(path_of(text, "4/restore/"))
    newest = desk.get(path_of(text)).context["newest"]
    assert (newest.no, newest.restores, newest.is_translation_stale) == (6, 4, True)
    shown = desk.get(path_of(text, "6/compare/") + "?since=english")
    assert shown.context["before"].no == 3


def test_texts_that_repeat_themselves_are_compared_quickly() -> None:
    pieces = differences("а б " * 5000, "б а в " * 3300)
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == (
        "б а в " * 3300
    )
