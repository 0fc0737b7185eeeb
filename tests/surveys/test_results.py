"""What the public sees of the answers, and what stays hidden."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from surveys.actions import close, show_text
from surveys.models import Answer, FollowUp, Survey
from surveys.results import Results, interval, withheld
from tests.feedback.odd_input import often
from tests.surveys.factories import officer, open_survey, question_of, respond

counts_and_smallest = st.tuples(
    st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(1, 10)
)


# --- hiding -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("counts", "is_sum_known", "shown"),
    [
        ([9, 0, 5], True, [9, 0, 5]),
        ([9, 2, 7], True, [9, None, None]),
        ([9, 2, 7], False, [9, None, 7]),
        ([9, 2, 1], True, [9, None, None]),
        ([3, 0, 0], True, [None, 0, 0]),
    ],
)
def test_small_counts_are_hidden_and_what_would_give_them_away(
    counts: list[int], is_sum_known: bool, shown: list[int | None]
) -> None:
    assert withheld(counts, smallest=5, is_sum_known=is_sum_known) == shown


@often(200)
@given(counts_and_smallest)
def test_no_small_count_is_shown_nor_follows_from_the_others(
    given: tuple[list[int], int],
) -> None:
    counts, smallest = given
    shown = withheld(counts, smallest=smallest, is_sum_known=True)
    assert not any(count and count < smallest for count in shown)
    for count, real in zip(shown, counts, strict=True):
        assert count in {None, real}
    several = sum(count > 0 for count in counts) > 1
    assert shown.count(None) != 1 or not several


@pytest.mark.parametrize(
    ("part", "whole", "found"),
    [(0, 1, (0, 0, 79)), (5, 10, (50, 24, 76)), (80, 100, (80, 71, 87))],
)
def test_a_share_comes_with_its_interval(
    part: int, whole: int, found: tuple[int, int, int]
) -> None:
    assert interval(part, whole) == found


# --- counting ---------------------------------------------------------------------
@pytest.fixture
def answered(reference: None) -> Survey:
    """Twelve responses: eight content, four not; the last one is a machine's."""
    survey = open_survey(results_shown="always", smallest_shown=3)
    for place in range(12):
        respond(
            survey,
            single=1 if place < 8 else 2,
            several=[1, 2] if place < 6 else [1],
            scale=5 if place < 8 else 1,
            recommend=10 if place < 8 else 3,
            yes_no=1 if place < 8 else 0,
            text=f"Бичсэн {place}",
        )
    machine = respond(survey, single=3, scale=1)
    machine.is_suspected = True
    machine.save()
    return survey


@pytest.mark.django_db
def test_every_kind_is_counted(answered: Survey) -> None:
    results = Results(answered, smallest=3)
    found = {each.question.kind: each for each in results.found}
    lines = {
        kind: [(line.count, line.share, line.at) for line in each.lines]
        for kind, each in found.items()
    }
    assert results.responses == 12
    assert lines["single"] == [(8, 67, 1000), (4, 33, 500), (0, 0, 0)]
    assert lines["several"] == [(12, 100, 1000), (6, 50, 500), (0, 0, 0)]
    assert [count for count, _share, _at in lines["scale"]] == [4, 0, 0, 0, 8]
    assert lines["yes_no"] == [(8, 67, 1000), (4, 33, 500)]
    assert (found["scale"].mean, found["scale"].content) == (3.7, (67, 39, 86))
    assert (found["recommend"].mean, found["recommend"].recommend) == (7.7, 33)
    assert found["yes_no"].content == (67, 39, 86)
    assert {each.answered for each in found.values()} == {12}


@pytest.mark.django_db
def test_what_takes_long_is_counted_once_a_minute(
    client: Client, answered: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.results.SLOW_RESPONSES", 12)
    cache.clear()
    first = Results(answered, smallest=3).found
    respond(answered, single=3)
    again = Results(answered, smallest=3)
    assert (again.responses, again.found[0].lines) == (13, first[0].lines)
    cache.clear()
    assert Results(answered, smallest=1).found[0].lines[2].count == 1


@pytest.mark.django_db
def test_few_answers_show_no_share_and_no_mean(client: Client, reference: None) -> None:
    survey = open_survey(results_shown="always")
    path = f"/surveys/{survey.slug}/results/"
    for _each in range(4):
        respond(survey, single=1)
    page = client.get(path)
    assert page.context["results"].are_enough is False
    assert "<table" not in page.content.decode()
    assert client.get(f"/surveys/{survey.slug}/results.csv").status_code == 404
    for place in range(4):
        respond(survey, single=1, scale=1 + place)
    found = {
        each.question.kind: each for each in client.get(path).context["results"].found
    }
    single, scale, silent = found["single"], found["scale"], found["yes_no"]
    assert [(line.count, line.share) for line in single.lines] == [
        (8, 100),
        (0, 0),
        (0, 0),
    ]
    assert [(line.count, line.share) for line in scale.lines] == [
        (None, None),
        (None, None),
        (None, None),
        (5, None),
        (0, None),
    ]
    assert (scale.answered, scale.mean, scale.content) == (8, None, None)
    assert silent.answered is None


# --- when ---------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shown", "while_open", "afterwards"),
    [("always", True, True), ("after_closing", False, True), ("never", False, False)],
)
def test_results_are_public_when_it_was_promised(
    client: Client, reference: None, shown: str, while_open: bool, afterwards: bool
) -> None:
    survey = open_survey(results_shown=shown)
    for _each in range(5):
        respond(survey)
    path = f"/surveys/{survey.slug}/results"
    FollowUp.objects.create(
        survey=survey, said_on=date(2026, 11, 20), text_mn="Цагаа сунгалаа."
    )
    for expected in (while_open, afterwards):
        html = client.get(f"{path}/").content.decode()
        assert ("<table" in html) is expected
        assert "Цагаа сунгалаа." in html
        status = 200 if expected else 404
        assert client.get(f"{path}.csv").status_code == status
        if survey.closed_at is None:
            survey = close(survey_id=survey.pk, user=officer())


@pytest.mark.django_db
def test_texts_are_shown_one_by_one(client: Client, answered: Survey) -> None:
    path = f"/surveys/{answered.slug}/results/"
    assert "Бичсэн" not in client.get(path).content.decode()
    said = Answer.objects.get(text="Бичсэн 7")
    show_text(answer_id=said.pk, user=officer(), is_public=True)
    html = client.get(path).content.decode()
    assert (html.count("Бичсэн 7"), html.count("Бичсэн ")) == (1, 1)
    show_text(answer_id=said.pk, user=officer(), is_public=False)
    assert "Бичсэн" not in client.get(path).content.decode()


@pytest.mark.django_db
def test_the_table_says_what_the_page_says(client: Client, answered: Survey) -> None:
    respond(answered, single=3)
    question = question_of(answered, "single")
    type(answered).objects.filter(pk=answered.pk).update(title_mn="Шинэ")
    answer: Any = client.get(f"/en/surveys/{answered.slug}/results.csv")
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Question", "Answer", "Count", "Per cent"]
    assert [row[1:] for row in rows if row[0] == question.text_en] == [
        ["Phone", "8", ""],
        ["Online", "fewer than 3", ""],
        ["In person", "fewer than 3", ""],
    ]
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{answered.slug}.csv"'
    )
