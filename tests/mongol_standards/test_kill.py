"""kill -9 under load: what was acknowledged is there once, what is told is told once.

One test on purpose: the portal behind it takes a minute, and pytest-xdist would make
one for each worker that runs a part of it.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings

from mongol_standards import embedded_postgres
from tests.mongol_standards.crowd import PATIENCE, Form, Gateway, Page, Phones
from tests.mongol_standards.serving import (
    MANAGE,
    Portal,
    environment,
    finish,
    free_port,
    is_python,
    start,
    wait_for,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

FORMS = 200
SENT_AGAIN = 60  # of these a double tap: the same form twice at about the same time
ENVIRONMENT = {
    "TRUSTED_PROXY_HOPS": "1",  # every form comes from an address of its own
    "NOTICE_STALE_SECONDS": "5",
}
BEFORE_THE_SUPERVISOR = ["web"] * 6 + ["worker"] * 2 + ["master", "database"]
AFTER_THE_SUPERVISOR = ["web"] * 6 + ["worker"] * 2 + ["master"]
WHILE_DRAINING = ["worker"] * 2


@dataclass
class Killer:
    """Kills processes of the portal while phones send and the worker tells."""

    portal: Portal
    phones: Phones
    gateway: Gateway
    told: int  # who is to be told, in the end
    chance: random.Random

    def kill_all(self, whom: list[str], *, while_sending: bool = True) -> None:
        """Kill these in a random order, each time a few forms have come in."""
        for mark in self.chance.sample(whom, len(whom)):
            if while_sending:
                self._await_forms(FORMS // 25)
            self.kill(mark)

    def kill(self, mark: str) -> None:
        """Kill one process: the worker while it tells, the others at random."""
        time.sleep(self.chance.uniform(0, 0.05))
        wait_for(lambda: self._is_hit(mark), seconds=PATIENCE)

    def _is_hit(self, mark: str) -> bool:
        victims = self._victims(mark)
        if not victims or (mark == "worker" and not self._is_telling_or_done()):
            return False
        try:
            os.kill(self.chance.choice(victims), signal.SIGKILL)
        except ProcessLookupError:
            return False  # it has just ended by itself, as others were killed
        return True

    def _is_telling_or_done(self) -> bool:
        return self.gateway.sending.is_set() or (
            self.phones.are_done and len(self.gateway.messages) == self.told
        )

    def _await_forms(self, count: int) -> None:
        until = self.phones.acknowledged + count
        wait_for(
            lambda: self.phones.acknowledged >= until or self.phones.are_done,
            seconds=PATIENCE,
        )

    def _victims(self, mark: str) -> list[int]:
        if mark == "database":
            return self._named("postgres -D", list(self.portal.processes()))
        below = children(self.portal.process.pid)
        if mark == "worker":
            return self._named("manage.py worker", below)
        masters = self._named("gunicorn", below)
        if mark == "master":
            return masters
        return [pid for master in masters for pid in children(master)]

    def _named(self, mark: str, pids: list[int]) -> list[int]:
        lines = self.portal.processes()
        return [pid for pid in pids if mark in lines.get(pid, "")]


def children(pid: int) -> list[int]:
    """The processes a process has started."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []  # it has ended
    return [int(child) for child in listed.split()]


