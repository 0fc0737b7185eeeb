"""Text tables: encoding and delimiter are found out, broken rows are told apart."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from gzip import GzipFile
from itertools import islice
from typing import IO

from catalogue.importing.faults import UnreadableFile
from catalogue.importing.readers import limits
from catalogue.importing.readers.lines import Line, Table
from catalogue.importing.readers.supplied import blocks
from catalogue.importing.shapes import Shape, recognise

DELIMITERS = ",;\t|"
_SAMPLE = 256 * 1024
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# A few damaged bytes do not make another encoding of it; in Windows-1251 nearly
# every Russian letter is no UTF-8.
_DAMAGED_SHARE = 0.05


class _OpenQuote(Exception):
    """A record runs over too many lines: its quotation mark was never closed."""


def read(stream: IO[bytes] | GzipFile) -> Table:
    """The table in a stream of bytes. Raises UnreadableFile when it has no header."""
    lines = _Lines(stream)
    shape, delimiter = _header(lines)
    return Table(shape, _records(lines, delimiter, len(shape.columns)))


def encoding_of(sample: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else Windows-1251."""
    for mark, name in _MARKS.items():
        if sample.startswith(mark):
            return name
    others = sum(byte > 127 for byte in sample)
    damaged = sample.decode("utf-8", errors="replace").count("\ufffd")
    return "utf-8" if damaged <= others * _DAMAGED_SHARE + 1 else "cp1251"


class _Lines:
    """Lines of a stream one by one, their number, and a way to put some back."""

    def __init__(self, stream: IO[bytes] | GzipFile) -> None:
        source = io.BufferedReader(_Guarded(stream), _SAMPLE)  # type: ignore[type-var]
        encoding = encoding_of(source.peek(_SAMPLE))
        self._text = io.TextIOWrapper(source, encoding, errors="replace", newline="")
        self._back: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self.is_cut = False  # one of the lines taken was longer than is read

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= limits.MOST_LINES_A_RECORD:
            raise _OpenQuote
        line = self._back.popleft() if self._back else self._read()
        if not line:
            raise StopIteration
        self.taken.append(line)
        self.number += 1
        return line

    def put_back(self, count: int) -> None:
        """Give the last `count` lines once more."""
        if count:
            self._back.extendleft(reversed(self.taken[-count:]))
            self.number -= count

    def _read(self) -> str:
        """A line, of which no more than the limit is kept in memory."""
        line = rest = self._text.readline(limits.LONGEST_LINE)
        while len(rest) == limits.LONGEST_LINE and not rest.endswith("\n"):
            rest = self._text.readline(limits.LONGEST_LINE)
            self.is_cut = True
        return line


class _Guarded(io.RawIOBase):
    """A stream that stops with UnreadableFile where it is damaged or endless."""

    def __init__(self, stream: IO[bytes] | GzipFile) -> None:
        self._blocks = blocks(stream, limits.UNPACKED_BYTES)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer as far as one block goes."""
        self._rest = self._rest or memoryview(next(self._blocks, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _header(lines: _Lines) -> tuple[Shape, str]:
    """The first row that names columns we know, and the delimiter it uses."""
    for line in islice(lines, limits.HEADER_WITHIN):
        for delimiter in DELIMITERS:
            shape = recognise(_split(line, delimiter))
            if shape:
                return shape, delimiter
    raise UnreadableFile("no_header")


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _records(lines: _Lines, delimiter: str, width: int) -> Iterator[Line]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        lines.is_cut = False
        number = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _OpenQuote):
            yield Line(number, [lines.taken[0]], _broken(lines))
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if lines.is_cut:
            yield Line(number, cells[: limits.MOST_COLUMNS], "cell")
        elif cells:
            yield _line(number, cells, width)


def _broken(lines: _Lines) -> str:
    """Why a record could not be read; all of it but its first line is read anew."""
    if len(lines.taken) > 1 or len(lines.taken[0]) <= limits.LONGEST_CELL:
        lines.put_back(len(lines.taken) - 1)
        return "quotes"
    return "cell"


def _line(number: int, cells: list[str], width: int) -> Line:
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) != width:
        return Line(number, cells[: limits.MOST_COLUMNS], "columns")
    if max(map(len, cells)) > limits.LONGEST_CELL:
        return Line(number, cells, "cell")
    return Line(number, cells)
