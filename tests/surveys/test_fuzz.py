"""Whatever is sent to a questionnaire: no error of ours, nothing half-written."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from surveys.models import Answer, Response, Survey
from tests.feedback.odd_input import any_text, often
from tests.surveys.factories import filled, open_survey

pytestmark = pytest.mark.django_db

# Lone surrogates cannot be sent as UTF-8.
sendable = any_text.map(lambda text: text.encode("utf-8", "ignore").decode())


@pytest.fixture
def survey(reference: None) -> Survey:
    return open_survey()


@often(60)
@given(data=st.data())
def test_odd_answers(survey: Survey, data: Any) -> None:
    form = filled(survey, single=1, several=[1, 2], recommend=3, yes_no=1, text="а")
    names = [*form, "unit", "website", "q0", "q99999999999999999999"]
    for name in data.draw(st.lists(st.sampled_from(names), max_size=4)):
        form[name] = data.draw(sendable)
    before = Response.objects.count(), Answer.objects.count()
    sent = Client().post(f"/surveys/{survey.slug}/", form)
    assert sent.status_code in {303, 400, 422}
    taken = sent.status_code == 303 and not sent["Location"].endswith("?again")
    after = Response.objects.count(), Answer.objects.count()
    assert (after != before) is taken
