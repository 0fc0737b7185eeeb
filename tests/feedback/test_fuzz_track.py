"""Whatever is sent to the tracking page: no error of ours, nothing half-written."""

from __future__ import annotations

import random
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from casework.applicant_acts import ACTS
from casework.chain import faults_of
from casework.models import Case, Message, TokenBucket
from casework.numbers import code_for
from organisation.models import Role, Unit, User
from tests.factories import answered_petition, do, make_petition, make_user
from tests.feedback.odd_input import (
    MULTIPART,
    MULTIPART_TYPES,
    SPOILERS,
    URLENCODED,
    Spoiler,
    any_text,
    as_it_is,
    long_text,
    multipart,
    odd_file,
    odd_key,
    often,
    urlencoded,
    valid_key,
)
from tests.feedback.watched import Watched

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = {
    "text": st.one_of(st.just("Нэмэлт баримт"), any_text, long_text),
    "reason": st.one_of(st.just("Шийдээгүй"), any_text, long_text),
    "comment": st.one_of(any_text, long_text),
    "score": st.sampled_from(["5", "1", "0", "6", "-1", "५", "9" * 400, "\x00", ""]),
    "is_solved": st.sampled_from(["yes", "no", "", "\x00"]),
    "name": st.one_of(st.just("Дорж Оюун"), any_text, long_text),
    "address": st.one_of(st.just("Дархан"), any_text),
    "consent": st.sampled_from(["on", "", "\x00"]),
    "client_key": st.one_of(valid_key, odd_key),
    "remove_file": st.one_of(st.sampled_from(["1", "-1", "9" * 30]), any_text),
    "file": st.sampled_from(["1", "0", "-1", "9" * 30, "१", "\x00", "../x"]),
}
typed_fields = st.fixed_dictionaries({}, optional=TYPED)
an_act = st.sampled_from([*ACTS, "file", "unknown"])
a_stage = st.sampled_from(["new", "waiting", "returned", "answered"])


class Tracked(Watched):
    """The tracking page of cases in every state an applicant can act in."""

    clerk: User

    def case_at(self, stage: str) -> Case:
        """A fresh case at this stage."""
        if stage == "answered":
            return answered_petition(self.clerk, unit=self.unit)
        case: Case = make_petition(unit=self.unit)
        if stage == "waiting":
            do(case, "take", self.clerk)
            return do(case, "ask", self.clerk, text="Аль зах вэ?")
        if stage == "returned":
            return do(case, "return_incomplete", self.clerk, text="Аль зах вэ?")
        return case

    @property
    def unit(self) -> Unit:
        """Whose cases they are."""
        return Unit.objects.get(code="orkhon")

    def act(self, case: Case, act: str, body: bytes, content_type: str) -> Any:
        """Send it, and check the case and its thread afterwards."""
        TokenBucket.objects.all().delete()
        path = f"/track/{act}/" if act else "/track/"
        answer = self.send(path, body, content_type)
        case = Case.objects.get(pk=case.pk)
        events = list(case.events.all())
        assert list(faults_of(case, events)) == []
        said = [event for event in events if event.kind in WRITTEN_BY_APPLICANT]
        written = Message.objects.filter(case=case, author=None)
        assert written.count() == len(said)
        return answer


# Each leaves one message of the applicant and one event, or neither.
WRITTEN_BY_APPLICANT = {"citizen_answer", "complete", "addition", "reopen"}


@pytest.fixture
def tracked(reference: None, settings: Any, tmp_path: Path) -> Tracked:
    """A watched page and a clerk who makes the cases."""
    settings.PRIVATE_DIR = tmp_path
    page = Tracked(Client(), tmp_path)
    page.clerk = make_user(Role.HEAD, page.unit)
    return page


def key_of(case: Case) -> list[tuple[str, str]]:
    """Number and code of a case as the page carries them."""
    return [("number", case.number), ("code", code_for(case.client_key))]


def test_an_act_that_is_not_spoilt_is_done(tracked: Tracked) -> None:
    case = tracked.case_at("new")
    pairs = [*key_of(case), ("text", "Нэмэлт"), ("client_key", str(uuid.uuid4()))]
    files = [("a.txt", "text/plain", b"abc")]
    answer = tracked.act(case, "add", multipart(pairs, files, "uploads"), MULTIPART)
    assert answer.status_code == 200
    assert (case.messages.count(), case.attachments.count()) == (1, 1)


@often(200)
@given(number=any_text, code=any_text, act=an_act, more=typed_fields)
def test_any_number_and_code(
    tracked: Tracked, number: str, code: str, act: str, more: dict[str, str]
) -> None:
    pairs = [("number", number), ("code", code), *more.items()]
    for path in ("/track/", f"/track/{act}/"):
        answer = tracked.send(path, urlencoded(pairs), URLENCODED)
        assert answer.status_code in {302, 422, 429, 413}


@often(160)
@given(stage=a_stage, act=an_act, typed=typed_fields)
def test_any_text_in_any_act(
    tracked: Tracked, stage: str, act: str, typed: dict[str, str]
) -> None:
    case = tracked.case_at(stage)
    body = urlencoded([*key_of(case), *typed.items()])
    tracked.act(case, act, body, URLENCODED)
    tracked.act(case, act, body, URLENCODED)  # a double tap


@often(120)
@given(
    act=st.sampled_from(["add", "answer", "complete", "reopen"]),
    stage=a_stage,
    files=st.lists(odd_file(), min_size=1, max_size=3),
    spoiler=st.one_of(st.just(as_it_is), st.sampled_from(SPOILERS)),
    content_type=st.one_of(st.just(MULTIPART), st.sampled_from(MULTIPART_TYPES)),
    chance=st.randoms(use_true_random=False),
)
def test_odd_files_and_broken_bodies(
    tracked: Tracked,
    act: str,
    stage: str,
    files: list[tuple[str, str, bytes]],
    spoiler: Spoiler,
    content_type: str,
    chance: random.Random,
) -> None:
    case = tracked.case_at(stage)
    pairs = [*key_of(case), ("text", "Нэмэлт"), ("client_key", str(uuid.uuid4()))]
    body = spoiler(multipart(pairs, files, "uploads"), chance)
    tracked.act(case, act, body, content_type)
