"""A portal of its own for a test: the real `manage.py serve`, as an operator starts it.

Linux only: it looks into /proc for the processes of a data folder.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

MANAGE = settings.BASE_DIR / "manage.py"
SECRET = "Kq3vZ9xN7bT2mW8pR5sY1cD4fG6hJ0aLqPe7uXkB2nV4wM9zQ5tS"
TELL_SETTINGS = """
import json, django
from django.conf import settings
django.setup()
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


@dataclass
class Portal:
    """A running portal with a data folder of its own."""

    process: subprocess.Popen[str]
    port: int
    var_dir: Path
    lines: list[str]

    def status(self, path: str) -> int:
        """Status of GET `path`, without following a redirect."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def processes(self) -> dict[int, str]:
        """Command lines, by number, of all living processes that use the data folder.

        Ours carry VAR_DIR in their environment, PostgreSQL's work inside the folder.
        """
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes()
                variables = (folder / "environ").read_bytes().split(b"\0")
                inside = (folder / "cwd").resolve().is_relative_to(self.var_dir)
            except OSError:
                continue  # it has just ended
            if command and (inside or f"VAR_DIR={self.var_dir}".encode() in variables):
                found[int(folder.name)] = command.replace(b"\0", b" ").decode()
        return found

    def kill(self, mark: str) -> None:
        """kill -9 whatever has `mark` in its command line."""
        victims = [pid for pid, line in self.processes().items() if mark in line]
        assert victims
        for pid in victims:
            os.kill(pid, signal.SIGKILL)

    def is_healthy(self) -> bool:
        """Whether it answers."""
        try:
            return self.status("/healthz") == 200
        except OSError:
            return False


def is_python(command_line: str) -> bool:
    """Whether it is the supervisor, the web server or the worker, not PostgreSQL."""
    return "gunicorn" in command_line or "manage.py" in command_line


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var_dir: Path, port: int | str, **more: str) -> dict[str, str]:
    """The environment of an operator who set nothing else but `more`.

    Without the shipped standards, which would take each start a minute.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        # A browser test in the same process may have set DJANGO_ALLOW_ASYNC_UNSAFE.
        if name not in {"DATABASE_URL", "MAKELEVEL"}
        and not name.startswith(("PYTEST_", "COV_", "DJANGO_"))
    }
    ours = {"VAR_DIR": str(var_dir), "PORT": str(port), "LOAD_CATALOGUE": "0"}
    return kept | ours | more


def start(var_dir: Path, port: int, *, until: str = "Ctrl-C", **more: str) -> Portal:
    """Start the portal and read what it says until a line ends with `until`."""
    process = subprocess.Popen(
        [sys.executable, MANAGE, "serve"],
        env=environment(var_dir, port, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.rstrip().endswith(until):
            break
    else:
        process.communicate()
        pytest.fail("\n".join(lines))
    return Portal(process, port, var_dir, lines)


def finish(portal: Portal, number: signal.Signals = signal.SIGINT) -> str:
    """Stop the portal; what it said at the end."""
    portal.process.send_signal(number)
    rest, _ = portal.process.communicate(timeout=20)
    return rest


def wait_for(condition: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait at most so many seconds until the condition holds."""
    patience = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < patience
        time.sleep(0.1)


def run_to_end(
    var_dir: Path, port: int | str, **more: str
) -> subprocess.CompletedProcess[str]:
    """Start a portal that is expected to refuse."""
    return subprocess.run(
        [sys.executable, MANAGE, "serve"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(var_dir, port, **more),
    )


def production_settings(var_dir: Path, **more: str) -> dict[str, Any]:
    """The settings of a portal with a public host, as far as JSON can say them."""
    wanted = {
        "ALLOWED_HOSTS": "portal.example",
        "SECRET_KEY": SECRET,
        "DJANGO_SETTINGS_MODULE": "mongol_standards.settings",
    }
    said = subprocess.run(
        [sys.executable, "-c", TELL_SETTINGS],
        check=True,
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env=environment(var_dir, 8000) | wanted | more,
    )
    found: dict[str, Any] = json.loads(said.stdout)
    return found
