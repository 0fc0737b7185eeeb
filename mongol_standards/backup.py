"""Backup and restore: database, files and signing keys, checked as one.

Files are those of cases (private) and the pictures and documents of units (public).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from branches import documents, pictures
from branches.models import Document, Picture
from casework.models import Attachment, StagedFile
from mongol_standards.postgres_cluster import programs

DUMP = "database.dump"
FILES = "private"
PUBLIC = "public"
KEYS = "keys"
MANIFEST = "manifest.json"


class BackupError(Exception):
    """A backup or restore that did not work; the text says why."""


@dataclass(frozen=True)
class Mismatch:
    """A row without its file, or a file nobody knows."""

    path: str
    what: str  # missing, changed, unknown


def backup(folder: Path) -> Path:
    """Write database, files and keys into a new folder inside `folder`; returns it.

    The database is dumped first: a file uploaded in between is then unknown to
    the dump, which harms nothing, instead of a row missing its file.
    """
    target = folder / f"portal-{timezone.now():%Y%m%d-%H%M%S}"
    target.mkdir(parents=True, mode=0o700)
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target / DUMP}")
    for name, source in _folders().items():
        if source.exists():
            shutil.copytree(source, target / name)
    facts = {
        "made_at": timezone.now().isoformat(),
        "database_sha256": _sha256(target / DUMP),
        "files": _digests(target / FILES),
        "public": _digests(target / PUBLIC),
        "keys": _digests(target / KEYS),
    }
    (target / MANIFEST).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    return target


def restore(folder: Path) -> None:
    """Put back what `backup` wrote; raises BackupError before touching anything.

    The tables of the database are replaced; files are added, never deleted.
    """
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} holds no backup of the portal.") from error
    if _sha256(folder / DUMP) != facts["database_sha256"]:
        raise BackupError("The database dump is damaged.")
    _check_files(folder / FILES, facts["files"])
    _check_files(folder / PUBLIC, facts.get("public", {}))
    _check_files(folder / KEYS, facts.get("keys", {}))
    connection.close()
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={connection.settings_dict['NAME']}",
        f"{folder / DUMP}",
    )
    for name, place in _folders().items():
        if (folder / name).exists():
            shutil.copytree(folder / name, place, dirs_exist_ok=True)


def _folders() -> dict[str, Path]:
    """What is copied beside the database, by its name in the backup."""
    return {
        FILES: settings.PRIVATE_DIR,
        PUBLIC: settings.PUBLIC_DIR,
        KEYS: settings.KEYS_DIR,
    }


def _digests(folder: Path) -> dict[str, str]:
    return {f"{path.relative_to(folder)}": _sha256(path) for path in _files(folder)}


def _check_files(folder: Path, digests: dict[str, str]) -> None:
    for name, digest in digests.items():
        if _sha256(folder / name) != digest:
            raise BackupError(f"The file {name} of the backup is damaged.")


def mismatches() -> Iterator[Mismatch]:
    """Rows without their file, files changed, and files without a row."""
    root = settings.PRIVATE_DIR
    known: set[str] = set()
    rows = [
        *Attachment.objects.filter(erased_at__isnull=True).values_list(
            "path", "sha256"
        ),
        *StagedFile.objects.values_list("path", "sha256"),
    ]
    for path, digest in rows:
        known.add(path)
        found = root / path
        if not found.exists():
            yield Mismatch(path, "missing")
        elif _sha256(found) != digest:
            yield Mismatch(path, "changed")
    for found in _files(root):
        name = f"{found.relative_to(root)}"
        if name not in known:
            yield Mismatch(name, "unknown")
    yield from _public_mismatches()


def _public_mismatches() -> Iterator[Mismatch]:
    """Pictures and documents of units without their files, and documents changed."""
    for sha256, widths in Picture.objects.values_list("sha256", "widths"):
        for path in (pictures.path_of(sha256, width) for width in widths):
            if not path.exists():
                yield Mismatch(_below_public(path), "missing")
    for sha256 in Document.objects.values_list("sha256", flat=True):
        path = documents.path_of(sha256)
        if not path.exists():
            yield Mismatch(_below_public(path), "missing")
        elif _sha256(path) != sha256:
            yield Mismatch(_below_public(path), "changed")


def _below_public(path: Path) -> str:
    return f"{PUBLIC}/{path.relative_to(settings.PUBLIC_DIR)}"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(program: str, *arguments: str) -> None:
    """Run a client of PostgreSQL against the portal's database."""
    database = connection.settings_dict
    environment = os.environ | {
        "PGHOST": f"{database['HOST']}",
        "PGPORT": f"{database['PORT']}",
        "PGUSER": f"{database['USER']}",
        "PGPASSWORD": f"{database['PASSWORD']}",
        "PGDATABASE": f"{database['NAME']}",
    }
    done = subprocess.run(
        [programs() / program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip().splitlines()[-1]}")
