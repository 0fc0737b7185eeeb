"""Keeps the processes of the portal running until it is told to stop."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 12  # then what still runs is killed
SETTLED_SECONDS = 60  # a process that lived longer has no bad start
LONGEST_PAUSE = 30
LOG_BYTES = 10_000_000
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


class StopRequested(BaseException):
    """Somebody asked the portal to stop (Ctrl-C, SIGTERM, SIGHUP)."""


@dataclass
class Child:
    """A process that has to run all the time. Its output goes to `log`."""

    name: str
    command: Sequence[str]
    log: Path
    pass_fds: Sequence[int] = ()
    failures: int = 0
    process: subprocess.Popen[bytes] | None = None
    _changed: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us."""
        self._changed = time.monotonic()
        with open_log(self.log) as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    @property
    def has_ended(self) -> bool:
        """Whether it was started and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def tend(self) -> int | None:
        """Start it again when it has died, each time after a longer pause.

        Returns the exit code (negative: the signal) when it has just died.
        """
        lived = time.monotonic() - self._changed
        if self.process is None:
            if lived >= min(2 ** (self.failures - 1), LONGEST_PAUSE):
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        self.failures = 1 if lived > SETTLED_SECONDS else self.failures + 1
        self._changed = time.monotonic()
        return code

    def send(self, number: signal.Signals) -> None:
        """Signal the process, or with SIGKILL everything in its session."""
        if self.process is None or self.process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)


def watch(
    children: Sequence[Child],
    *,
    tell_end: Callable[[Child, int], None],
    every_second: Callable[[], None],
) -> None:
    """Tend the children until StopRequested; `tell_end` hears which one died, how."""
    while True:
        for child in children:
            code = child.tend()
            if code is not None:
                tell_end(child, code)
        every_second()
        time.sleep(1)


def stop(children: Sequence[Child], *, hurry: Callable[[], bool]) -> None:
    """End all children: politely, then after STOP_SECONDS or in a hurry by force."""
    for child in children:
        child.send(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    running = [child.process for child in children if child.process]
    while any(process.poll() is None for process in running):
        if hurry() or time.monotonic() > deadline:
            for child in children:
                child.send(signal.SIGKILL)
        time.sleep(0.05)


class StopSignals:
    """Turns the first stop signal into StopRequested; a second one means hurry."""

    def __init__(self) -> None:
        self.hurry = False
        self._asked = False

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Handle the signals inside the block. nohup's ignored SIGHUP stays ignored."""
        before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
        if before[signal.SIGHUP] == signal.SIG_IGN:
            del before[signal.SIGHUP]
        for number in before:
            signal.signal(number, self._receive)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            self.hurry = True
        else:
            self._asked = True
            raise StopRequested


@contextlib.contextmanager
def open_log(path: Path) -> Iterator[int]:
    """A log file to append to, private to us, set aside when it has grown large."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def end_with_parent() -> None:
    """Ask Linux for a SIGTERM when our parent dies, also by kill -9."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextlib.contextmanager
def orphans_adopted() -> Iterator[None]:
    """Be the parent of what our children leave behind, and collect the dead (Linux).

    The embedded PostgreSQL is such an orphan; else it lingered in the process list.
    """
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)
