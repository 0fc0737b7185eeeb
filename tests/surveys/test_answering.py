"""A questionnaire from the empty page to the thanks, and what cannot be sent."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys.actions import close
from surveys.models import Answer, Response, State, Survey
from tests.surveys.factories import (
    filled,
    make_survey,
    officer,
    open_survey,
    question_of,
    respond,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def test_the_answers_are_kept_as_they_were_given(client: Client) -> None:
    survey = open_survey()
    path = f"/surveys/{survey.slug}/"
    assert client.get(path).status_code == 200
    form = filled(
        survey, single=2, several=[1, 3], scale=5, recommend=9, yes_no=1, text=" Сайн "
    )
    sent = client.post(path, form)
    assert (sent.status_code, sent["Location"]) == (303, f"{path}thanks/")
    response = Response.objects.get()
    assert (response.language, response.channel, response.unit) == ("mn", "web", None)
    assert (response.is_suspected, response.suspicions) == (False, "")
    rows = response.answers.order_by("question__order", "choice__order")
    said = [
        (each.question.kind, each.choice and each.choice.order, each.number, each.text)
        for each in rows
    ]
    assert said == [
        ("single", 2, None, ""),
        ("several", 1, None, ""),
        ("several", 3, None, ""),
        ("scale", None, 5, ""),
        ("recommend", None, 9, ""),
        ("yes_no", None, 1, ""),
        ("text", None, None, "Сайн"),
    ]
    assert client.get(sent["Location"]).status_code == 200


def test_the_same_form_sent_again_counts_once(client: Client) -> None:
    survey = open_survey()
    path = f"/surveys/{survey.slug}/"
    form = filled(survey)
    client.post(path, form)
    again = client.post(path, form)
    assert again["Location"] == f"{path}thanks/?again"
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)
    other = open_survey()  # the key of one survey is nothing to another
    answer = client.post(
        f"/surveys/{other.slug}/", filled(other) | {"client_key": form["client_key"]}
    )
    assert answer["Location"] == f"/surveys/{other.slug}/thanks/"


def test_what_is_missing_is_said_and_what_was_typed_stays(client: Client) -> None:
    survey = open_survey()
    form = filled(survey, text="Миний санал", several=[2])
    scale = f"q{question_of(survey, 'scale').pk}"
    del form[scale]
    answer = client.post(f"/surveys/{survey.slug}/", form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [scale]
    assert f'href="#id_{scale}_0"' in html
    assert "Миний санал</textarea>" in html
    assert html.count(" checked") == 1
    assert f'value="{form["client_key"]}"' in html
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("scale", "6"),
        ("scale", "٣"),
        ("recommend", "-1"),
        ("yes_no", "2"),
        ("text", "ы" * 2001),
    ],
)
def test_what_no_answer_offers_is_refused(
    client: Client, kind: str, value: str
) -> None:
    survey = open_survey()
    answer = client.post(f"/surveys/{survey.slug}/", filled(survey, **{kind: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [f"q{question_of(survey, kind).pk}"]


def test_a_choice_of_another_question_is_refused(client: Client) -> None:
    survey = open_survey()
    foreign = question_of(survey, "several").choices.get(order=1).pk
    name = f"q{question_of(survey, 'single').pk}"
    answer = client.post(f"/surveys/{survey.slug}/", filled(survey) | {name: foreign})
    assert list(answer.context["form"].errors) == [name]


@pytest.mark.parametrize(
    ("spoilt", "signs"),
    [
        ({"website": "http://spam"}, "honeypot"),
        ({"started": ""}, "no_start"),
        ({"started": "form:1:forged"}, "no_start"),
    ],
)
def test_a_suspected_response_is_kept_marked_and_left_out(
    client: Client, spoilt: dict[str, str], signs: str
) -> None:
    survey = open_survey(results_shown="always")
    path = f"/surveys/{survey.slug}/"
    sent = client.post(path, filled(survey) | spoilt)
    assert sent["Location"] == f"{path}thanks/"
    response = Response.objects.get()
    assert (response.is_suspected, response.suspicions) == (True, signs)
    assert client.get(f"{path}results/").context["results"].responses == 0


def test_many_from_one_address_are_marked(client: Client) -> None:
    survey = open_survey()
    for _again in range(31):
        client.post(f"/surveys/{survey.slug}/", filled(survey))
    marked = Response.objects.filter(suspicions="many_from_address")
    assert (Response.objects.count(), marked.count()) == (31, 1)


def test_before_and_after_it_is_open(client: Client) -> None:
    now = timezone.now()
    draft = make_survey()
    later = open_survey(opens_at=now + timedelta(days=1))
    ended = open_survey(closes_at=now + timedelta(days=1))
    paths = [f"/surveys/{each.slug}/" for each in (draft, later, ended)]
    forms = [filled(each) for each in (draft, later, ended)]
    close(survey_id=ended.pk, user=officer())
    assert [client.get(path).status_code for path in paths] == [404, 200, 200]
    sent = [client.post(*each) for each in zip(paths, forms, strict=True)]
    assert [each.status_code for each in sent] == [404, 409, 409]
    assert Response.objects.count() == 0
    for rest in ("thanks/", "results/", "results.csv"):
        assert client.get(f"{paths[0]}{rest}").status_code == 404


def test_it_opens_and_ends_to_the_minute_by_itself() -> None:
    hour, second = timedelta(hours=1), timedelta(seconds=1)
    opens = timezone.now() + hour
    survey = open_survey(opens_at=opens, closes_at=opens + hour)
    moments = (opens - second, opens, opens + hour - second, opens + hour)
    assert [survey.state_at(moment) for moment in moments] == [
        State.SCHEDULED,
        State.OPEN,
        State.OPEN,
        State.CLOSED,
    ]


def test_english_asks_in_english_and_falls_back(client: Client) -> None:
    survey = open_survey()
    Survey.objects.filter(pk=survey.pk).update(intro_mn="Танилцуулга")
    question = question_of(survey, "text")
    question.text_en = ""
    question.save()
    path = f"/en/surveys/{survey.slug}/"
    html = client.get(path).content.decode()
    for piece in (
        survey.title_en,
        "Question scale",
        '<div lang="mn"><div id="div_id_q',
    ):
        assert piece in html
    assert '<div class="prose" lang="mn">' in html
    client.post(path, filled(survey))
    assert Response.objects.get().language == "en"


def test_the_page_of_a_unit_tells_where_the_answer_came_from(
    client: Client, darkhan: Any
) -> None:
    survey = open_survey()
    html = client.get(f"/branches/{darkhan.code}/").content.decode()
    link = f"/surveys/{survey.slug}/?unit={darkhan.code}"
    assert f'href="{link}"' in html
    assert f'name="unit" value="{darkhan.code}"' in client.get(link).content.decode()
    client.post(f"/surveys/{survey.slug}/", filled(survey, unit=darkhan.code))
    client.post(f"/surveys/{survey.slug}/", filled(survey, unit="nowhere"))
    units = Response.objects.order_by("pk").values_list("unit__code", flat=True)
    assert list(units) == [darkhan.code, None]


def test_the_current_survey_is_the_units_own_first(
    client: Client, darkhan: Any
) -> None:
    whole = open_survey()
    own = open_survey(darkhan)
    paths = ("/", "/branches/orkhon/", f"/branches/{darkhan.code}/")
    shown = [
        [each for each in (whole, own) if each.title_mn in page]
        for page in (client.get(path).content.decode() for path in paths)
    ]
    assert shown == [[whole], [whole], [own]]
    for survey in (whole, own):
        close(survey_id=survey.pk, user=officer())
    pages = [client.get(path).content.decode() for path in paths]
    assert [own.title_mn in page or whole.title_mn in page for page in pages] == [
        False,
        False,
        False,
    ]


def test_the_list_holds_what_is_open_and_what_has_ended(client: Client) -> None:
    make_survey()
    current, ended = open_survey(), open_survey()
    close(survey_id=ended.pk, user=officer())
    page = client.get("/surveys/").context
    assert (page["open"], page["past"]) == ([current], [ended])


def test_machines_are_told_of_published_ones(client: Client) -> None:
    draft, survey = make_survey(), open_survey()
    xml = client.get("/sitemap-pages.xml").content.decode()
    assert f"/en/surveys/{survey.slug}/</loc>" in xml
    assert draft.slug not in xml


def test_pages_take_few_queries_however_many_rows(
    client: Client, django_assert_num_queries: Any, darkhan: Any
) -> None:
    first = open_survey(results_shown="always")
    for _each in range(5):
        respond(first, single=1, text="Сайн")
    paths = {
        "/surveys/": 1,
        f"/surveys/{first.slug}/": 3,
        f"/surveys/{first.slug}/thanks/": 1,
        f"/surveys/{first.slug}/results/": 8,
    }
    for rows in (1, 3):
        for path, queries in paths.items():
            with django_assert_num_queries(queries):
                assert (path, client.get(path).status_code) == (path, 200)
        if rows == 1:
            for unit in (None, darkhan):
                another = open_survey(unit)
                for place in range(10):
                    respond(another, single=1 + place % 3, several=[1, 2])
                    respond(first, single=1 + place % 3, several=[1, 2])


def test_reading_leaves_no_cookie_but_the_forms_own(client: Client) -> None:
    survey = open_survey(results_shown="always")
    found = {}
    for rest in ("", "thanks/", "results/"):
        answer = Client().get(f"/surveys/{survey.slug}/{rest}")
        found[rest] = sorted(answer.cookies)
    assert found == {"": ["csrftoken"], "thanks/": [], "results/": []}
    page = client.get(f"/surveys/{survey.slug}/")
    assert page["Cache-Control"] == "private"


def test_a_key_that_is_none_is_a_new_one(client: Client) -> None:
    survey = open_survey()
    for key in ("", "no-key"):
        form = filled(survey) | {"client_key": key}
        assert client.post(f"/surveys/{survey.slug}/", form).status_code == 303
    keys = set(Response.objects.values_list("client_key", flat=True))
    assert len(keys) == 2
    assert all(isinstance(key, uuid.UUID) for key in keys)
