"""Why a file is not taken, and what its sender can do about it."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.files.limits import MAX_PIXELS, MEGABYTE


class Refusal(StrEnum):
    """Machine codes of refusal."""

    TOO_BIG = "too_big"
    TOO_MANY = "too_many"
    EMPTY = "empty"
    TYPE_NOT_ALLOWED = "type_not_allowed"
    CONTENT_MISMATCH = "content_mismatch"
    BROKEN_PICTURE = "broken_picture"
    PICTURE_BOMB = "picture_bomb"
    BROKEN_DOCUMENT = "broken_document"
    ACTIVE_CONTENT = "active_content"
    ARCHIVE_BOMB = "archive_bomb"
    ENCRYPTED = "encrypted"
    INFECTED = "infected"
    SCAN_UNAVAILABLE = "scan_unavailable"


class RefusedFile(Exception):
    """A file we do not take; `code` is one of Refusal."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code


_SENTENCES = {
    Refusal.TOO_BIG: _(
        "The file is larger than {megabytes} MB. Send a smaller file or a photo of it."
    ),
    Refusal.TOO_MANY: _("At most {files} files can be sent. Remove some of them."),
    Refusal.EMPTY: _("The file is empty. Choose it again."),
    Refusal.TYPE_NOT_ALLOWED: _(
        "This kind of file cannot be sent. Send a picture (JPEG, PNG, WebP, GIF), "
        "PDF, Word (DOCX), Excel (XLSX), ODT or plain text (TXT)."
    ),
    Refusal.CONTENT_MISMATCH: _(
        "What is in the file does not agree with the ending of its name. "
        "Save it again as the right kind and send that."
    ),
    Refusal.BROKEN_PICTURE: _(
        "The picture is damaged. Take it or save it again and send that."
    ),
    Refusal.PICTURE_BOMB: _(
        "The picture has more than {megapixels} megapixels. Make it smaller and "
        "send that."
    ),
    Refusal.BROKEN_DOCUMENT: _(
        "The document is damaged or incomplete. Save it again as PDF and send that."
    ),
    Refusal.ACTIVE_CONTENT: _(
        "The document holds a program or another file. Print it to PDF and send "
        "that, or send a photo of it."
    ),
    Refusal.ARCHIVE_BOMB: _(
        "The document is too large once unpacked. Print it to PDF and send that."
    ),
    Refusal.ENCRYPTED: _(
        "The document is locked with a password. Remove the password and send it again."
    ),
    Refusal.INFECTED: _(
        "A virus was found in the file. Send a clean copy or a photo of it."
    ),
    Refusal.SCAN_UNAVAILABLE: _(
        "The file is kept but could not be checked yet. You need not send it again."
    ),
}


def describe_refusal(code: str) -> Any:
    """A lazy sentence in the reader's language that says what to do.

    ValueError for a code that is not one of Refusal.
    """
    return format_lazy(
        _SENTENCES[Refusal(code)],
        megabytes=settings.MAX_FILE_BYTES // MEGABYTE,
        files=settings.MAX_FILES,
        megapixels=MAX_PIXELS // 1_000_000,
    )
