"""The surface: every address, every header, and that reading changes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError
from django.test import Client, override_settings

from feedback.spam import started_token
from mongol_standards import health
from organisation.models import Role
from tests.mongol_standards.serving import production_settings
from tests.mongol_standards.surface import (
    ANONYMOUS,
    OF_THE_SESSION,
    OWNER,
    SNAPSHOT,
    House,
    routes,
    written_tables,
)

pytestmark = pytest.mark.django_db

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}
PAGE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), "
        "geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
        "payment=(), usb=()"
    ),
}
PERSONAL = PAGE | {"Cache-Control": "no-store"}
STATIC = PAGE | {"Cache-Control": "max-age=3600, public"}
# The public API may be read from any page.
OPEN = PAGE | {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=300",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload"}
# Headers that say what the answer is, not how it is guarded.
OF_THE_ANSWER = {
    "Content-Disposition",
    "Content-Language",
    "Content-Length",
    "Content-Security-Policy",  # compared as a set, its order is not fixed
    "Content-Type",
    "ETag",
    "Expires",
    "Last-Modified",
    "Location",
    "Vary",
    "X-Request-Id",
}
# What is asked for, its status, its headers and the cookies it sets.
CLASSES = [
    ("/", 200, PAGE, []),
    ("/en/", 200, PAGE, []),
    ("/statistics/", 200, PAGE, []),
    ("/open-data/", 200, PAGE, []),
    ("/open-data/roots/", 200, PAGE, []),
    ("/offline/", 200, PAGE, []),
    ("/open-data/statistics.json", 200, PAGE, []),
    ("/sitemap.xml", 200, PAGE | {"X-Robots-Tag": "noindex, noodp, noarchive"}, []),
    ("/robots.txt", 200, PAGE, []),
    ("/healthz", 200, PAGE, []),
    ("/readyz", 200, PAGE, []),
    ("/nowhere/", 404, PAGE, []),
    ("/%00", 400, PAGE, []),
    ("/manifest.webmanifest", 200, PAGE | {"Cache-Control": "max-age=3600"}, []),
    (
        "/service-worker.js",
        200,
        PAGE | {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
        [],
    ),
    ("/static/css/portal.css", 200, STATIC, []),
    ("/feedback/", 200, PERSONAL, ["csrftoken"]),
    ("/en/feedback/", 200, PERSONAL, ["csrftoken"]),
    ("/feedback/receipt/", 302, PERSONAL, []),
    ("/track/", 200, PERSONAL, ["csrftoken"]),
    ("/en/track/", 200, PERSONAL, ["csrftoken"]),
    ("/track/add/", 302, PERSONAL, []),
    ("/admin/", 302, PERSONAL, []),
    ("/admin/nowhere/", 302, PERSONAL, []),
    ("/standards/", 200, PAGE, []),
    ("/surveys/", 200, PAGE, []),
    ("/surveys/nowhere/", 404, PAGE, []),
    ("/en/standards/?q=iso+9001", 200, PAGE, []),
    ("/standards/ics/", 200, PAGE, []),
    ("/standards/committees/", 200, PAGE, []),
    ("/standards/new/", 200, PAGE, []),
    ("/standards/nowhere/", 404, PAGE, []),
    ("/standards/check/", 200, PERSONAL, ["csrftoken"]),
    ("/standard/v/1", 404, PAGE, []),
    ("/api/v1/standards", 200, OPEN, []),
    ("/api/openapi.json", 200, OPEN | {"Cache-Control": "public, max-age=3600"}, []),
    ("/api/docs", 200, PAGE, []),
    ("/oai/?verb=Identify", 200, PAGE, []),
    ("/account/login/", 200, PERSONAL, ["csrftoken"]),
    ("/account/nowhere/", 404, PERSONAL, []),
]


@pytest.fixture
def production(tmp_path: Path) -> Iterator[None]:
    """The cookies, headers and redirects of a portal with a public host."""
    found = production_settings(tmp_path)
    names = [
        name
        for name in found
        if name.startswith(("SECURE_", "CSRF_", "SESSION_COOKIE_", "LANGUAGE_COOKIE_"))
    ]
    known = {name: found[name] for name in [*names, "ALLOWED_HOSTS", "DEMO_MODE"]}
    with override_settings(**known):
        yield


@pytest.fixture
def house(reference: None, settings: Any, tmp_path: Path) -> House:
    """A case and the people around it."""
    settings.PRIVATE_DIR = tmp_path / "private"
    return House.build()


def guards_of(answer: Any) -> dict[str, str]:
    """Headers that guard an answer; reads it to its end."""
    assert answer.getvalue() is not None
    policy = answer.headers["Content-Security-Policy"]
    assert set(policy.split("; ")) == CSP
    return {
        name: value
        for name, value in answer.headers.items()
        if name not in OF_THE_ANSWER
    }


# --- addresses ------------------------------------------------------------------
def test_every_address_is_in_the_snapshot_and_the_other_way_round() -> None:
    assert list(routes()) == SNAPSHOT.read_text().splitlines()


# --- headers --------------------------------------------------------------------
@pytest.mark.parametrize(("path", "status", "headers", "cookies"), CLASSES)
def test_headers_in_demo_mode(
    reference: None,
    path: str,
    status: int,
    headers: dict[str, str],
    cookies: list[str],
) -> None:
    answer = Client().get(path)
    assert answer.status_code == status
    assert guards_of(answer) == headers
    assert sorted(answer.cookies) == cookies


@pytest.mark.usefixtures("production")
def test_headers_and_cookies_in_production(reference: None) -> None:
    client = Client(headers={"host": "portal.example", "x-forwarded-proto": "https"})
    for path, status, headers, cookies in CLASSES:
        client.cookies.clear()
        answer = client.get(path)
        assert (path, answer.status_code) == (path, status)
        assert guards_of(answer) == headers | HSTS
        assert sorted(answer.cookies) == [f"__Host-{name}" for name in cookies]
        for cookie in answer.cookies.values():
            assert (cookie["secure"], cookie["path"], cookie["domain"]) == (
                True,
                "/",
                "",
            )
            assert cookie["samesite"] == "Lax"


@pytest.mark.usefixtures("production")
def test_plain_http_is_sent_to_https_except_for_machines() -> None:
    client = Client(headers={"host": "portal.example"})
    answer = client.get("/feedback/?kind=thanks")
    assert answer.status_code == 301
    assert answer["Location"] == "https://portal.example/feedback/?kind=thanks"
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [
        200,
        200,
    ]
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.usefixtures("production")
def test_the_session_of_staff_is_a_host_cookie(house: House) -> None:
    clerk = house.people["clerk"]
    assert clerk is not None
    client = Client(headers={"host": "portal.example", "x-forwarded-proto": "https"})
    form = {"login": clerk.username, "password": "a long pass phrase"}
    answer = client.post("/account/login/", form)
    assert answer.status_code == 302
    cookie = answer.cookies["__Host-sessionid"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
    assert (cookie["samesite"], cookie["domain"]) == ("Lax", "")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_receipt_is_stored_nowhere(reference: None, accept: str) -> None:
    form = {
        "client_key": f"{uuid.uuid4()}",
        "body": "Жинлүүр дутуу жинлэв",
        "kind": "complaint",
        "started": started_token(),
    }
    answer = Client().post("/feedback/receipt/", form, headers={"accept": accept})
    assert answer.status_code == 200
    assert guards_of(answer) == PERSONAL
    assert "sessionid" not in answer.cookies


def test_a_file_is_never_shown_by_us(house: House) -> None:
    path = house.address("admin/casework/case/<int:case_id>/file/<int:file_id>/")
    answer = house.client("clerk").post(path)
    assert answer.getvalue() == "Баримт".encode()
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert answer["Cache-Control"] == "no-store"


# --- reading --------------------------------------------------------------------
def test_the_watcher_sees_a_write(house: House) -> None:
    with written_tables() as tables:
        Client().post("/track/", {"number": house.case.number, "code": "123456789"})
    assert "casework_tokenbucket" in tables


# Read by every role in test_roles and test_desk_roles, which look for writes too.
ELSEWHERE = ("admin:", "services:", "desk:", "qpay_callback")


def test_a_get_changes_nothing(house: House) -> None:
    for person in (ANONYMOUS, OWNER, Role.CLERK, Role.ADMINISTRATOR):
        client = house.client(person)
        seen = set()
        for line in routes():
            route, _space, name = line.rpartition(" ")
            if name.startswith(ELSEWHERE):
                continue
            with written_tables() as tables:
                answer = client.get(house.address(route))
                answer.getvalue()
            seen.add(answer.status_code)
            allowed = set() if person == ANONYMOUS else OF_THE_SESSION
            assert (person, route, tables - allowed) == (person, route, set())
            assert answer.status_code < 500
        assert 200 in seen


# --- machines -------------------------------------------------------------------
def test_not_ready_while_the_database_is_gone(
    reference: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> bool:
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(health, "_is_migrated", gone)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
