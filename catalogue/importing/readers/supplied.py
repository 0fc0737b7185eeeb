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


def survey(supplied: Supplied) -> Survey:
    """Look through the file once. Raises UnreadableFile: damaged, too big, no table."""
    digest = _digest(supplied)
    kind = _kind(supplied)
    if kind == WORKBOOK:
        _check_workbook(supplied)
        return Survey(digest, kind, 0)
    with supplied.open() as file, unpacked(file, kind) as stream:
        return Survey(digest, kind, _count_lines(stream))


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


def _digest(supplied: Supplied) -> str:
    sha = hashlib.sha256()
    size = 0
    with supplied.open() as file:
        for block in blocks(file, limits.FILE_BYTES):
            sha.update(block)
            size += len(block)
    if not size:
        raise UnreadableFile("empty")
    return sha.hexdigest()


def _count_lines(stream: IO[bytes] | gzip.GzipFile) -> int:
    blocks_read = blocks(stream, limits.UNPACKED_BYTES)
    return sum(block.count(b"\n") for block in blocks_read)


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


def _check_workbook(supplied: Supplied) -> None:
    """Refuse what unpacks to far more than a catalogue; zipfile reads no more of a
    part than its directory says, so the directory can be believed."""
    try:
        with supplied.open() as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFile("not_xlsx") from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise UnreadableFile("not_xlsx")
    size = sum(part.file_size for part in parts)
    if len(parts) > limits.WORKBOOK_PARTS or size > limits.WORKBOOK_BYTES:
        raise UnreadableFile("too_big")
