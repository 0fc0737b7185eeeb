"""People with phones who insist until each form is acknowledged; their SMS gateway."""

from __future__ import annotations

import http.client
import json
import queue
import random
import re
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

from tests.casework.file_samples import picture
from tests.mongol_standards.serving import Portal

CLIENTS = 8
SLOW_SHARE, SLOW_SECONDS = 0.25, 0.6
PATIENCE = 180  # seconds until a phone gives up; none may, on a slow machine either
REST = 0.3  # seconds between two forms of a phone, or all are sent before a blow falls
# In the receipt as a link, in its JSON as an address.
NUMBER_AND_CODE = re.compile(r'#(\d\d-\d{6}-\d)\.(\d{9})"')


@dataclass
class Gateway:
    """An SMS gateway that sends one message for one key, and takes its time."""

    chance: random.Random
    seen: list[tuple[str, str, str]] = field(default_factory=list)  # key, to, text
    # While it takes its time: a good moment to kill the worker that waits for it.
    sending: threading.Event = field(default_factory=threading.Event)

    def serve(self) -> ThreadingHTTPServer:
        """Listen on a port of 127.0.0.1 in a thread."""
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["Idempotency-Key"] == body["key"]
                gateway.seen.append((body["key"], body["to"], body["text"]))
                if gateway.chance.random() < SLOW_SHARE:
                    gateway.sending.set()
                    time.sleep(SLOW_SECONDS)
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
            time.sleep(REST)

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
