"""`manage.py serve`, the heart of `make run`, as the operator meets it."""

import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mongol_standards import embedded_postgres
from tests.mongol_standards.serving import (
    Portal,
    finish,
    free_port,
    is_python,
    run_to_end,
    start,
    wait_for,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One portal for the tests that leave it running."""
    running = start(tmp_path_factory.mktemp("a b") / "var", free_port())
    yield running
    if running.process.poll() is None:
        finish(running)


def test_it_says_in_five_lines_where_to_go(portal: Portal) -> None:
    password = (portal.var_dir / "first-staff-password.txt").read_text().strip()
    address = f"http://127.0.0.1:{portal.port}/"
    five = portal.lines[-5:]
    assert [bool(re.search(pattern, line)) for pattern, line in zip(
        (
            f" {address}$",
            f" {address}admin/$",
            f" admin, .*{re.escape(password)}.*first-staff-password.txt",
            f" {re.escape(str(portal.var_dir))}$",
            " Ctrl-C$",
        ),
        five, strict=True,
    )] == [True] * 5, five  # fmt: skip


def test_it_answers(portal: Portal) -> None:
    assert (portal.status("/healthz"), portal.status("/")) == (200, 200)


@pytest.mark.parametrize(
    "name", ["first-staff-password.txt", "secret-key.txt", "log/web.log"]
)
def test_secrets_and_logs_are_private(portal: Portal, name: str) -> None:
    assert (portal.var_dir / name).stat().st_mode & 0o777 == 0o600


def test_a_second_one_on_the_same_data_is_refused(portal: Portal) -> None:
    second = run_to_end(portal.var_dir, free_port())
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"http://127.0.0.1:{portal.port}/" in second.stderr


def test_a_port_in_use_is_said_in_one_sentence(portal: Portal, tmp_path: Path) -> None:
    other = run_to_end(tmp_path / "var", portal.port)
    assert other.returncode == 1
    assert other.stderr.count("\n") == 1
    assert str(portal.port) in other.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_wrong_port_is_said_in_one_sentence(tmp_path: Path, port: str) -> None:
    refused = run_to_end(tmp_path / "var", port)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "PORT" in refused.stderr


def test_a_database_url_that_does_not_answer(tmp_path: Path) -> None:
    refused = run_to_end(
        tmp_path / "var",
        free_port(),
        DATABASE_URL=f"postgres://nobody@127.0.0.1:{free_port()}/none",
    )
    assert refused.returncode == 1
    assert "Connection refused" in refused.stderr
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize("mark", ["gunicorn", "manage.py worker", "postgres -D"])
def test_what_is_killed_is_started_again(portal: Portal, mark: str) -> None:
    before = {pid for pid, line in portal.processes().items() if mark in line}
    portal.kill(mark)
    wait_for(lambda: any(
        mark in line for pid, line in portal.processes().items() if pid not in before
    ))  # fmt: skip
    wait_for(portal.is_healthy)


def test_after_kill_9_of_everything_it_starts_again_and_stops_clean(
    tmp_path: Path,
) -> None:
    first = start(tmp_path / "var", free_port())
    password = (first.var_dir / "first-staff-password.txt").read_text()
    first.kill("")
    first.process.communicate(timeout=20)

    second = start(first.var_dir, first.port)
    assert second.is_healthy()
    assert (first.var_dir / "first-staff-password.txt").read_text() == password
    assert password.strip() not in "\n".join(second.lines)
    finish(second, signal.SIGTERM)
    assert second.process.returncode == 0
    assert second.processes() == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_stop_during_the_preparation_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    portal = start(tmp_path / "var", free_port(), until="…")
    finish(portal, number)
    assert portal.process.returncode == 0
    assert portal.processes() == {}


def test_kill_9_of_the_supervisor_takes_web_and_worker_down(tmp_path: Path) -> None:
    portal = start(tmp_path / "var", free_port())
    portal.kill("manage.py serve")
    portal.process.communicate(timeout=20)
    wait_for(lambda: not any(map(is_python, portal.processes().values())))
    embedded_postgres.stop(portal.var_dir)
