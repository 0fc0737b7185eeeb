"""Documents of units on the disk, kept by their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from casework.files.storage import write_whole


def path_of(sha256: str) -> Path:
    """Where a document is kept."""
    folder: Path = settings.PUBLIC_DIR / "documents" / sha256[:2]
    return folder / sha256


def keep(content: bytes) -> str:
    """Write a document, whole or not at all; returns the hash it is kept by."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    return sha256
