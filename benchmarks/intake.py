"""Intake end to end: HTTP to two gunicorn workers, through every check, to the disk.

Each submission is a person of their own (own address, own form key); the client
and PostgreSQL share the two cores with the workers.
"""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import threading
import time
import uuid
from urllib.parse import urlencode

from benchmarks import portal
from benchmarks.results import Result, percentile

CLIENTS = 8
SUBMISSIONS = 1500
FORM_SECONDS = 4  # the spam check takes faster hands for a machine


class Person:
    """Sends petition after petition, each over a connection of its own.

    As people do; kept connections would also stay with the worker that took them,
    so one could have six and the other two. Speaks HTTP by hand: the client shares
    the two cores, and should not be what is measured.
    """

    def __init__(self, port: int, place: int) -> None:
        self.place = place
        page, headers = _form_page(port)
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.fixed = {
            "csrfmiddlewaretoken": _field(page, "csrfmiddlewaretoken"),
            "started": _field(page, "started"),
            "kind": "complaint",
            "reply_by": "code",
        }
        self.port = port
        self.receipts: list[bytes] = []  # read when the clock has stopped

    def send(self) -> float:
        """Send one petition to its receipt; returns the seconds it took."""
        number = len(self.receipts)
        body = urlencode(
            self.fixed
            | {
                "client_key": f"{uuid.uuid4()}",
                "body": f"Захын жинлүүр дутуу жинлэж байна. {self.place}-{number}",
            }
        )
        request = (
            "POST /feedback/receipt/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: {self.cookie}\r\nAccept-Encoding: gzip\r\n"
            "Connection: close\r\n"
            f"X-Forwarded-For: 10.{self.place}.{number >> 8 & 255}.{number & 255}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        begun = time.perf_counter()
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall(request.encode("ascii"))
            with line.makefile("rb") as answer:
                head, _, page = answer.read().partition(b"\r\n\r\n")
        if head.split()[1:2] != [b"200"] or not page:
            raise RuntimeError(f"{head!r}: {page[:2000]!r}")
        took = time.perf_counter() - begun
        self.receipts.append(page)
        return took

    def numbers(self) -> set[str]:
        """The case numbers on all receipts so far."""
        pages = (gzip.decompress(page).decode() for page in self.receipts)
        return {_field(page, "number") for page in pages}


def _form_page(port: int) -> tuple[str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/feedback/")
    response = connection.getresponse()
    return response.read().decode(), response.headers


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)
    if found is None:
        raise RuntimeError(f"no field {name} in the form")
    return found[1]


def measure() -> list[Result]:
    """Submissions a second, anonymous, to the HTML receipt."""
    with portal.running(TRUSTED_PROXY_HOPS="1", WEB_WORKERS="2") as house:
        people = [Person(house.port, place) for place in range(CLIENTS)]
        time.sleep(FORM_SECONDS)
        _load(people, 200)  # warm up
        rate, times = _load(people, SUBMISSIONS)
    return [
        Result("intake to the receipt", rate, 100, "submissions/s", True),
        Result("one submission, p95", percentile(times, 0.95) * 1000, 500, "ms"),
    ]


def _load(people: list[Person], total: int) -> tuple[float, list[float]]:
    times: list[list[float]] = [[] for _ in people]
    each = total // len(people)

    def work(place: int) -> None:
        for _ in range(each):
            times[place].append(people[place].send())

    threads = [threading.Thread(target=work, args=[n]) for n in range(len(people))]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    done = [value for each_times in times for value in each_times]
    if len(done) != each * len(people):
        raise RuntimeError("a client failed")
    sent = sum(len(person.receipts) for person in people)
    if len(set().union(*(person.numbers() for person in people))) != sent:
        raise RuntimeError("a receipt without a number of its own")
    return len(done) / took, done
