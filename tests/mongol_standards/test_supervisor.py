"""Processes are kept alive, and ended together."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mongol_standards import supervisor
from mongol_standards.supervisor import Child, StopRequested, StopSignals

STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"


@pytest.fixture
def make_child(tmp_path: Path) -> Iterator[Callable[..., Child]]:
    """Makes a child that runs a line of Python; kills what is left at the end."""
    made = []

    def make(program: str) -> Child:
        child = Child(
            "Test", [sys.executable, "-c", program], tmp_path / "log/test.log"
        )
        made.append(child)
        return child

    yield make
    for child in made:
        child.send(signal.SIGKILL)
        if child.process:
            child.process.wait()


def end_of(child: Child) -> int:
    """Wait until the child has died; its code as tend() tells it."""
    assert child.process is not None
    child.process.wait(timeout=10)
    code = child.tend()
    assert code is not None
    return code


def test_output_goes_to_a_private_log(make_child: Callable[..., Child]) -> None:
    child = make_child("print('hello')")
    child.start()
    end_of(child)
    assert child.log.read_text() == "hello\n"
    assert child.log.stat().st_mode & 0o777 == 0o600


def test_a_large_log_is_set_aside(make_child: Callable[..., Child]) -> None:
    child = make_child("print('new')")
    child.log.parent.mkdir()
    child.log.write_bytes(b"x" * (supervisor.LOG_BYTES + 1))
    child.start()
    end_of(child)
    assert child.log.read_text() == "new\n"
    assert child.log.with_suffix(".log.1").stat().st_size == supervisor.LOG_BYTES + 1


def test_a_dead_child_is_started_again_after_a_growing_pause(
    make_child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    child = make_child("raise SystemExit(3)")
    child.start()
    started = []
    for _ in range(3):
        assert child.process is not None
        child.process.wait()
        assert child.tend() == 3
        died = now[0]
        while child.process is None:
            now[0] += 0.5
            child.tend()
        started.append(now[0] - died)
    assert started == [1.0, 2.0, 4.0]


def test_after_a_long_life_the_pause_is_short_again(
    make_child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    child = make_child("pass")
    child.failures = 6
    child.start()
    assert child.process is not None
    child.process.wait()
    later = time.monotonic() + supervisor.SETTLED_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert child.tend() == 0
    assert child.failures == 1


def test_stop_ends_the_polite_at_once(make_child: Callable[..., Child]) -> None:
    child = make_child("import time; time.sleep(60)")
    child.start()
    supervisor.stop([child], hurry=lambda: False)
    assert child.process is not None
    assert child.process.returncode == -signal.SIGTERM


def test_in_a_hurry_the_stubborn_are_killed(make_child: Callable[..., Child]) -> None:
    child = make_child(STUBBORN)
    child.start()
    time.sleep(0.5)  # until it has learnt to ignore SIGTERM
    supervisor.stop([child], hurry=lambda: True)
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_first_signal_asks_and_the_second_hurries() -> None:
    signals = StopSignals()
    before = signal.getsignal(signal.SIGTERM)
    with signals.installed():
        with pytest.raises(StopRequested):
            signal.raise_signal(signal.SIGTERM)
        assert not signals.hurry
        signal.raise_signal(signal.SIGINT)
        assert signals.hurry
    assert signal.getsignal(signal.SIGTERM) == before


def test_nohup_is_respected() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopSignals().installed():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from mongol_standards.supervisor import Child\n"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "child = Child('Test', sleep, Path(sys.argv[1]))\n"
        "child.start(); print(child.process.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "log"],
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    patience = time.monotonic() + 5
    while _lives(child) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    # A process that has ended but was not collected yet has no command line.
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False
