"""Two presses of the button at once make one application."""

from __future__ import annotations

import threading

import pytest
from django.core.management import call_command
from django.db import connection

from eservices.actions.submission import submit
from eservices.models import Application, Draft
from tests.eservices.factories import make_draft

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private", "in_english"),
]


def test_a_draft_sent_by_two_threads_is_one_application() -> None:
    call_command("load_reference", verbosity=0, without_catalogue=True)
    draft = make_draft("verification")
    start = threading.Barrier(2)
    ends: list[object] = []

    def send() -> None:
        start.wait(timeout=20)
        try:
            sent = submit(draft_id=draft.pk, user=draft.owner, version=draft.version)
            ends.append(len(sent))
        except Draft.DoesNotExist:
            ends.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(map(str, ends)) == ["1", "gone"]
    assert (Application.objects.count(), Draft.objects.count()) == (1, 0)
