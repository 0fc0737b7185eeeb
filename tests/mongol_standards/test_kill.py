"""kill -9 under load: what was acknowledged is there once, what is told is told once.

One test on purpose: the portal behind it takes a minute, and pytest-xdist would make
one for each worker that runs a part of it.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import random
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2
import pytest
from django.conf import settings

from mongol_standards import embedded_postgres
from tests.casework.file_samples import picture
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
CLIENTS = 8
PATIENCE = 90  # seconds until a phone gives up; none may
ENVIRONMENT = {
    "TRUSTED_PROXY_HOPS": "1",  # every form comes from an address of its own
    "NOTICE_STALE_SECONDS": "5",
}
BEFORE_THE_SUPERVISOR = ["web"] * 6 + ["worker"] * 2 + ["master", "database"]
AFTER_THE_SUPERVISOR = ["web"] * 6 + ["worker"] * 2 + ["master"]
WHILE_DRAINING = ["worker"] * 2
# In the receipt as a link, in its JSON as an address.
NUMBER_AND_CODE = re.compile(r'#(\d\d-\d{6}-\d)\.(\d{9})"')


@dataclass
class Gateway:
    """An SMS gateway that sends one message for one key, and takes its time."""

    chance: random.Random
    seen: list[tuple[str, str, str]] = field(default_factory=list)  # key, to, text
    sending: threading.Event = field(default_factory=threading.Event)

    def serve(self) -> ThreadingHTTPServer:
        """Listen on a port of 127.0.0.1 in a thread."""
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["Idempotency-Key"] == body["key"]
                gateway.seen.append((body["key"], body["to"], body["text"]))
                gateway.sending.set()
                time.sleep(gateway.chance.choice([0, 0, 0.05, 0.3]))
                gateway.sending.clear()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True  # the worker was killed meanwhile

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    @property
    def messages(self) -> dict[str, set[tuple[str, str]]]:
        """Whom each key told what."""
        told = defaultdict(set)
        for key, to, text in self.seen:
            told[key].add((to, text))
        return told


@dataclass
class Form:
    """A filled-in form, kept on the phone until it is acknowledged."""

    place: int
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    # (number, code) of every acknowledgement
    receipts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def phone(self) -> str:
        """Where to tell of it; two of three want to be told."""
        return f"99{self.place:06d}" if self.place % 3 else ""

    @property
    def has_picture(self) -> bool:
        """Whether a photo goes with it."""
        return self.place % 10 == 1

    @property
    def wants_json(self) -> bool:
        """Whether the outbox on the phone sends it, not the page."""
        return self.place % 2 == 0

    def fields(self) -> dict[str, str]:
        """What is typed."""
        typed = {
            "client_key": self.key,
            "kind": "complaint",
            "body": f"Захын жинлүүр дутуу жинлэж байна. Лангуу {self.place}",
            "reply_by": "phone" if self.phone else "code",
            "phone": self.phone,
            "consent": "on" if self.phone else "",
        }
        if self.place % 3 == 1:
            typed |= {"name": "Дорж Оюун", "address": "Дархан сум"}
        return typed

    def body(self, page: Page) -> tuple[bytes, str]:
        """The request's body and its content type."""
        fields = self.fields() | page.fields
        if not self.has_picture:
            return urlencode(fields).encode(), "application/x-www-form-urlencoded"
        parts = [
            f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            f"{value}\r\n"
            for name, value in fields.items()
        ]
        head = (
            '--edge\r\nContent-Disposition: form-data; name="files"; '
            'filename="scale.png"\r\nContent-Type: image/png\r\n\r\n'
        )
        body = "".join([*parts, head]).encode() + picture("PNG") + b"\r\n--edge--\r\n"
        return body, "multipart/form-data; boundary=edge"


@dataclass(frozen=True)
class Page:
    """The form's page as a phone holds it."""

    cookie: str
    fields: dict[str, str]

    @classmethod
    def of(cls, portal: Portal) -> Page:
        """Opened now."""
        status, text, headers = request(portal.port, "GET", "/feedback/", b"", {})
        assert status == 200
        names = ("csrfmiddlewaretoken", "started")
        found = {
            name: re.findall(rf'name="{name}"[^>]*value="([^"]+)"', text)[0]
            for name in names
        }
        return cls(headers["Set-Cookie"].split(";")[0], found)


def request(
    port: int, method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, str, http.client.HTTPMessage]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode(), response.headers
    finally:
        connection.close()


class Phones:
    """Clients that send forms until each is acknowledged, as often as it takes."""

    def __init__(self, port: int, page: Page, forms: list[Form]) -> None:
        self.port, self.page = port, page
        self.waiting: queue.Queue[Form] = queue.Queue()
        for form in forms:
            self.waiting.put(form)
        self.acknowledged = 0
        self.failures: list[str] = []
        self.faults: list[str] = []
        self.gate = threading.Event()
        self.threads = [threading.Thread(target=self._send_all) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    @property
    def are_done(self) -> bool:
        """Whether nobody sends any more."""
        return not any(thread.is_alive() for thread in self.threads)

    def _send_all(self) -> None:
        while True:
            try:
                form = self.waiting.get_nowait()
            except queue.Empty:
                return
            self.gate.wait()
            self._insist(form)

    def _insist(self, form: Form) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                status, text = self._send(form)
            except (OSError, http.client.HTTPException) as failure:
                self.failures.append(type(failure).__name__)
            else:
                if status == 200:
                    form.receipts.append(NUMBER_AND_CODE.findall(text)[0])
                    self.acknowledged += 1
                    return
                if status < 500:
                    self.faults.append(f"{status}: {text[:1000]}")
                    return
                self.failures.append(f"{status}")
            time.sleep(0.1)
        self.faults.append(f"{form.place} was never acknowledged")

    def _send(self, form: Form) -> tuple[int, str]:
        body, content_type = form.body(self.page)
        headers = {
            "Content-Type": content_type,
            "Cookie": self.page.cookie,
            "X-Forwarded-For": f"10.0.{form.place >> 8}.{form.place & 255}",
            "Accept": "application/json" if form.wants_json else "text/html",
        }
        status, text, _headers = request(
            self.port, "POST", "/feedback/receipt/", body, headers
        )
        return status, text


@dataclass
class Killer:
    """Kills processes of the portal while phones send and the worker tells."""

    portal: Portal
    phones: Phones
    gateway: Gateway
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)

    def kill_all(self, whom: list[str], *, while_sending: bool = True) -> None:
        """Kill these in a random order, each time a few forms have come in."""
        for mark in self.chance.sample(whom, len(whom)):
            if while_sending:
                self._await_forms(FORMS // 25)
            self.kill(mark)

    def kill(self, mark: str) -> None:
        """Kill one process, at a random moment of its work."""
        if mark == "worker":
            assert self.gateway.sending.wait(40), "the worker sends nothing"
        time.sleep(self.chance.uniform(0, 0.05))
        wait_for(lambda: self._victims(mark))
        victim = self.chance.choice(self._victims(mark))
        os.kill(victim, signal.SIGKILL)
        self.killed[mark] += 1

    def _await_forms(self, count: int) -> None:
        until = self.phones.acknowledged + count
        wait_for(
            lambda: self.phones.acknowledged >= until or self.phones.are_done,
            seconds=60,
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
        killer = Killer(portal, phones, gateway, chance)
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
    wait_for(lambda: ledger.rows(states) == [("sent", len(told))], seconds=60)
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
