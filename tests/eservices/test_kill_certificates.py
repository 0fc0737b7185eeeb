"""kill -9 between decision and certificate: both are there afterwards, or neither.

The process waits for the number series, which the test holds: by then the decision is
written and the certificate is not.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from casework.models import Case, NumberSeries
from eservices.models import Application, Certificate, Instrument, Verification
from tests.eservices.officers import Office

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60  # seconds

GRANT = """
import sys
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from casework.actions import perform
from casework.actors import staff
from casework.models import Case
from organisation.models import User
case = Case.objects.get(pk=sys.argv[2])
head = User.objects.get(pk=sys.argv[3])
print("deciding", flush=True)
perform(case_id=case.pk, move="grant", actor=staff(head), version=case.version,
        data={"text": "Олгов."})
print("done", flush=True)
"""


@pytest.fixture
def office() -> Office:
    """A proposal of Darkhan-Uul for two instruments, and its people."""
    call_command("load_reference", verbosity=0, without_catalogue=True)
    office = Office("verification")
    office.propose()  # today: the other process knows no other day
    return office


def start(office: Office) -> subprocess.Popen[str]:
    """A process of its own that decides."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            GRANT,
            connection.settings_dict["NAME"],
            f"{office.application.pk}",
            f"{office.head.pk}",
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )


def series_of(office: Office) -> str:
    """The number series the decision will need."""
    year = timezone.localdate().year
    return f"certificate-S2-{office.unit.number_code}-{year}"


@contextmanager
def held(name: str) -> Iterator[None]:
    """Keep everybody else from the series until the end of the block."""
    NumberSeries.objects.get_or_create(name=name, defaults={"last": 0})
    with transaction.atomic():
        NumberSeries.objects.select_for_update().get(name=name)
        yield


def await_waiting(process: subprocess.Popen[str]) -> None:
    """Until a session waits for the lock."""
    end = time.monotonic() + PATIENCE
    # Not pg_stat_activity, which stands still within a transaction.
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    while time.monotonic() < end:
        assert process.poll() is None
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("it never waited for the number")


def sessions() -> set[int]:
    """Who is connected to the database, this process included."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {pid for (pid,) in cursor.fetchall()}


def await_silence(before: set[int]) -> None:
    """Until the server has noticed that the sessions begun since are gone."""
    end = time.monotonic() + PATIENCE
    while sessions() - before:
        assert time.monotonic() < end, "the killed session never ended"
        time.sleep(0.05)


def outcome(office: Office) -> dict[str, Any]:
    """What is there of decision and certificates."""
    case = Case.objects.get(pk=office.application.pk)
    return {
        "state": case.state,
        "decided": Application.objects.get(pk=case.pk).decided_by_id is not None,
        "decisions": case.messages.filter(is_decision=True).count(),
        "granted": case.events.filter(kind="grant").count(),
        "certificates": Certificate.objects.count(),
        "instruments": Instrument.objects.count(),
        "lives": Verification.objects.count(),
    }


NEITHER = {
    "state": "proposed",
    "decided": False,
    "decisions": 0,
    "granted": 0,
    "certificates": 0,
    "instruments": 0,
    "lives": 0,
}
BOTH = {
    "state": "granted",
    "decided": True,
    "decisions": 1,
    "granted": 1,
    "certificates": 2,
    "instruments": 2,
    "lives": 2,
}


def test_killed_between_decision_and_certificate_leaves_neither(office: Office) -> None:
    name = series_of(office)
    before = sessions()
    with held(name):
        process = start(office)
        await_waiting(process)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
    await_silence(before)
    assert outcome(office) == NEITHER
    assert NumberSeries.objects.get(name=name).last == 0
    # Nothing is in the way of deciding again, and no number was lost.
    again = start(office)
    assert again.communicate(timeout=PATIENCE)[0].split() == ["deciding", "done"]
    assert outcome(office) == BOTH
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [1, 2]


def test_killed_after_the_decision_leaves_both(office: Office) -> None:
    before = sessions()
    with held(series_of(office)):
        process = start(office)
        await_waiting(process)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "deciding"
    assert process.stdout.readline().strip() == "done"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    await_silence(before)
    assert outcome(office) == BOTH
