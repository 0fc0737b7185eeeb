"""Private files on disk: outside the web root, under names of our own.

A file is written once and never changed; who may read it is decided by the view
that calls `private_response`.
"""

import os
import re
import tempfile
import uuid
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

_STORED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")
_FOLDER_MODE = 0o700


def save(content: bytes) -> str:
    """Write a file and return its path below PRIVATE_DIR.

    When this returns, the file is on the disk, whole; when it raises (OSError: no
    space, no right), there is none.
    """
    name = uuid.uuid4().hex
    path = f"{name[:2]}/{name[2:4]}/{name}"
    target = _absolute(path)
    target.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    write_whole(target, content)
    return path


def write_whole(target: Path, content: bytes) -> None:
    """Write a file into a folder that is there, so that nobody ever sees half of it."""
    # mkstemp gives 0600; a leftover of a killed process is never a stored name.
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
    _sync_folder(target.parent)


def open(path: str) -> BinaryIO:
    """Open a stored file for reading.

    FileNotFoundError when it is gone, SuspiciousFileOperation for a path that
    `save` could not have made.
    """
    return _absolute(path).open("rb")


def delete(path: str) -> None:
    """Remove a stored file; one that is gone already is no error."""
    _absolute(path).unlink(missing_ok=True)


def private_response(path: str, *, name: str, content_type: str) -> HttpResponseBase:
    """A download of a stored file that a browser saves and never shows.

    FileNotFoundError when the file is gone. With X_ACCEL_PREFIX set, nginx sends
    the bytes from its internal location of that name.
    """
    response: HttpResponseBase
    if settings.X_ACCEL_PREFIX:
        response = HttpResponse(content_type=content_type)
        prefix = settings.X_ACCEL_PREFIX.rstrip("/")
        response["X-Accel-Redirect"] = f"{prefix}/{_checked(path)}"
    else:
        response = FileResponse(open(path), content_type=content_type)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response


def _checked(path: str) -> str:
    """The path itself, when it is one of ours."""
    if not _STORED.fullmatch(path):
        raise SuspiciousFileOperation("not a path of the private store")
    return path


def _absolute(path: str) -> Path:
    return Path(settings.PRIVATE_DIR) / _checked(path)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
