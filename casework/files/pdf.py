"""What we ask of a PDF before we keep it.

A scan of the bytes, not a parser: it finds programs and attachments where every
reader would find them, and leaves the rest to the virus scanner and to the rule
that no file is ever opened in our own origin.
"""

import re
import zlib
from collections.abc import Iterator

from casework.files.limits import MAX_PDF_OBJECTS
from casework.files.refusals import Refusal, RefusedFile

_EDGE = 1024  # bytes within which readers look for the two marks
_END = b"%%EOF"
_MARKUP = re.compile(rb"<(?:html|script|svg|body|!doctype|\?php)", re.IGNORECASE)


def _names(*names: str) -> re.Pattern[bytes]:
    """A pattern for PDF names, any letter of which may be written as #hex."""

    def spelled(name: str) -> str:
        return "".join(f"(?:{letter}|(?i:#{ord(letter):02x}))" for letter in name)

    alternatives = "|".join(spelled(name) for name in names)
    return re.compile(f"/(?:{alternatives})(?![A-Za-z0-9])".encode())


_ACTIVE = _names(
    "JavaScript",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "RichMedia",
    "Rendition",
)
# Too short to look for in compressed bytes, where chance would write them.
_ACTIVE_SHORT = _names("JS", "XFA")
_ENCRYPTED = _names("Encrypt")
_OBJECT_STREAM = _names("ObjStm")
_ROOT = _names("Root")


def check_pdf(content: bytes) -> bytes:
    """Return the PDF without anything after its end mark.

    RefusedFile: broken_document (cut off, no structure), content_mismatch (also
    a web page), encrypted, active_content, archive_bomb.
    """
    end = content.rfind(_END)
    visible = _outside_streams(content)
    if (
        not content.startswith(b"%PDF-")
        or end < len(content) - _EDGE
        or b"startxref" not in content[: end + 1]
        or not _ROOT.search(visible)
    ):
        raise RefusedFile(Refusal.BROKEN_DOCUMENT)
    if _MARKUP.search(content[: min(end, _EDGE)]):
        raise RefusedFile(Refusal.CONTENT_MISMATCH)
    if _ENCRYPTED.search(visible):
        raise RefusedFile(Refusal.ENCRYPTED)
    if _ACTIVE.search(content) or _ACTIVE_SHORT.search(visible):
        raise RefusedFile(Refusal.ACTIVE_CONTENT)
    for packed in _object_streams(content):
        if _ACTIVE.search(packed) or _ACTIVE_SHORT.search(packed):
            raise RefusedFile(Refusal.ACTIVE_CONTENT)
    return _without_tail(content, end + len(_END))


def _without_tail(content: bytes, end: int) -> bytes:
    # Line ends after the mark stay: a signature may cover them.
    return content[:end] + b"\n" if content[end:].strip() else content


def _outside_streams(content: bytes) -> bytes:
    """The bytes that are not in streams: objects, trailers. Linear in time."""
    parts = []
    position = 0
    while (start := content.find(b"stream", position)) != -1:
        end = content.find(b"endstream", start)
        if end == -1:
            break
        parts.append(content[position:start])
        position = end + len(b"endstream")
    parts.append(content[position:])
    return b" ".join(parts)


def _object_streams(content: bytes) -> Iterator[bytes]:
    """Inflate the streams in which PDF 1.5 and later may pack objects."""
    left = MAX_PDF_OBJECTS
    position = 0
    while mark := _OBJECT_STREAM.search(content, position):
        position = content.find(b"stream", mark.end())
        if position == -1:
            raise RefusedFile(Refusal.BROKEN_DOCUMENT)
        start = position + len(b"stream")
        packed = memoryview(content)[start + _line_end(content, start) :]
        try:
            unpacked = zlib.decompressobj().decompress(packed, left)
        except zlib.error as error:
            # Some other packing: we could not see what is in it.
            raise RefusedFile(Refusal.BROKEN_DOCUMENT) from error
        left -= len(unpacked)
        if left <= 0:
            raise RefusedFile(Refusal.ARCHIVE_BOMB)
        yield unpacked


def _line_end(content: bytes, start: int) -> int:
    return 2 if content[start : start + 2] == b"\r\n" else 1
