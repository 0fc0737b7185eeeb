"""Many at once: one wins, nothing is made twice, the chain stays whole."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from casework import outbox
from casework.actions import add_note, perform
from casework.actors import staff
from casework.chain import faults_of
from casework.errors import CaseworkError, StaleVersion
from casework.models import Case, Notice
from feedback.models import Petition
from organisation.models import Unit
from tests.factories import NAMED, make_petition, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    call_command("load_reference", verbosity=0, without_catalogue=True)
    return Unit.objects.get(code="darkhan-uul")


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Let `count` threads start together; their results or refusals."""
    results: list[Any] = [None] * count
    start = threading.Barrier(count)

    def run(place: int) -> None:
        try:
            start.wait(timeout=20)
            results[place] = act(place)
        except CaseworkError as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[n]) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_8_forty_clerks_press_the_same_button_and_one_wins(house):
    case = make_petition(unit=house, **NAMED)
    clerks = [make_user("clerk", house) for _ in range(40)]
    results = at_once(
        40,
        lambda n: perform(
            case_id=case.pk, move="take", actor=staff(clerks[n]), version=1, data={}
        ),
    )
    assert sum(isinstance(result, Case) for result in results) == 1
    assert sum(isinstance(result, StaleVersion) for result in results) == 39
    assert case.events.filter(kind="take").count() == 1
    assert Notice.objects.filter(template="take").count() == 1


def test_9_forty_writers_keep_one_unbroken_chain(house):
    case = make_petition(unit=house)
    clerk = make_user("clerk", house)
    at_once(
        40,
        lambda n: add_note(
            case_id=case.pk, user=clerk, body=f"{n}", client_key=uuid.uuid4()
        ),
    )
    case.refresh_from_db()
    events = list(case.events.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, 43))
    assert list(faults_of(case.case, events)) == []


def test_1_racing_requests_with_one_client_key_make_one_case(house):
    key = uuid.uuid4()
    results = at_once(
        12, lambda n: make_petition(unit=house, client_key=key, body="Нэг гомдол")
    )
    assert len({result.number for result in results}) == 1
    assert Petition.objects.count() == 1


def test_twenty_submissions_at_once_take_twenty_numbers_without_gap(house):
    results = at_once(20, lambda n: make_petition(unit=house))
    serials = sorted(int(result.number.split("-")[1]) for result in results)
    assert serials == list(range(1, 21))


def test_a_notice_sent_by_ten_workers_at_once_goes_out_once(house, monkeypatch):
    sent = []
    monkeypatch.setattr(outbox, "send_sms", lambda notice, to: sent.append(notice.key))
    make_petition(unit=house, **NAMED)
    notice = Notice.objects.get()
    results = at_once(10, lambda n: outbox.deliver(notice.pk))
    assert sorted(results) == [False] * 9 + [True]
    assert sent == [notice.key]


def test_two_cases_marked_as_each_others_duplicate_do_not_both_win(house):
    one, two = make_petition(unit=house), make_petition(unit=house)
    clerk = make_user("clerk", house)
    pairs = [(one, two), (two, one)]
    results = at_once(
        2,
        lambda n: perform(
            case_id=pairs[n][0].pk,
            move="duplicate",
            actor=staff(clerk),
            version=1,
            data={"root": pairs[n][1].case},
        ),
    )
    assert sum(isinstance(result, Case) for result in results) <= 1
    assert Case.objects.filter(is_root=False).count() <= 1
