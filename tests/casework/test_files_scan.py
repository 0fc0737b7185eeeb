"""The scanner's judgement, and what happens when there is none."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from casework.files import scan as scanner
from casework.files.scan import ScanResult, scan

# The industry's harmless test virus, in two parts so that no scanner stops at us.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

Start = Callable[..., "FakeScanner"]


class FakeScanner:
    """A clamd that knows one virus and keeps what it was sent."""

    def __init__(self, listener: socket.socket, reply: bytes | None) -> None:
        self.received = b""
        self._listener = listener
        self._reply = reply
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        connection, _address = self._listener.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", stream.read(4))[0]:
                self.received += stream.read(size)
            found = b"Eicar-Test-Signature FOUND" if EICAR in self.received else b"OK"
            reply = self._reply
            connection.sendall(b"stream: " + found + b"\0" if reply is None else reply)


@pytest.fixture
def start(tmp_path: Path, settings: Settings) -> Iterator[Start]:
    started: list[FakeScanner] = []

    def start_one(reply: bytes | None = None) -> FakeScanner:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "clamd.ctl"))
        listener.listen()
        settings.CLAMD_SOCKET = f"unix:{tmp_path / 'clamd.ctl'}"
        started.append(FakeScanner(listener, reply))
        return started[0]

    yield start_one
    for fake in started:
        fake.stop()


def test_without_a_scanner_the_note_says_so(settings: Settings) -> None:
    settings.CLAMD_SOCKET = ""

    assert scan(EICAR) == ScanResult("clean", "content check only")


def test_clean_file_arrives_whole(start: Start) -> None:
    fake = start()
    content = bytes(range(256)) * 1000

    assert scan(content) == ScanResult("clean", "ClamAV")
    assert fake.received == content


def test_virus_is_found(start: Start) -> None:
    start()

    assert scan(EICAR) == ScanResult("infected", "Eicar-Test-Signature")


@pytest.mark.parametrize(
    "reply",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Access denied. ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"stream: OK",
        b"",
        b"\xff\xfe\0",
        b"x" * 5000,
    ],
)
def test_no_judgement_is_a_failure(start: Start, reply: bytes) -> None:
    start(reply)

    assert scan(b"content").state == "failed"


@pytest.mark.parametrize(
    "address", ["/nowhere/clamd.ctl", "unix:/nowhere", "tcp://x:y"]
)
def test_scanner_that_is_not_there_is_a_failure(
    settings: Settings, address: str
) -> None:
    settings.CLAMD_SOCKET = address

    assert scan(b"content").state == "failed"


def test_silent_scanner_is_a_failure(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "clamd.ctl")
    monkeypatch.setattr(scanner, "_TIMEOUT", 0.2)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(settings.CLAMD_SOCKET)
        listener.listen()

        assert scan(b"content").state == "failed"


def test_scanner_on_another_machine(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.CLAMD_SOCKET = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        fake = FakeScanner(listener, None)

        assert scan(EICAR).state == "infected"
        fake.stop()
