"""A portal of its own for a benchmark: fresh folder, free port, the real `serve`."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_START = 240  # seconds


@dataclass(frozen=True)
class Portal:
    """A running portal."""

    port: int
    var_dir: Path
    started_in: float  # seconds to the first answer
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(var_dir: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of such a portal."""
    clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL"}}
    ours = {"VAR_DIR": f"{var_dir}", "PORT": f"{port}", "LOAD_CATALOGUE": "0"}
    return clean | ours | more


@contextlib.contextmanager
def running(var_dir: Path | None = None, **more: str) -> Iterator[Portal]:
    """Start `manage.py serve`, wait for its first answer, stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = var_dir or Path(made)
        port = free_port()
        begun = time.monotonic()
        with (folder / "serve.out").open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=environment(folder, port, **more),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait(f"http://127.0.0.1:{port}/", process, folder)
                yield Portal(port, folder, time.monotonic() - begun, process)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=60)


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError((folder / "serve.out").read_text())
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
            return
        time.sleep(0.1)
    raise RuntimeError("the portal did not start")
