"""The office asks: its own surveys and no other, from the draft to the follow-up."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from organisation.models import Role, Unit, User
from surveys.models import FollowUp, Response, State, Survey
from tests.factories import make_user
from tests.mongol_standards.surface import written_tables
from tests.surveys.factories import (
    filled,
    make_survey,
    open_survey,
    question_of,
    respond,
)

pytestmark = pytest.mark.django_db
FOLDER = "/admin/surveys/survey/"


@pytest.fixture
def editor(darkhan: Unit) -> User:
    return make_user(Role.EDITOR, darkhan)


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sheet(**more: Any) -> dict[str, Any]:
    """The form of a survey with one question and its choices."""
    return {
        "slug": "jingiin-sudalgaa",
        "title_mn": "Жингийн судалгаа",
        "title_en": "Survey of scales",
        "results_shown": "always",
        "smallest_shown": "3",
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "0",
        "questions-0-order": "1",
        "questions-0-kind": "single",
        "questions-0-text_mn": "Хаанаас авдаг вэ?",
        "questions-0-choices_mn": "Зах\n\n  Дэлгүүр \n",
        "questions-0-choices_en": "Market\nShop",
        "follow_ups-TOTAL_FORMS": "0",
        "follow_ups-INITIAL_FORMS": "0",
    } | more


def test_from_the_draft_to_the_follow_up(
    client: Client, darkhan: Unit, editor: User
) -> None:
    desk = desk_of(editor)
    made = desk.post(f"{FOLDER}add/", sheet(unit=darkhan.pk))
    assert made.status_code == 302
    survey = Survey.objects.get(slug="jingiin-sudalgaa")
    question = survey.questions.get()
    texts = question.choices.values_list("order", "text_mn", "text_en")
    assert list(texts) == [(1, "Зах", "Market"), (2, "Дэлгүүр", "Shop")]
    path, page = f"{FOLDER}{survey.pk}/", f"/surveys/{survey.slug}/"
    assert client.get(page).status_code == 404
    preview = desk.get(f"{path}preview/")
    assert "Хаанаас авдаг вэ?" in preview.content.decode()
    assert "no-store" in preview["Cache-Control"]
    desk.post(f"{path}act/publish/")
    survey.refresh_from_db()
    assert (survey.state, survey.published_by) == (State.OPEN, editor)
    assert client.get(page).status_code == 200
    respond(survey, single=2)
    kept = {
        "title_mn": "Жин",
        "title_en": "Scales",
        "questions-TOTAL_FORMS": "0",
        "questions-INITIAL_FORMS": "0",
        "follow_ups-TOTAL_FORMS": "1",
        "follow_ups-INITIAL_FORMS": "0",
        "follow_ups-0-said_on": "2026-11-20",
        "follow_ups-0-text_mn": "Цагаа сунгалаа.",
    }
    assert desk.post(f"{path}change/", kept).status_code == 302
    assert FollowUp.objects.get().survey == survey
    html = client.get(f"{page}results/").content.decode()
    assert "Цагаа сунгалаа." in html
    desk.post(f"{path}act/close/")
    survey.refresh_from_db()
    assert (survey.state, survey.closed_by, survey.title_mn) == (
        State.CLOSED,
        editor,
        "Жин",
    )
    copied = desk.post(f"{path}act/copy/")
    twin = Survey.objects.get(copied_from=survey)
    assert copied["Location"] == f"{FOLDER}{twin.pk}/change/"
    assert desk.post(f"{FOLDER}{twin.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Survey.objects.filter(copied_from=survey).exists()
    assert desk.post(f"{path}delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"questions-0-choices_mn": "Зах", "questions-0-choices_en": ""}, "choices_mn"),
        ({"questions-0-kind": "scale"}, "choices_mn"),
        ({"questions-0-choices_en": "Market"}, "choices_en"),
        ({"questions-0-choices_mn": f"Зах\n{'а' * 201}"}, "choices_mn"),
        (
            {"questions-0-choices_mn": "Зах\n" * 31, "questions-0-choices_en": ""},
            "choices_mn",
        ),
        ({"questions-0-text_mn": ""}, "text_mn"),
    ],
)
def test_a_question_that_cannot_be_is_said_beside_it(
    darkhan: Unit, editor: User, wrong: dict[str, str], field: str
) -> None:
    form = sheet(unit=darkhan.pk) | wrong
    answer = desk_of(editor).post(f"{FOLDER}add/", form)
    assert answer.status_code == 200
    (questions, *_rest) = answer.context["inline_admin_formsets"]
    assert list(questions.formset.errors[0]) == [field]
    assert not Survey.objects.filter(slug="jingiin-sudalgaa").exists()


def test_the_survey_itself_is_checked(darkhan: Unit, editor: User) -> None:
    desk = desk_of(editor)
    taken = make_survey().slug
    for wrong, field in (
        ({"slug": taken}, "slug"),
        ({"smallest_shown": "2"}, "smallest_shown"),
        ({"unit": ""}, "unit"),
        ({"unit": Unit.objects.get(code="uvs").pk}, "unit"),
        (
            {"opens_at": "2026-12-02T10:00", "closes_at": "2026-12-01T10:00"},
            "closes_at",
        ),
    ):
        answer = desk.post(f"{FOLDER}add/", sheet(unit=darkhan.pk) | wrong)
        form = answer.context["adminform"].form
        assert (wrong, list(form.errors)) == (wrong, [field])


def test_surveys_of_others_are_not_there(darkhan: Unit, reference: None) -> None:
    uvs = Unit.objects.get(code="uvs")
    for survey in (open_survey(darkhan), open_survey(None)):
        said = respond(survey, text="Нууц").answers.get(text="Нууц")
        path = f"{FOLDER}{survey.pk}/"
        desk = desk_of(make_user(Role.EDITOR, uvs))
        rest = ("change/", "preview/", "results/", "texts/", "enter/", "answers.csv")
        assert [desk.get(path + each).status_code for each in rest] == [404] * 6
        acts = (
            *("act/close/", "act/copy/", "enter/", f"text/{said.pk}/show/"),
            f"response/{said.response_id}/leave-out/",
        )
        with written_tables() as tables:
            assert [desk.post(path + each).status_code for each in acts] == [404] * 5
        assert tables <= {"django_session", "usersessions_usersession"}
        assert survey.title_mn not in desk.get(FOLDER).content.decode()


def test_a_text_or_a_response_of_another_survey_is_not_reached(
    darkhan: Unit, editor: User
) -> None:
    own, other = open_survey(darkhan), open_survey(None)
    said = respond(other, text="Нууц").answers.get(text="Нууц")
    desk, path = desk_of(editor), f"{FOLDER}{own.pk}/"
    for each in (f"text/{said.pk}/show/", f"response/{said.response_id}/count/"):
        assert desk.post(path + each).status_code == 404
    for each in ("act/erase/", "act/publish2/"):
        assert desk.post(path + each).status_code == 404


def test_the_auditor_reads_and_changes_nothing(darkhan: Unit) -> None:
    survey = open_survey(darkhan)
    said = respond(survey, text="Санал").answers.get(text="Санал")
    auditor = desk_of(make_user(Role.AUDITOR, Unit.objects.head_office()))
    path = f"{FOLDER}{survey.pk}/"
    for rest in ("change/", "results/", "texts/"):
        html = auditor.get(path + rest).content.decode()
        assert (rest, "/act/" in html, "/show/" in html) == (rest, False, False)
    for rest in ("act/close/", f"text/{said.pk}/show/", "enter/"):
        assert auditor.post(path + rest).status_code == 403


# --- what came --------------------------------------------------------------------
def test_texts_are_read_shown_and_erased(darkhan: Unit, editor: User) -> None:
    survey = open_survey(darkhan)
    said = respond(survey, text="Дорж 99112233").answers.get(text__gt="")
    desk, path = desk_of(editor), f"{FOLDER}{survey.pk}/"
    assert "Дорж 99112233" in desk.get(f"{path}texts/").content.decode()
    desk.post(f"{path}text/{said.pk}/show/")
    said.refresh_from_db()
    assert (said.is_public, said.judged_by) == (True, editor)
    desk.post(f"{path}text/{said.pk}/erase/")
    said.refresh_from_db()
    assert (said.is_public, said.text) == (False, "")
    told = desk.post(f"{path}text/{said.pk}/show/", follow=True)
    assert [each.level_tag for each in told.context["messages"]][-1] == "error"
    assert editor.display_name in told.content.decode()


def test_a_response_left_out_is_counted_when_somebody_says_so(
    darkhan: Unit, editor: User
) -> None:
    survey = open_survey(darkhan)
    Client().post(f"/surveys/{survey.slug}/", filled(survey, website="spam"))
    desk, path = desk_of(editor), f"{FOLDER}{survey.pk}/"
    page = desk.get(f"{path}results/")
    assert (page.context["results"].responses, page.context["left_out"]) == (0, 1)
    assert "honeypot" in page.content.decode()
    response = Response.objects.get()
    desk.post(f"{path}response/{response.pk}/count/")
    page = desk.get(f"{path}results/")
    assert (page.context["results"].responses, page.context["left_out"]) == (1, 0)
    desk.post(f"{path}response/{response.pk}/leave-out/")
    assert desk.get(f"{path}results/").context["left_out"] == 1


def test_answers_are_entered_at_the_desk(darkhan: Unit, editor: User) -> None:
    survey = open_survey(darkhan)
    desk, path = desk_of(editor), f"{FOLDER}{survey.pk}/enter/"
    form = filled(survey, single=1)
    scale = f"q{question_of(survey, 'scale').pk}"
    assert desk.post(path, form | {scale: "9"}).status_code == 422
    for _twice in range(2):
        assert desk.post(path, form).status_code == 303
    response = Response.objects.get()
    assert (response.channel, response.is_suspected) == ("desk", False)
    assert response.unit == darkhan
    desk.post(f"{FOLDER}{survey.pk}/act/close/")
    again = desk.post(path, filled(survey), follow=True)
    assert [each.level_tag for each in again.context["messages"]][-1] == "error"
    assert Response.objects.count() == 1


def test_every_response_as_a_table_without_formulas(
    darkhan: Unit, editor: User
) -> None:
    survey = open_survey(darkhan)
    respond(survey, single=2, several=[1, 3], yes_no=0, text="=cmd|' /C calc'!A0")
    desk, path = desk_of(editor), f"{FOLDER}{survey.pk}/answers."
    text: Any = desk.get(f"{path}csv")
    (head, row) = text.getvalue().decode("utf-8-sig").splitlines()
    assert "Асуулт single" in head
    assert row.endswith("Цахим,Утас; Биеэр,4,,Үгүй,'=cmd|' /C calc'!A0")
    book = load_workbook(io.BytesIO(desk.get(f"{path}xlsx").content))
    cells = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert cells[1][-1] == "=cmd|' /C calc'!A0"
    assert "f" not in {cell.data_type for cell in book.worksheets[0][2]}
    assert desk.get(f"{path}pdf").status_code == 404


def test_the_first_survey_is_a_draft_nobody_sees(client: Client, darkhan: Unit) -> None:
    survey = Survey.objects.get()
    assert (survey.state, survey.unit) == (State.DRAFT, None)
    kinds = survey.questions.values_list("kind", flat=True)
    assert list(kinds) == ["single", "several", "yes_no", "scale", "text"]
    assert client.get(f"/surveys/{survey.slug}/").status_code == 404
    officer = make_user(Role.OFFICER, Unit.objects.head_office())
    desk_of(officer).post(f"{FOLDER}{survey.pk}/act/publish/")
    assert client.get(f"/surveys/{survey.slug}/").status_code == 200
