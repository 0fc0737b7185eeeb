"""Plain text, read in the encodings Mongolian text files really have."""

import re

from casework.files.refusals import Refusal, RefusedFile

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Windows-1251 has no Ө and Ү: Mongolian fonts of that time drew them in the
# places of these Ukrainian letters.
_MONGOLIAN_1251 = str.maketrans("ЄєЇї", "ӨөҮү")


def check_text(content: bytes) -> bytes:
    """Return the text as UTF-8 without a byte order mark.

    RefusedFile content_mismatch when it is no text: control characters, or in no
    encoding of ours (UTF-8, UTF-16 with a mark, Windows-1251); empty when there
    is nothing but the mark.
    """
    try:
        text = _decode(content)
    except UnicodeDecodeError as error:
        raise RefusedFile(Refusal.CONTENT_MISMATCH) from error
    if _CONTROL.search(text):
        raise RefusedFile(Refusal.CONTENT_MISMATCH)
    if not text:
        raise RefusedFile(Refusal.EMPTY)
    return text.encode()


def _decode(content: bytes) -> str:
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_1251(content)


def _decode_1251(content: bytes) -> str:
    text = content.decode("cp1251")
    readable = sum(letter.isalnum() or letter.isspace() for letter in text)
    if readable * 2 < len(text):
        # Any bytes decode to something; this is not writing.
        raise RefusedFile(Refusal.CONTENT_MISMATCH)
    return text.translate(_MONGOLIAN_1251)
