"""What every test can ask for: the database cluster and a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations

from mongol_standards import embedded_postgres
from organisation.models import Role, Unit, User
from tests import reference_rows
from tests.factories import make_user

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

OpenPage = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever drives a browser carries the marker `browser`."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def database_cluster() -> Iterator[None]:
    """The cluster of tests, started by the first who needs it, stopped by the last.

    Each pytest-xdist worker holds it on its own and has its own database in it.
    """
    if settings.DATABASE_URL:
        yield
        return
    with embedded_postgres.running(settings.VAR_DIR, "test-postgres", durable=False):
        yield


@pytest.fixture(scope="session")
def django_db_setup(database_cluster: None, django_db_setup: None) -> None:
    """As pytest-django makes the database, once the server runs."""


@pytest.fixture(scope="session", autouse=True)
def emptying_is_allowed() -> Iterator[None]:
    """Between tests the tables are truncated past the triggers that forbid it.

    Only a superuser of PostgreSQL can do this; the portal's own code never does.
    """
    flush = DatabaseOperations.execute_sql_flush

    def past_the_triggers(self: DatabaseOperations, statements: list[str]) -> None:
        flush(self, ["SET session_replication_role = replica", *statements])
        flush(self, ["SET session_replication_role = DEFAULT"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", past_the_triggers)
        yield


@pytest.fixture(scope="session")
def reference_tables(
    django_db_setup: None, django_db_blocker: Any
) -> list[reference_rows.Table]:
    """The rows of the reference data, read before the first test that needs them."""
    with django_db_blocker.unblock():
        return reference_rows.take()


@pytest.fixture
def reference(reference_tables: list[reference_rows.Table], db: None) -> None:
    """The reference data as `make run` loads it, without the catalogue."""
    reference_rows.put(reference_tables)


@pytest.fixture
def private(settings: Any, tmp_path: Path) -> None:
    """Files of a test go away with it."""
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.PUBLIC_DIR = tmp_path / "public"


@pytest.fixture
def darkhan(reference: None) -> Unit:
    """An aimag department."""
    return Unit.objects.get(code="darkhan-uul")


@pytest.fixture
def clerk(darkhan: Unit) -> User:
    """Who answers its cases."""
    return make_user(Role.CLERK, darkhan)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium (CHROMIUM, or found on PATH), shared by a whole run.

    Without one the test is skipped; with REQUIRE_BROWSER=1 it fails.
    """
    path = _chromium()
    if path is None:
        message = "no Chromium found: install it or set CHROMIUM"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's event loop stays in this thread to the end of the run, and
        # Django takes everything in the thread for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_ARGUMENTS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[OpenPage]:
    """A function that opens a page in a context of its own.

    open_page(js=True, width=360, dark=False, **context_options) -> playwright Page.
    """
    contexts = []

    def open_one(
        *, js: bool = True, width: int = 360, dark: bool = False, **options: Any
    ) -> Any:
        context = browser.new_context(
            java_script_enabled=js,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            locale="mn-MN",
            timezone_id="Asia/Ulaanbaatar",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.runs_scripts = js
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Any:
    """A page with JavaScript on a phone 360 px wide."""
    return open_page()


def _chromium() -> str | None:
    given = os.environ.get("CHROMIUM")
    if given:
        return given if Path(given).exists() else None
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
