"""Intake end to end: HTTP to two gunicorn workers, through every check, to the disk.

Each submission is a person of their own (own address, own form key); the client
and PostgreSQL share the two cores with the workers.
"""

from __future__ import annotations

import http.client
import re
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
    """One connection that sends petition after petition."""

    def __init__(self, port: int, place: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.place = place
        page, headers = self._get("/feedback/")
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.token = _field(page, "csrfmiddlewaretoken")
        self.started = _field(page, "started")

    def _get(self, path: str) -> tuple[str, http.client.HTTPMessage]:
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        return response.read().decode(), response.headers

    def send(self, number: int, *, named: bool) -> float:
        """Send one petition to its receipt; returns the seconds it took."""
        form = {
            "csrfmiddlewaretoken": self.token,
            "started": self.started,
            "client_key": f"{uuid.uuid4()}",
            "kind": "complaint",
            "body": f"Захын жинлүүр дутуу жинлэж байна. {self.place}-{number}",
            "reply_by": "code",
        }
        if named:
            form |= {
                "name": "Дорж Оюун",
                "address": "Дархан сум",
                "phone": "99112345",
                "reply_by": "phone",
                "consent": "on",
            }
        address = f"10.{self.place}.{number >> 8 & 255}.{number & 255}"
        begun = time.perf_counter()
        self.connection.request(
            "POST",
            "/feedback/receipt/",
            body=urlencode(form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": self.cookie,
                "X-Forwarded-For": address,
            },
        )
        response = self.connection.getresponse()
        page = response.read()
        if response.status != 200:
            raise RuntimeError(f"{response.status}: {page[:2000]!r}")
        return time.perf_counter() - begun


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
        _load(people, 200, named=False)  # warm up
        rate, times = _load(people, SUBMISSIONS, named=False)
    return [
        Result("intake to the receipt", rate, 100, "submissions/s", True),
        Result("one submission, p95", percentile(times, 0.95) * 1000, 500, "ms"),
    ]


def _load(
    people: list[Person], total: int, *, named: bool
) -> tuple[float, list[float]]:
    times: list[list[float]] = [[] for _ in people]
    each = total // len(people)

    def work(place: int) -> None:
        for number in range(each):
            times[place].append(people[place].send(number, named=named))

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
    return len(done) / took, done
