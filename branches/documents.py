"""Documents of units on the disk, kept by their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Where a document is kept."""
    folder: Path = settings.PUBLIC_DIR / "documents" / sha256[:2]
    return folder / sha256


def keep(content: bytes) -> str:
    """Write a document, whole or not at all; returns the hash it is kept by."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if not target.exists():
        write_whole(target, content)
    return sha256


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
