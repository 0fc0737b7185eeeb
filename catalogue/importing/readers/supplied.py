"""A file as it was supplied: what kind it is, and a first look through all of it."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from catalogue.importing.faults import UnreadableFile
from catalogue.importing.readers import limits

GZIP, WORKBOOK, TEXT = "gzip", "workbook", "text"
_BLOCK = 1024 * 1024
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Supplied:
    """A file by its name and a way to open it, as often as needed."""

    name: str
    open: Callable[[], BinaryIO]

    @classmethod
    def at(cls, path: Path) -> Supplied:
        """A file on this computer."""
        return cls(path.name, lambda: path.open("rb"))


@dataclass(frozen=True)
class Survey:
    """What one look through the whole file tells before anything is written."""

    digest: str  # SHA-256, hexadecimal
    kind: str
    lines: int  # of a text; 0 where only reading tells
    unpacked: int  # bytes


def survey(supplied: Supplied) -> Survey:
    """Look through the file once. Raises UnreadableFile: damaged, too big, no table."""
    digest, size = _digest(supplied)
    kind = _kind(supplied)
    if kind == WORKBOOK:
        return Survey(digest, kind, 0, _check_workbook(supplied, size))
    with supplied.open() as file, unpacked(file, kind) as stream:
        return Survey(digest, kind, *_measure(stream, size))


def unpacked(file: BinaryIO, kind: str) -> BinaryIO | gzip.GzipFile:
    """The bytes of the text in a file."""
    return gzip.GzipFile(fileobj=file) if kind == GZIP else file


def blocks(stream: IO[bytes] | gzip.GzipFile, most: int) -> Iterator[bytes]:
    """A stream block by block. Raises UnreadableFile after `most` bytes, or damaged."""
    read = 0
    try:
        while block := stream.read(_BLOCK):
            read += len(block)
            if read > most:
                raise UnreadableFile("too_big")
            yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFile("damaged") from error


def _digest(supplied: Supplied) -> tuple[str, int]:
    """SHA-256 and size of the file as it is."""
    sha = hashlib.sha256()
    size = 0
    with supplied.open() as file:
        for block in blocks(file, limits.FILE_BYTES):
            sha.update(block)
            size += len(block)
    if not size:
        raise UnreadableFile("empty")
    return sha.hexdigest(), size


def _measure(stream: IO[bytes] | gzip.GzipFile, packed: int) -> tuple[int, int]:
    """Lines and bytes of a text; one that swells like a bomb is not read to its end."""
    lines = size = 0
    for block in blocks(stream, limits.unpacked(packed, limits.UNPACKED_BYTES)):
        lines += block.count(b"\n")
        size += len(block)
    return lines, size


def _kind(supplied: Supplied) -> str:
    with supplied.open() as file:
        start = file.read(4)
    if start == _OLD_EXCEL:
        raise UnreadableFile("old_excel")
    if start.startswith(b"PK"):
        return WORKBOOK
    if supplied.name.lower().endswith((".xlsx", ".xlsm")):
        raise UnreadableFile("not_xlsx")
    if start.startswith(b"\x1f\x8b"):
        return GZIP
    if supplied.name.lower().endswith(".gz"):
        raise UnreadableFile("damaged")
    return TEXT


def _check_workbook(supplied: Supplied, packed: int) -> int:
    """Bytes of all parts, unpacked; what swells far beyond a catalogue is refused.

    zipfile reads no more of a part than the directory says, so the sizes can be
    believed; what the parts take in the file is believed up to the whole file.
    """
    try:
        with supplied.open() as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFile("not_xlsx") from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise UnreadableFile("not_xlsx")
    sizes = [(part.file_size, min(part.compress_size, packed)) for part in parts]
    whole = sum(size for size, _ in sizes)
    if len(parts) > limits.WORKBOOK_PARTS or any(
        size > limits.unpacked(own, limits.WORKBOOK_BYTES)
        for size, own in [*sizes, (whole, packed)]
    ):
        raise UnreadableFile("too_big")
    return whole
