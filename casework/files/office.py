"""What we ask of a Word, Excel or OpenDocument file: a zip with known members.

Nothing in it is interpreted; its members are only unpacked, counted and named.
"""

import io
import re
import zipfile

from casework.files.limits import (
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED,
    MEGABYTE,
)
from casework.files.refusals import Refusal, RefusedFile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"

_SMALL = 10 * MEGABYTE  # below this no ratio does harm
_DIRECTORY_END = b"PK\x05\x06"
_DIRECTORY_END_SIZE = 22  # bytes, when the archive has no comment
_ENCRYPTED_FLAG = 0x1
_CFB_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ACTIVE_MEMBER = re.compile(
    r"vbaproject|vbadata|activex|oleobject|^(?:basic|scripts)/"
    r"|\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|js|jar|hta|lnk|msi)$",
    re.IGNORECASE,
)
_UNSAFE_NAME = re.compile(r"^[/\\]|\\|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)")


def check_office(content: bytes) -> str:
    """Return the content type of a DOCX, XLSX or ODT.

    RefusedFile: broken_document, archive_bomb, encrypted, active_content, or
    type_not_allowed for an archive of any other kind.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_shell(content, archive.infolist())
            if archive.testzip() is not None:
                raise RefusedFile(Refusal.BROKEN_DOCUMENT)
            return _content_type(archive)
    except RefusedFile:
        raise
    except Exception as error:  # zipfile fails in many ways on bytes of a stranger
        raise RefusedFile(Refusal.BROKEN_DOCUMENT) from error


def is_locked_office(content: bytes) -> bool:
    """Whether this is the container Office puts a password-locked file in."""
    return (
        content.startswith(_CFB_HEADER)
        and "EncryptedPackage".encode("utf-16-le") in content
    )


def _check_shell(content: bytes, members: list[zipfile.ZipInfo]) -> None:
    """Judge the archive by its directory, before anything is unpacked."""
    names = [member.filename for member in members]
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise RefusedFile(Refusal.ARCHIVE_BOMB)
    if unpacked > _SMALL and unpacked > MAX_RATIO * len(content):
        raise RefusedFile(Refusal.ARCHIVE_BOMB)
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise RefusedFile(Refusal.ENCRYPTED)
    if (
        # Bytes before the first or after the last part belong to something else.
        min((member.header_offset for member in members), default=1) != 0
        or content[-_DIRECTORY_END_SIZE:][:4] != _DIRECTORY_END
        or len(set(names)) != len(names)
        or any(_UNSAFE_NAME.search(name) for name in names)
        # Other methods can take gigabytes of memory for a few bytes.
        or any(
            member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
            for member in members
        )
    ):
        raise RefusedFile(Refusal.BROKEN_DOCUMENT)
    if any(_ACTIVE_MEMBER.search(name) for name in names):
        raise RefusedFile(Refusal.ACTIVE_CONTENT)


def _content_type(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return _microsoft_type(archive.read("[Content_Types].xml"))
    if {"mimetype", "content.xml"} <= names:
        return _open_document_type(archive)
    raise RefusedFile(Refusal.TYPE_NOT_ALLOWED)


def _microsoft_type(declared: bytes) -> str:
    # The main part may have any name, but always this type.
    if b"macroEnabled" in declared:
        raise RefusedFile(Refusal.ACTIVE_CONTENT)
    for content_type in (DOCX, XLSX):
        if f"{content_type}.main+xml".encode() in declared:
            return content_type
    raise RefusedFile(Refusal.TYPE_NOT_ALLOWED)


def _open_document_type(archive: zipfile.ZipFile) -> str:
    if archive.read("mimetype").strip() != ODT.encode():
        raise RefusedFile(Refusal.TYPE_NOT_ALLOWED)
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise RefusedFile(Refusal.ENCRYPTED)
    return ODT
