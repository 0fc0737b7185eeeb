"""The virus scanner: a small client of ClamAV's daemon.

With CLAMD_SOCKET set, a file the scanner could not judge is `failed` and stays
closed; without it the content check is all there is, and the note says so.
"""

import socket
import struct
import time
from dataclasses import dataclass
from typing import Literal

from django.conf import settings

_TIMEOUT = 20.0  # seconds for one file, all steps together
_CHUNK = 64 * 1024  # bytes
_MAX_REPLY = 4096  # bytes
_TCP_PORT = 3310  # where clamd listens when no port is said


@dataclass(frozen=True)
class ScanResult:
    """What the scanner said; `note` is for the staff, in the scanner's words."""

    state: Literal["clean", "infected", "failed"]
    note: str


class ScannerError(Exception):
    """The scanner gave no judgement."""


def scan(content: bytes) -> ScanResult:
    """Judge a file; never raises, a scanner in trouble makes the file `failed`."""
    if not settings.CLAMD_SOCKET:
        return ScanResult("clean", "content check only")
    try:
        reply = _ask(content, settings.CLAMD_SOCKET)
    except (OSError, ValueError, ScannerError) as error:
        return ScanResult("failed", f"no judgement: {error}"[:200])
    return _judgement(reply)


def _judgement(reply: str) -> ScanResult:
    """Read a reply such as `stream: OK` or `stream: Eicar-Signature FOUND`."""
    verdict = reply.partition(": ")[2]
    if verdict == "OK":
        return ScanResult("clean", "ClamAV")
    if verdict.endswith(" FOUND"):
        return ScanResult("infected", verdict.removesuffix(" FOUND")[:200])
    return ScanResult("failed", f"no judgement: {reply}"[:200])


def _ask(content: bytes, address: str) -> str:
    """Send one file by the INSTREAM command and return the reply line."""
    deadline = time.monotonic() + _TIMEOUT
    with _connect(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            connection.settimeout(_left(deadline))
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
        return _reply(connection, deadline)


def _connect(address: str) -> socket.socket:
    """Connect to `/path`, `unix:/path`, `host`, `host:port` or `tcp://host:port`."""
    path = address.removeprefix("unix://").removeprefix("unix:")
    if path.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_TIMEOUT)
        try:
            connection.connect(path)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.removeprefix("tcp://").partition(":")
    return socket.create_connection((host, int(port or _TCP_PORT)), timeout=_TIMEOUT)


def _reply(connection: socket.socket, deadline: float) -> str:
    received = b""
    while not received.endswith(b"\0"):
        connection.settimeout(_left(deadline))
        part = connection.recv(_MAX_REPLY)
        received += part
        if not part or len(received) > _MAX_REPLY:
            raise ScannerError("broken reply")
    return received[:-1].decode("utf-8", "replace").strip()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise ScannerError("took too long")
    return left