class Ledger:
    """What the database holds, read past the portal."""

    def __init__(self, var_dir: Path) -> None:
        place = embedded_postgres.django_database(var_dir)
        self.connection = psycopg2.connect(
            dbname=place["NAME"],
            user=place["USER"],
            host=place["HOST"],
            port=place["PORT"],
        )
        self.connection.autocommit = True

    def rows(self, query: str) -> list[Any]:
        """Rows, or values when there is one column."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            rows = cursor.fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


def test_nothing_acknowledged_is_lost_and_nothing_is_told_twice(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201  (shown when the test fails)
    chance = random.Random(seed)
    gateway = Gateway(chance)
    server = gateway.serve()
    more = ENVIRONMENT | {"SMS_URL": f"http://127.0.0.1:{server.server_port}/sms"}
    portal = start(tmp_path / "var", free_port(), **more)
    try:
        forms = [Form(place) for place in range(FORMS)]
        phones = Phones(portal.port, Page.of(portal), sending_order(forms, chance))
        time.sleep(3.1)  # the spam check takes faster hands for a machine
        phones.gate.set()
        told = len([form for form in forms if form.phone])
        killer = Killer(portal, phones, gateway, told, chance)
        killer.kill_all(BEFORE_THE_SUPERVISOR)
        os.kill(portal.process.pid, signal.SIGKILL)
        portal.process.communicate(timeout=20)
        wait_for(lambda: not any(map(is_python, portal.processes().values())))
        killer.portal = portal = start(portal.var_dir, portal.port, **more)
        killer.kill_all(AFTER_THE_SUPERVISOR)
        killer.kill_all(WHILE_DRAINING, while_sending=False)
        wait_for(lambda: phones.are_done, seconds=PATIENCE)
        assert phones.faults == []
        ledger = Ledger(portal.var_dir)
        every_petition_is_there_once(ledger, forms)
        every_file_is_there_once(ledger, forms, portal.var_dir)
        every_notice_was_sent_once(ledger, forms, gateway)
        every_chain_is_whole(portal)
        # The blows did land: phones and worker had to try again.
        assert len(phones.failures) > 0
        assert len(gateway.seen) > len(gateway.messages)
    finally:
        finish(portal)
        server.shutdown()
        server.server_close()
    assert portal.processes() == {}


def sending_order(forms: list[Form], chance: random.Random) -> list[Form]:
    """Every form, some twice in a row, some once more much later."""
    order = []
    again = chance.sample(forms, SENT_AGAIN)
    double_taps = again[: SENT_AGAIN // 2]
    for form in forms:
        order += [form, form] if form in double_taps else [form]
    return order + again[SENT_AGAIN // 2 :]


def every_petition_is_there_once(ledger: Ledger, forms: list[Form]) -> None:
    """One case a form, under the number that was acknowledged each time."""
    assert {len(set(form.receipts)) for form in forms} == {1}
    acknowledged = {form.key: form.receipts[0][0] for form in forms}
    cases = ledger.rows("SELECT client_key::text, number FROM casework_case")
    assert len(cases) == FORMS
    assert dict(cases) == acknowledged
    serials = [int(number.split("-")[1]) for number in acknowledged.values()]
    assert sorted(serials) == list(range(1, FORMS + 1))
    for table in ("feedback_petition", "casework_contact"):
        assert ledger.rows(f"SELECT count(*) FROM {table}") == [FORMS]  # noqa: S608


def every_file_is_there_once(ledger: Ledger, forms: list[Form], var_dir: Path) -> None:
    """One attachment a form with a picture, whole on the disk."""
    files = ledger.rows(
        "SELECT c.client_key::text, a.path, a.size FROM casework_attachment a "
        "JOIN casework_case c ON c.id = a.case_id"
    )
    wanted = sorted(form.key for form in forms if form.has_picture)
    assert sorted(key for key, _path, _size in files) == wanted
    for _key, path, size in files:
        assert (var_dir / "private" / path).stat().st_size == size


def every_notice_was_sent_once(
    ledger: Ledger, forms: list[Form], gateway: Gateway
) -> None:
    """One SMS a person who asked for it, with their own number and code."""
    states = "SELECT state, count(*) FROM casework_notice GROUP BY state"
    told = [form for form in forms if form.phone]
    wait_for(lambda: ledger.rows(states) == [("sent", len(told))], seconds=PATIENCE)
    messages = gateway.messages
    assert set(messages) == set(ledger.rows("SELECT key::text FROM casework_notice"))
    assert {len(texts) for texts in messages.values()} == {1}
    by_phone = {to: text for texts in messages.values() for to, text in texts}
    assert sorted(by_phone) == sorted(form.phone for form in told)
    for form in told:
        number, code = form.receipts[0]
        grouped = f"{code[:3]}-{code[3:6]}-{code[6:]}"
        assert number in by_phone[form.phone]
        assert grouped in by_phone[form.phone]


def every_chain_is_whole(portal: Portal) -> None:
    """As `manage.py verify_chains` says."""
    verified = subprocess.run(
        [sys.executable, MANAGE, "verify_chains"],
        check=False,
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env=environment(portal.var_dir, portal.port),
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verified.stdout.rstrip().endswith("no fault")
