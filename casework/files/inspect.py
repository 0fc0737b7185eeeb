"""The one door for uploaded files: what comes out of it may be kept.

Content decides what a file is; the ending of its name must agree with it, and the
type a browser declares counts only when there is no ending (phones send wrong or
empty ones). Rules and limits: docs/decisions/0003-uploaded-files.md.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

import puremagic
from django.conf import settings

from casework.files.limits import MAX_NAME
from casework.files.office import DOCX, ODT, XLSX, check_office, is_locked_office
from casework.files.pdf import check_pdf
from casework.files.pictures import reencode
from casework.files.refusals import Refusal, RefusedFile, describe_refusal
from casework.files.text import check_text

__all__ = [
    "InspectedFile",
    "RefusedFile",
    "check_count",
    "describe_refusal",
    "inspect",
]

_HEAD = 4096  # bytes that are enough to recognise a file
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,9})$")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_PDF = "application/pdf"
_TEXT = "text/plain; charset=utf-8"


class Family(StrEnum):
    """Files that are taken and checked alike."""

    PICTURE = "picture"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    TEXT = "text"


_FAMILY_OF_ENDING = {
    # Messengers rename pictures freely: any picture may bear any of these.
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif"), Family.PICTURE),
    **dict.fromkeys(("png", "webp", "gif"), Family.PICTURE),
    "pdf": Family.PDF,
    "docx": Family.DOCX,
    "xlsx": Family.XLSX,
    "odt": Family.ODT,
    "txt": Family.TEXT,
}
_FAMILY_OF_TYPE = {
    **dict.fromkeys(("image/jpeg", "image/png", "image/webp"), Family.PICTURE),
    "image/gif": Family.PICTURE,
    _PDF: Family.PDF,
    DOCX: Family.DOCX,
    XLSX: Family.XLSX,
    ODT: Family.ODT,
    "text/plain": Family.TEXT,
}
_OFFICE = {Family.DOCX, Family.XLSX, Family.ODT}


@dataclass(frozen=True)
class InspectedFile:
    """A file that may be kept, in the form in which it is kept."""

    content: bytes
    content_type: str
    extension: str
    size: int
    sha256: str
    original_name: str


def check_count(count: int) -> None:
    """RefusedFile too_many when more files come with one form than we take."""
    if count > settings.MAX_FILES:
        raise RefusedFile(Refusal.TOO_MANY)


def inspect(
    file: BinaryIO, *, name: str, declared_type: str, most: int | None = None
) -> InspectedFile:
    """Check one uploaded file and return what may be kept of it.

    `most` bytes are taken, by default MAX_FILE_BYTES. Raises RefusedFile and,
    whatever the bytes are, nothing else.
    """
    content = _read(file, most or settings.MAX_FILE_BYTES)
    claimed = _claimed_family(name, declared_type)
    content, content_type, extension = _check(content, claimed)
    return InspectedFile(
        content=content,
        content_type=content_type,
        extension=extension,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        original_name=safe_name(name, extension),
    )


def safe_name(name: str, extension: str) -> str:
    """A name of at most 120 characters that is safe to show and to save under.

    Folders, control and direction characters and signs that file systems refuse
    are gone; the ending is that of the stored content.
    """
    stem = _ENDING.sub("", _last_part(name))
    stem = _NOT_IN_NAMES.sub("_", stem).strip(" .")
    return f"{stem[: MAX_NAME - len(extension) - 1].strip() or 'file'}.{extension}"


def _read(file: BinaryIO, most: int) -> bytes:
    content = file.read(most + 1)
    if not content:
        raise RefusedFile(Refusal.EMPTY)
    if len(content) > most:
        raise RefusedFile(Refusal.TOO_BIG)
    return content


def _last_part(name: str) -> str:
    """The name without folders, control, format and unassigned characters."""
    visible = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", name)
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    return re.split(r"[/\\]", " ".join(visible.split()))[-1].rstrip(" .")


def _claimed_family(name: str, declared_type: str) -> Family | None:
    """What the file says it is; None when it says nothing."""
    if ending := _ENDING.search(_last_part(name)):
        family = _FAMILY_OF_ENDING.get(ending[1].lower())
        if family is None:
            raise RefusedFile(Refusal.TYPE_NOT_ALLOWED)
        return family
    return _FAMILY_OF_TYPE.get(declared_type.partition(";")[0].strip().lower())


def _check(content: bytes, claimed: Family | None) -> tuple[bytes, str, str]:
    """The content to keep, its type and its ending."""
    found = _families(content)
    if not found:
        return _check_unrecognised(content, claimed)
    if claimed is not None and claimed not in found:
        raise RefusedFile(Refusal.CONTENT_MISMATCH)
    if Family.PICTURE in found:
        picture = reencode(content)
        return picture.content, picture.content_type, picture.extension
    if Family.PDF in found:
        return check_pdf(content), _PDF, "pdf"
    content_type = check_office(content)
    family = _FAMILY_OF_TYPE[content_type]
    if claimed not in {None, family}:
        raise RefusedFile(Refusal.CONTENT_MISMATCH)
    return content, content_type, str(family)


def _families(content: bytes) -> set[Family]:
    """What the first bytes say the file is; text has no such mark."""
    try:
        matches = puremagic.magic_string(content[:_HEAD])
    except (puremagic.PureError, ValueError):
        return set()
    found = {
        _FAMILY_OF_TYPE[match.mime_type]
        for match in matches
        if match.mime_type in _FAMILY_OF_TYPE
    } - {Family.TEXT}
    # A zip can be any of these until its members are read.
    return found | _OFFICE if found & _OFFICE else found


def _check_unrecognised(
    content: bytes, claimed: Family | None
) -> tuple[bytes, str, str]:
    if claimed is Family.TEXT:
        return check_text(content), _TEXT, "txt"
    if claimed in _OFFICE and is_locked_office(content):
        raise RefusedFile(Refusal.ENCRYPTED)
    raise RefusedFile(Refusal.CONTENT_MISMATCH if claimed else Refusal.TYPE_NOT_ALLOWED)
